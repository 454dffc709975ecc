import { seedLoadBalancer } from '../../sandbox/aws/seed.ts';
import { createKubernetesBackends, ingresses, services } from './kubernetes-backends.ts';
import { backendsOf } from './seed-references.ts';
import type { World } from './world.ts';

interface Existing {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/**
 * Makes the Services and Ingresses that the objects name, unless they are among them, and does for both what a
 * controller of load balancers does: each has one of its own, that is open to the namespace.
 */
export async function seedClusterReferences(
  world: Pick<World, 'aws' | 'account' | 'vpc' | 'person'>,
  objects: readonly object[],
): Promise<void> {
  const cluster = createKubernetesBackends(world);
  const given = objects.filter((object): object is Existing => 'kind' in object);
  const find = (kind: string, name: string) => given.find((each) => each.kind === kind && each.metadata.name === name);
  const backends = backendsOf(objects);

  for (const name of new Set(backends.flatMap(({ service }) => service?.name ?? []))) {
    const hasPorts = backends.some(({ service }) => service?.name === name && service.port !== undefined);
    const ports = [{ name: 'http', port: 80 }, ...(hasPorts ? [{ name: 'other', port: 8080 }] : [])];
    if (find('Service', name) === undefined) await cluster.service(name, { ports });
    await cluster.status(services, name, { hostname: loadBalancerOf(name) });
  }
  for (const name of new Set(backends.flatMap(({ ingress }) => ingress?.name ?? []))) {
    if (find('Ingress', name) === undefined) await cluster.ingress(name, [`${name}.shop.internal`]);
    await cluster.status(ingresses, name, { hostname: loadBalancerOf(name) });
  }

  function loadBalancerOf(name: string): string {
    const listeners = [80, 443, 8080].map((port) => ({ port, target: 'http://127.0.0.1:1' }));
    const { vpcId, tags } = world.vpc;
    return seedLoadBalancer(world.aws, world.account, { name, vpcId, listeners, tags }).dnsName;
  }
}
