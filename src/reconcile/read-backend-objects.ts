import type { ReferredKind, ReferredObjects } from '../api/referred-objects.ts';
import type { BackendObjects } from '../desired/resolve-backends.ts';
import type { Pass } from './pass.ts';

/** The Services and Ingresses that the spec names as backends; those that do not exist are left out. */
export async function readBackendObjects({ object, ports }: Pass): Promise<BackendObjects> {
  const { backends } = object.spec;
  const [services, ingresses] = await Promise.all([
    readAll(
      'Service',
      backends.flatMap(({ service }) => service?.name ?? []),
    ),
    readAll(
      'Ingress',
      backends.flatMap(({ ingress }) => ingress?.name ?? []),
    ),
  ]);
  return { services, ingresses };

  async function readAll<K extends ReferredKind>(kind: K, names: readonly string[]) {
    const found = await Promise.all(
      [...new Set(names)].map(
        async (name) => [name, await ports.kubernetes.readReferenced(object, kind, name, 'BackendsReady')] as const,
      ),
    );
    return new Map<string, ReferredObjects[K]>(
      found.flatMap(([name, one]) => (one === undefined ? [] : [[name, one]])),
    );
  }
}
