import type { Json } from '../../../../sandbox/cluster/in-memory/json.ts';
import { isJsonObject } from '../../../../sandbox/cluster/in-memory/json.ts';

export interface RawAnswer {
  readonly status: number;
  readonly warning: string | undefined;
  /** Parsed JSON, or the lines of a watch. */
  readonly body: unknown;
}

/**
 * Answers of two servers made comparable: what each server makes up (uids, times, resourceVersions) is replaced by
 * what it means. A resourceVersion becomes its rank among those of its object, so a write too many shows.
 */
export class AnswerNormalizer {
  readonly #versionsByUid = new Map<string, string[]>();

  normalize(answer: RawAnswer): unknown {
    return { ...answer, body: this.#value(answer.body as Json) };
  }

  #value(value: Json): Json {
    if (Array.isArray(value)) return value.map((item) => this.#value(item));
    if (typeof value === 'string') return text(value);
    if (!isJsonObject(value)) return value;
    const result = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, this.#field(key, child)]));
    const { metadata } = value;
    if (isJsonObject(metadata) && isJsonObject(result['metadata'])) {
      const { uid, resourceVersion } = metadata;
      if (typeof resourceVersion === 'string') {
        result['metadata']['resourceVersion'] =
          typeof uid === 'string' ? `<version ${this.#rank(uid, resourceVersion)}>` : '<version>';
      }
    }
    if (Array.isArray(value['causes']) && value['causes'].length > 1) {
      result['causes'] = (result['causes'] as Json[]).sort(byText);
    }
    // With several causes their order in the message is not fixed.
    const details = result['details'];
    if (isJsonObject(details) && Array.isArray(details['causes']) && details['causes'].length > 1) {
      result['message'] = '<several causes>';
    }
    return result;
  }

  #field(key: string, value: Json): Json {
    if (key === 'managedFields' && Array.isArray(value)) {
      return value
        .map((entry): Json => (isJsonObject(entry) ? { ...entry, time: '<time>' } : entry))
        .sort((left, right) => (managerOf(left) < managerOf(right) ? -1 : 1));
    }
    if (key === 'uid') return '<uid>';
    if (key === 'nodePort') return '<port>';
    if (key === 'clusterIP') return '<address>';
    if (key === 'clusterIPs' && Array.isArray(value)) return value.map(() => '<address>');
    if (key === 'continue' && value !== '') return '<token>';
    return this.#value(value);
  }

  #rank(uid: string, version: string): number {
    const versions = this.#versionsByUid.get(uid) ?? [];
    this.#versionsByUid.set(uid, versions);
    if (!versions.includes(version)) versions.push(version);
    return versions.indexOf(version);
  }
}

function managerOf(entry: Json): string {
  const { manager, operation, subresource } = entry as Record<string, Json>;
  return JSON.stringify([manager, operation, subresource]);
}

function byText(left: Json, right: Json): number {
  return JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;
}

function text(value: string): string {
  return value
    .replaceAll(
      /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g,
      (_, fraction: string | undefined) => `<time${fraction ?? ''}>`,
    )
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>')
    .replaceAll(/\(\d+\)/g, '(<version>)')
    .replaceAll(/current: \d+/g, 'current: <version>')
    .replaceAll(/gen-[a-z0-9]{5}/g, 'gen-<suffix>');
}
