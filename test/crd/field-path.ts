/** JSON as a test takes it apart. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * A copy of `object` with the field at `path` replaced, or removed when `value` is undefined. Paths are those of the
 * schema: `spec.backends[].port` is the port of the first backend that can have one, `spec.tags{}` the first tag's value.
 * Throws when the object has no such place.
 */
export function withField<T extends Json>(object: T, path: string, value: Json | undefined): T {
  const copy = structuredClone(object);
  if (!replace(copy, path.split(/\.|(?=\[\])|(?=\{\})/), value)) throw new Error(`the object has no place for ${path}`);
  return copy;
}

function replace(node: Json | undefined, [step, ...rest]: string[], value: Json | undefined): boolean {
  if (node === null || typeof node !== 'object' || step === undefined) return false;
  if (step === '[]') {
    if (!Array.isArray(node)) return false;
    if (rest.length > 0) return node.some((element) => replace(element, rest, value));
    node[0] = value ?? null;
    return true;
  }
  const fields = node as { [key: string]: Json };
  const key = step === '{}' ? Object.keys(fields)[0] : step;
  if (key === undefined) return false;
  if (rest.length > 0) return replace(fields[key], rest, value);
  if (value === undefined) delete fields[key];
  else fields[key] = value;
  return true;
}
