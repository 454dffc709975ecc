import { Composer, LineCounter, Parser, isMap, isScalar, isSeq } from 'yaml';
import type { Document } from 'yaml';
import type { Json } from '../api/user-document.ts';
import { duplicateKey } from './duplicate-key.ts';
import type { DocumentProblem } from './problem.ts';

export type ParsedText =
  | { readonly value: Json; readonly problem?: undefined }
  | { readonly value?: undefined; readonly problem: DocumentProblem };

/** More repetitions by alias than any description has, and few enough that they cannot multiply. */
const maxAliases = 100;

/** Lines, commas and brackets: where nodes of YAML begin. More take seconds to read; a megabyte of description has some 40,000. */
const maxSeparators = 100_000;

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
    if (error instanceof WrongYaml) return refuse(error.message);
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
  if (text.split(/[\n,[{&!]/u, maxSeparators + 1).length > maxSeparators)
    return refuse(
      `has more than ${maxSeparators} lines, commas and brackets; write it as JSON, or describe a smaller API`,
    );
  const lineCounter = new LineCounter();
  // Whether keys stand once is looked at below: the parser compares each with each.
  const composer = new Composer({ version: '1.2', schema: 'core', uniqueKeys: false });
  let first: WrongYaml | undefined;
  const refuseAt = (offset: number, message: string) => {
    const { line, col } = lineCounter.linePos(offset);
    return (first ??= new WrongYaml(`is neither YAML nor JSON: ${firstLine(message)} at line ${line}, column ${col}`));
  };
  // The first error ends it: the parser would go on, and make an error of each of a million characters. What is thrown
  // inside a node comes back as one more error.
  composer['onError'] = (source: ErrorSource, code: string, message: string) => {
    if (code === 'RESOURCE_EXHAUSTION') throw first ?? new RangeError(message);
    throw refuseAt(typeof source === 'number' ? source : 'offset' in source ? source.offset : source[0], message);
  };
  let document: Document.Parsed | undefined;
  const keep = (next: Document.Parsed) => {
    if (document !== undefined) throw refuseAt(next.range[0], 'There are several documents');
    document = next;
  };
  for (const token of new Parser(lineCounter.addNewLine).parse(text)) {
    if (token.type === 'error') throw refuseAt(token.offset, token.message);
    for (const next of composer.next(token)) keep(next);
  }
  for (const next of composer.end(true, text.length)) keep(next);
  return findWrongKey(document!.contents) ?? { value: document!.toJS({ maxAliasCount: maxAliases }) as Json };
}

type ErrorSource = number | readonly [start: number, end: number] | { readonly offset: number };

class WrongYaml extends Error {}

function findWrongKey(node: unknown): ParsedText | undefined {
  if (isMap(node)) {
    const names = new Set<string>();
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : undefined;
      if (name === undefined) return refuse('has a key that is no text; write texts as keys');
      if (names.has(name)) return refuseTwice(name);
      names.add(name);
      const wrong = findWrongKey(value);
      if (wrong !== undefined) return wrong;
    }
  } else if (isSeq(node)) {
    for (const item of node.items) {
      const wrong = findWrongKey(item);
      if (wrong !== undefined) return wrong;
    }
  }
  return undefined;
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
