/** One resource of API Gateway: a segment of a path. The root stands for `/`. */
export interface ResourceNode {
  /** `/a/{id}`. */
  readonly path: string;
  readonly below: Map<string, ResourceNode>;
}

export interface ResourceTree {
  readonly root: ResourceNode;
  /** Resources, the root included. */
  readonly size: number;
}

/**
 * What the paths need, each resource once. It stops to grow when `most` is exceeded: a thousand paths of 250 segments
 * are refused for their number, and nobody has to wait for the exact one.
 */
export function resourceTree(paths: readonly string[], most: number): ResourceTree {
  const root: ResourceNode = { path: '/', below: new Map() };
  let size = 1;
  for (const path of paths) {
    let node = root;
    for (const segment of path.split('/')) {
      if (segment === '') continue;
      if (size > most) return { root, size };
      let next = node.below.get(segment);
      if (next === undefined) {
        next = { path: node === root ? `/${segment}` : `${node.path}/${segment}`, below: new Map() };
        node.below.set(segment, next);
        size += 1;
      }
      node = next;
    }
  }
  return { root, size };
}

/** Resources below which variables have more than one name, with these names. */
export function* ambiguousVariables(node: ResourceNode): Generator<{ parent: string; names: readonly string[] }> {
  const names = [...node.below.keys()].filter((segment) => segment.startsWith('{'));
  if (names.length > 1) yield { parent: node.path, names };
  for (const child of node.below.values()) yield* ambiguousVariables(child);
}
