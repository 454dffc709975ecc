import type { KubernetesObject, ResourceKind } from './resource-kind.ts';
import { expired } from './status-error.ts';

/** One change, as etcd keeps it: enough to go back in time and to feed watches. */
export interface Change {
  readonly revision: number;
  readonly kind: ResourceKind;
  readonly key: string;
  readonly before: KubernetesObject | undefined;
  readonly after: KubernetesObject | undefined;
}

/** Objects by kind and key, with one revision counter for all of them and the changes since the last compaction. */
export class ObjectStore {
  readonly #objects = new Map<ResourceKind, Map<string, KubernetesObject>>();
  readonly #listeners = new Set<(change: Change) => void>();
  #changes: Change[] = [];
  #compactedRevision = 0;
  #revision = 1;

  get revision(): number {
    return this.#revision;
  }

  get(kind: ResourceKind, key: string): KubernetesObject | undefined {
    return this.#of(kind).get(key);
  }

  /** Stores under the next revision, which becomes the object's resourceVersion. Stored objects are never mutated. */
  put(kind: ResourceKind, key: string, object: KubernetesObject): KubernetesObject {
    const before = this.get(kind, key);
    this.#revision += 1;
    const metadata = { ...object.metadata, resourceVersion: String(this.#revision) };
    const after = { ...object, metadata };
    this.#of(kind).set(key, after);
    this.#record({ revision: this.#revision, kind, key, before, after });
    return after;
  }

  delete(kind: ResourceKind, key: string): void {
    const before = this.get(kind, key);
    if (!before) return;
    this.#revision += 1;
    this.#of(kind).delete(key);
    this.#record({ revision: this.#revision, kind, key, before, after: undefined });
  }

  /** True when a revision is too old for `at` and `changesSince`. */
  hasForgotten(revision: number): boolean {
    return revision < this.#compactedRevision;
  }

  /** Objects of a kind in key order as they were at a revision that is not forgotten. */
  at(kind: ResourceKind, revision: number): [string, KubernetesObject][] {
    const state = new Map(this.#of(kind));
    for (const change of this.#changes.toReversed()) {
      if (change.revision <= revision) break;
      if (change.kind !== kind) continue;
      if (change.before) state.set(change.key, change.before);
      else state.delete(change.key);
    }
    return [...state].sort(([left], [right]) => (left < right ? -1 : 1));
  }

  /**
   * Changes of a kind after a revision.
   * @throws {StatusError} 410 when they are no longer all there.
   */
  changesSince(kind: ResourceKind, revision: number): Change[] {
    if (this.hasForgotten(revision)) {
      throw expired(`too old resource version: ${revision} (${this.#compactedRevision})`);
    }
    return this.#changes.filter((change) => change.kind === kind && change.revision > revision);
  }

  /** Forgets how things were before now: older resourceVersions and continue tokens answer 410. */
  compact(): void {
    this.#compactedRevision = this.#revision;
    this.#changes = [];
  }

  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #of(kind: ResourceKind): Map<string, KubernetesObject> {
    const existing = this.#objects.get(kind);
    if (existing) return existing;
    const made = new Map<string, KubernetesObject>();
    this.#objects.set(kind, made);
    return made;
  }

  #record(change: Change): void {
    this.#changes.push(change);
    for (const listener of this.#listeners) listener(change);
  }
}
