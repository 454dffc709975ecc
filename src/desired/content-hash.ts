import { createHash } from 'node:crypto';

/**
 * Hash of plain data that does not depend on the order of keys. The inputs are normalised intent with a format
 * version, not rendered text, so that an upgrade of the operator redeploys nothing by itself.
 */
export function contentHash(content: unknown): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex').slice(0, 16);
}

export function canonicalJson(content: unknown): string {
  return JSON.stringify(content, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
