import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { parsePrivateApi } from '../../src/api/parse.ts';
import type { PrivateApi } from '../../src/api/private-api.ts';
import { withField } from '../crd/field-path.ts';
import type { Json } from '../crd/field-path.ts';
import { fullObject } from '../crd/values.ts';
import { specPlaces } from './fields/schema-fields.ts';
import { seedClusterReferences } from './seed-cluster-references.ts';
import { seedReferences } from './seed-references.ts';
import { createWorld, useVirtualTime } from './world.ts';

// Documents are built as data: a text of the spec is the same text in AWS, in the same place, whatever stands in it. Each
// text goes into every field that takes it, and then AWS holds what it holds for a plain word, but for the text.
const texts: Readonly<Record<string, string>> = {
  'quotes and braces of JSON': 'Q"},"x-amazon-apigateway-policy":{"Statement":[]},"a":{"b":"',
  'escaped quotes': String.raw`Q\" \u0022 \\`,
  'single quotes, in which API Gateway puts static values': "Q','method.response.header.a':'b",
  'line ends and tabs': 'Q\r\n\tb',
  'a stage variable': 'Q${stageVariables.url}',
  'variables of API Gateway': 'Q $context.requestId $input.body $util.escape',
  'a template': 'Q#set($a = 1)#foreach($b in $c)#end{{ .Values }}<% a %>',
  'wildcards and variables of policies': 'Q*?${aws:username}',
  'control characters': 'Q\u0000\u001B[31m\u007F',
  'other scripts, emoji and a bidi override': 'Qé漢字🦜\u202Eabc',
  'a path that leads elsewhere': '/Q/../~1~0%2F@host:80//',
  'a name that every JavaScript object knows': '__proto__',
  YAML: 'Q: [a, *b] # c\n---\n',
};

/** Fields with a rule of their own are judged by the real API server only, with a table of their own. */
const fields = specPlaces
  .filter(({ schema }) => schema.type === 'string' && !schema.enum && !schema['x-kubernetes-validations'])
  .map(({ path }) => `spec.${path}`);

beforeEach(useVirtualTime);
afterEach(() => {
  jest.useRealTimers();
});

describe.each(Object.entries(texts))('%s', (_name, text) => {
  test('is in AWS as in the spec', async () => {
    const taken = await fieldsTaking(text);
    expect(taken).toContain('spec.description');
    const plain = plainWord(text);
    const hostile = await heldFor(filled(taken, text));
    expect(replaced(hostile, text, plain)).toEqual(await heldFor(filled(taken, plain)));
  });
});

test('a text is found in AWS, so the comparison compares something', async () => {
  const found = JSON.stringify(await heldFor(filled(['spec.description', 'spec.stage.description'], 'Q"')));
  expect(found.split(JSON.stringify('Q"')).length - 1).toBe(2);
});

/** It begins as the text does, so that it sorts alike. */
function plainWord(text: string): string {
  return `${/^[/_]*/u.exec(text)![0]}qplain`;
}

function filled(paths: readonly string[], text: string): Json {
  return paths.reduce<Json>((object, path) => {
    // An access log has to hold a request id.
    const value = path.endsWith('.accessLog.format') ? `$context.requestId ${text}` : text;
    return withField(object, path, value);
  }, fullObject);
}

/** The fields into which neither API server nor parser refuse the text. */
async function fieldsTaking(text: string): Promise<readonly string[]> {
  const { kubernetes } = await createWorld();
  const taken: string[] = [];
  for (const [index, path] of fields.entries()) {
    const attempt = attemptAt([...taken, path], text, `attempt-${index}`);
    if (attempt === undefined) continue;
    const { status, body } = await kubernetes.handleUnobserved({
      method: 'POST',
      path: '/apis/privateapi.dev/v1alpha1/namespaces/shop/privateapis?fieldValidation=Strict',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(attempt)),
      signal: new AbortController().signal,
    });
    const isTaken = status === 201 && parsePrivateApi(JSON.parse(body as string) as PrivateApi).problems === undefined;
    if (isTaken) taken.push(path);
  }
  return taken;
}

/** Undefined when the object has no place for the last of the fields. */
function attemptAt(paths: readonly string[], text: string, name: string): Json | undefined {
  try {
    return withField(filled(paths, text), 'metadata.name', name);
  } catch {
    return undefined;
  }
}

/** What AWS holds when the object is Ready, without time and hashes. */
async function heldFor(object: Json): Promise<unknown> {
  const world = await createWorld({
    flags: ['--leader-elect=false', '--allow-foreign-callers=true'],
    settings: { vpcLinkPendingMs: 1_000 },
  });
  const { metadata } = object as { metadata: { name: string } };
  seedReferences(world, [object as object]);
  await seedClusterReferences(world, [object as object]);
  const operator = world.startOperator();
  await world.apply(object as object);
  await world.untilReady(metadata.name);
  operator.kill();
  expect(world.violations).toEqual([]);
  expect(operator.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  return JSON.parse(JSON.stringify(world.account, asComparable)) as unknown;
}

function asComparable(key: string, value: unknown): unknown {
  // Key pairs of user pools are made by chance.
  if (key === 'privateKey' || key === 'publicKey') return 'a key';
  if (value instanceof Map) return [...value.entries()];
  if (value instanceof Set) return [...value.values()];
  if (typeof value === 'number' && value > 1e12) return 'a time';
  return typeof value === 'string' ? value.replaceAll(/=[0-9a-f]{16}/gu, '=hash') : value;
}

function replaced(value: unknown, text: string, by: string): unknown {
  if (typeof value === 'string') return value.replaceAll(text, by);
  if (Array.isArray(value)) return value.map((item) => replaced(item, text, by));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.replaceAll(text, by), replaced(item, text, by)]),
  );
}
