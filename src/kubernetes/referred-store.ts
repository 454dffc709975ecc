import type { ObjectStore } from './object-store.ts';
import type { KubernetesObject } from './objects.ts';
import { keyOf } from './objects.ts';

/**
 * What is known of the objects that somebody refers to; all others are left out. Unlike an object store it is not
 * complete: a reference may be newer than the last message about its target, so a deletion is news of the unknown too.
 */
export function createReferredStore(parts: {
  readonly isReferredTo: (key: string) => boolean;
  /** Told of what came, changed or went, each time. */
  readonly onChange: (key: string) => void;
}) {
  const { isReferredTo, onChange } = parts;
  const objects = new Map<string, KubernetesObject>();

  /** True when that is newer than what was known. */
  function learn({ metadata }: KubernetesObject): boolean {
    const key = keyOf(metadata);
    const known = objects.get(key);
    if (!isReferredTo(key) || (known !== undefined && !isNewer(metadata, known.metadata))) return false;
    const { name, namespace, uid, resourceVersion } = metadata;
    objects.set(key, { metadata: { name, namespace, uid, resourceVersion } });
    return true;
  }

  const store: ObjectStore<KubernetesObject> = {
    put(incoming) {
      if (learn(incoming)) onChange(keyOf(incoming.metadata));
    },
    /** The object with this uid is gone; a namesake that was made since stays. */
    remove({ metadata }) {
      const key = keyOf(metadata);
      const known = objects.get(key);
      if (!isReferredTo(key) || (known !== undefined && known.metadata.uid !== metadata.uid)) return;
      objects.delete(key);
      onChange(key);
    },
    get: (key) => objects.get(key),
    list: () => [...objects.values()],
    objects,
  };

  return {
    ...store,
    /** Somebody read the object. True when that is news to everybody else; no message will tell of this state any more. */
    note: learn,
    /** Nobody refers to it any more. */
    forget: (key: string): void => void objects.delete(key),
    clear: (): void => objects.clear(),
  };
}

type Meta = KubernetesObject['metadata'];

/** Resource versions of one kind are ordered numbers (Kubernetes 1.35, KEP-5504; true of etcd-backed servers before). */
function isNewer(a: Meta, b: Meta): boolean {
  return BigInt(a.resourceVersion ?? 0) > BigInt(b.resourceVersion ?? 0);
}
