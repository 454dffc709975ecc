import type { KubernetesObject } from './resource-kind.ts';
import { badRequest } from './status-error.ts';

const layout = '2006-01-02T15:04:05.000000Z07:00';

/**
 * The stored form of a MicroTime, which has exactly six decimals: the API server takes neither fewer nor more.
 * @throws {StatusError} 400
 */
export function parseMicroTime({ kind, apiVersion }: KubernetesObject, value: string): string {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{6})?(.*)$/.exec(value);
  const [, seconds, fraction, rest = value] = match ?? [];
  if (seconds !== undefined && fraction !== undefined && /^(Z|[+-]\d\d:\d\d)$/.test(rest)) {
    const utc = new Date(`${seconds}${rest}`).toISOString().slice(0, 19);
    return `${utc}${fraction}Z`;
  }
  const expected = fraction === undefined ? '.000000' : 'Z07:00';
  const version = apiVersion.split('/').at(-1);
  throw badRequest(
    `${kind} in version "${version}" cannot be handled as a ${kind}: parsing time "${value}" as "${layout}": ` +
      `cannot parse "${rest}" as "${expected}"`,
  );
}
