import { isScalar, parseDocument, visit } from 'yaml';
import type { Document, YAMLMap } from 'yaml';
import type { Json } from '../api/user-document.ts';
import { duplicateKey } from './duplicate-key.ts';
import type { DocumentProblem } from './problem.ts';

export type ParsedText =
  | { readonly value: Json; readonly problem?: undefined }
  | { readonly value?: undefined; readonly problem: DocumentProblem };

/** More repetitions by alias than any description has, and few enough that they cannot multiply. */
const maxAliases = 100;

/**
 * YAML 1.2 or JSON: keys stand once, no tags of one's own, aliases within reason. Nothing in a text can do more than
 * become plain data.
 */
export function parseText(text: string): ParsedText {
  if (!text.isWellFormed()) return refuse('holds characters that are no valid Unicode; save it as UTF-8');
  const json = text.trimStart().startsWith('{') ? parseJson(text) : undefined;
  if (json !== undefined) return json;
  try {
    return parseYaml(text);
  } catch (error) {
    // Too many aliases, or nesting deeper than the stack.
    return refuse(
      error instanceof ReferenceError
        ? `repeats itself by more than ${maxAliases} aliases; write the repeated parts out or use $ref`
        : 'is nested too deeply to be read',
    );
  }
}

/** A hundred times as fast as reading JSON for YAML. Undefined: it is no JSON, though it may be YAML. */
function parseJson(text: string): ParsedText | undefined {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  const twice = duplicateKey(text);
  return twice === undefined ? { value } : refuseTwice(twice);
}

function parseYaml(text: string): ParsedText {
  // Whether keys stand once is looked at below: the parser compares each with each.
  const document = parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: false, logLevel: 'error' });
  const [first] = [...document.errors, ...document.warnings];
  if (first?.code === 'RESOURCE_EXHAUSTION') return refuse('is nested too deeply to be read');
  if (first !== undefined) return refuse(`is neither YAML nor JSON: ${firstLine(first.message)}`);
  const wrongKey = findWrongKey(document);
  if (wrongKey !== undefined) return wrongKey;
  return { value: document.toJS({ maxAliasCount: maxAliases }) as Json };
}

function findWrongKey(document: Document.Parsed): ParsedText | undefined {
  let found: ParsedText | undefined;
  visit(document, {
    Map(_key, map: YAMLMap) {
      const names = new Set<string>();
      for (const { key } of map.items) {
        const name = isScalar(key) ? String(key.value) : undefined;
        if (name === undefined) found = refuse('has a key that is no text; write texts as keys');
        else if (names.has(name)) found = refuseTwice(name);
        if (found !== undefined || name === undefined) return visit.BREAK;
        names.add(name);
      }
      return undefined;
    },
  });
  return found;
}

function refuseTwice(name: string): ParsedText {
  return refuse(`has the key ${JSON.stringify(name).slice(0, 80)} twice in one object; remove one of them`);
}

function refuse(message: string): ParsedText {
  return { problem: { pointer: '', message } };
}

function firstLine(message: string): string {
  return message.split('\n')[0]!.slice(0, 200).replace(/:$/u, '');
}
