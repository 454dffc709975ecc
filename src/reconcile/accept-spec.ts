import { createHash } from 'node:crypto';
import type { AcceptedApi } from '../api/accepted-api.ts';
import { parsePrivateApi } from '../api/parse.ts';
import type { UserDocument } from '../api/user-document.ts';
import { TerminalError } from '../errors.ts';
import { readDocument } from '../openapi/read-document.ts';
import type { DocumentReading } from '../openapi/read-document.ts';
import type { Memory } from './memory.ts';
import type { Pass } from './pass.ts';

/** More would not be read, and the status has to stay small. */
const maxProblems = 20;
const maxProblemLength = 400;

/** In bytes of JSON, as the field's description promises; the rest of an object has to fit into etcd beside it. */
const maxInlineBytes = 256 * 1024;

/** The spec with its OpenAPI document read, or the error that names everything wrong with them. */
export async function acceptSpec(pass: Pass): Promise<AcceptedApi> {
  const document = await userDocument(pass);
  const parsed = parsePrivateApi(pass.object, document);
  if (parsed.problems !== undefined) throw invalidSpec(parsed.problems);
  return parsed.object;
}

async function userDocument({ object, ports }: Pass): Promise<UserDocument | undefined> {
  const inline = object.spec?.openApi?.inline;
  if (inline === undefined) return undefined;
  const text = asJson(inline);
  if (text === undefined) throw invalidSpec(['spec.openApi.inline: is nested too deeply to be read']);
  if (Buffer.byteLength(text) > maxInlineBytes)
    throw invalidSpec([
      `spec.openApi.inline: is larger than ${maxInlineBytes / 1024} KiB; put it into a ConfigMap and name that by spec.openApi.configMapRef`,
    ]);
  const { problems, document } = await readOnce(text, () => readDocument(inline), ports.memory);
  if (problems !== undefined)
    throw invalidSpec(problems.map(({ pointer, message }) => `spec.openApi.inline#${pointer}: ${message}`));
  return document;
}

/** A megabyte takes a second to read and check, and hardly ever changes between two passes. */
async function readOnce(
  text: string,
  read: () => Promise<DocumentReading>,
  { documents }: Memory,
): Promise<DocumentReading> {
  const key = createHash('sha256').update(text).digest('hex');
  const reading = documents.get(key) ?? (await read());
  // The one used last stands last.
  documents.delete(key);
  documents.set(key, reading);
  for (const oldest of documents.keys()) {
    if (documents.size <= maxDocuments) break;
    documents.delete(oldest);
  }
  return reading;
}

/** Each takes some megabytes of memory at most. */
const maxDocuments = 30;

function asJson(inline: object): string | undefined {
  try {
    return JSON.stringify(inline);
  } catch {
    return undefined;
  }
}

function invalidSpec(problems: readonly string[]): TerminalError {
  const shown = problems
    .slice(0, maxProblems)
    .map((problem) => (problem.length > maxProblemLength ? `${problem.slice(0, maxProblemLength)}...` : problem));
  const more = problems.length > maxProblems ? [`and ${problems.length - maxProblems} more`] : [];
  return new TerminalError({ reason: 'InvalidSpec', message: [...shown, ...more].join('; ') });
}
