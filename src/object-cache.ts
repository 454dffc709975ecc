import type { PrivateApi } from './api/private-api.ts';
import { keyOf } from './api/private-api.ts';

/** The part of a reflector that is read here. */
interface Source {
  get(key: string): PrivateApi | undefined;
  list(): readonly PrivateApi[];
}

/**
 * The watch cache, with what this process wrote last laid over it until the watch has caught up: a pass that starts
 * right after a write must not decide on the state before it.
 */
export function createObjectCache(source: Source) {
  const written = new Map<string, PrivateApi>();

  const newest = (cached: PrivateApi): PrivateApi => {
    const own = written.get(keyOf(cached));
    return own !== undefined && own.metadata.uid === cached.metadata.uid && isNewer(own, cached) ? own : cached;
  };

  return {
    get(key: string): PrivateApi | undefined {
      const cached = source.get(key);
      return cached && newest(cached);
    },
    list: (): readonly PrivateApi[] => source.list().map(newest),
    /** The answer of the API server to a write. */
    remember(object: PrivateApi): void {
      written.set(keyOf(object), object);
    },
    /** The watch told of a change. */
    caughtUp(key: string, current: PrivateApi | undefined): void {
      const own = written.get(key);
      if (own !== undefined && (current === undefined || !isNewer(own, current))) written.delete(key);
    },
  };
}

/** Resource versions of one kind are ordered numbers (Kubernetes 1.35, KEP-5504; true of etcd-backed servers before). */
function isNewer(a: PrivateApi, b: PrivateApi): boolean {
  return BigInt(a.metadata.resourceVersion) > BigInt(b.metadata.resourceVersion);
}
