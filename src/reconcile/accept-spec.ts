import { createHash } from 'node:crypto';
import type { AcceptedApi } from '../api/accepted-api.ts';
import { parsePrivateApi } from '../api/parse.ts';
import type { UserDocument } from '../api/user-document.ts';
import { TerminalError } from '../errors.ts';
import { checkBodySchema } from '../openapi/check-body-schema.ts';
import { readDocumentText } from '../openapi/read-document.ts';
import type { DocumentReading } from '../openapi/read-document.ts';
import type { Memory } from './memory.ts';
import { openApiText } from './open-api-text.ts';
import { specOf } from './pass.ts';
import type { Pass } from './pass.ts';

/** More would not be read, and the status has to stay small. */
const maxProblems = 20;
const maxProblemLength = 400;

/** The spec with its OpenAPI document read, or the error that names everything wrong with them. */
export async function acceptSpec(pass: Pass): Promise<AcceptedApi> {
  const document = await userDocument(pass);
  const parsed = parsePrivateApi(pass.object, document);
  const problems = [...(parsed.problems ?? []), ...(await bodySchemaProblems(pass))];
  if (parsed.problems !== undefined || problems.length > 0) throw invalidSpec(pass, problems);
  return parsed.object;
}

async function userDocument(pass: Pass): Promise<UserDocument | undefined> {
  const source = await openApiText(pass);
  if (source === undefined) return undefined;
  if ('problem' in source) throw invalidSpec(pass, [`${source.where}: ${source.problem}`]);
  const { problems, document } = await readOnce(source.text, pass.ports.memory);
  if (problems !== undefined)
    throw invalidSpec(
      pass,
      problems.map(({ pointer, message }) => `${source.where}#${pointer}: ${message}`),
    );
  return document;
}

/** A megabyte takes its time to read and check, and hardly ever changes between two passes. */
async function readOnce(text: string, { documents }: Memory): Promise<DocumentReading> {
  const key = createHash('sha256').update(text).digest('hex');
  const reading = documents.get(key) ?? (await readDocumentText(text));
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

async function bodySchemaProblems({ object }: Pass): Promise<string[]> {
  const problems: string[] = [];
  for (const { path, method, request } of specOf(object).routes ?? []) {
    if (request?.body === undefined) continue;
    for (const { pointer, message } of await checkBodySchema(request.body.schema)) {
      problems.push(`spec.routes[${method} ${path}].request.body.schema#${pointer}: ${message}`);
    }
  }
  return problems;
}

function invalidSpec({ recorded }: Pass, problems: readonly string[]): TerminalError {
  const shown = problems
    .slice(0, maxProblems)
    .map((problem) => (problem.length > maxProblemLength ? `${problem.slice(0, maxProblemLength)}...` : problem));
  const more = problems.length > maxProblems ? [`and ${problems.length - maxProblems} more`] : [];
  const served = recorded.stage === undefined ? [] : ['until then the stage serves what it did'];
  return new TerminalError({ reason: 'InvalidSpec', message: [...shown, ...more, ...served].join('; ') });
}
