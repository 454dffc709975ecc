import { parseDocument } from 'yaml';
import type { Json } from '../api/user-document.ts';
import type { DocumentProblem } from './problem.ts';

export type ParsedText =
  | { readonly value: Json; readonly problem?: undefined }
  | { readonly value?: undefined; readonly problem: DocumentProblem };

/** More repetitions by alias than any description has, and few enough that they cannot multiply. */
const maxAliases = 100;

/**
 * YAML 1.2, of which JSON is a part: keys stand once, no tags of one's own, aliases within reason. Nothing in a text
 * can do more than become plain data.
 */
export function parseText(text: string): ParsedText {
  if (!text.isWellFormed()) return refuse('holds characters that are no valid Unicode; save it as UTF-8');
  try {
    const document = parseDocument(text, {
      version: '1.2',
      schema: 'core',
      uniqueKeys: true,
      logLevel: 'silent',
      prettyErrors: true,
    });
    const [first] = [...document.errors, ...document.warnings];
    if (first !== undefined) return refuse(`is neither YAML nor JSON: ${firstLine(first.message)}`);
    return { value: document.toJS({ maxAliasCount: maxAliases }) as Json };
  } catch (error) {
    // Too many aliases, or nesting deeper than the stack.
    return refuse(
      error instanceof ReferenceError
        ? `repeats itself by more than ${maxAliases} aliases; write the repeated parts out or use $ref`
        : 'is nested too deeply to be read',
    );
  }
}

function refuse(message: string): ParsedText {
  return { problem: { pointer: '', message } };
}

function firstLine(message: string): string {
  return message.split('\n')[0]!.slice(0, 200).replace(/:$/u, '');
}
