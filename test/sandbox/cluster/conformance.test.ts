import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { createInMemoryKubernetes } from '../../../sandbox/cluster/in-memory-api.ts';
import { realCluster } from '../../integration/real-cluster.ts';
import { gadgetDefinition, widgetDefinition } from './conformance-definitions.ts';
import type { Step } from './conformance-script.ts';
import { conformanceSteps } from './conformance-script.ts';
import type { RawAnswer } from './normalize-answer.ts';
import { AnswerNormalizer } from './normalize-answer.ts';

// The in-memory API claims to be a Kubernetes API. This is the proof: one script of requests, run against it and
// against a real kube-apiserver, must be answered alike.

const privateApiDefinition = parse(
  readFileSync(new URL('../../../crds/privateapis.yaml', import.meta.url), 'utf8'),
) as object;
const crds = [widgetDefinition, gadgetDefinition, privateApiDefinition];

type Send = (step: Step, path: string, body: unknown) => Promise<{ status: number; warning?: string; text: string }>;

async function run(send: Send): Promise<Map<string, unknown>> {
  const normalizer = new AnswerNormalizer();
  const raw = new Map<string, RawAnswer>();
  const answers = new Map<string, unknown>();
  const seen = (name: string) => raw.get(name);
  for (const step of conformanceSteps) {
    const path = typeof step.path === 'string' ? step.path : step.path(seen);
    const body: unknown =
      typeof step.body === 'function' ? (step.body as (s: typeof seen) => unknown)(seen) : step.body;
    const { status, warning, text } = await send(step, path, body);
    const lines = text.split('\n').filter(Boolean);
    const isStream = path.includes('watch=true');
    const answer = { status, warning, body: isStream ? lines.map((line): unknown => JSON.parse(line)) : parsed(text) };
    raw.set(step.name, answer);
    answers.set(step.name, normalizer.normalize(answer));
  }
  return answers;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function inMemory(): Send {
  const kubernetes = createInMemoryKubernetes({ clock: { now: () => Date.now() }, crds });
  return async (step, path, body) => {
    const headers = { 'content-type': step.contentType, 'user-agent': step.userAgent };
    const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
    const { signal } = new AbortController();
    const answer = await kubernetes.handle({ method: step.method, path, headers, body: bytes, signal });
    let text = '';
    if (typeof answer.body === 'string') text = answer.body;
    else for await (const piece of answer.body as AsyncIterable<string>) text += piece;
    const warning = answer.headers['warning'];
    return { status: answer.status, ...(warning !== undefined && { warning }), text };
  };
}

const cluster = realCluster({ crds });

describe('the in-memory API answers as kube-apiserver does', () => {
  let expected = new Map<string, unknown>();
  let actual = new Map<string, unknown>();

  beforeAll(async () => {
    expected = await run(async (step, path, body) => {
      const { contentType, method } = step;
      const answer = await cluster().request(method, path, body, {
        contentType,
        headers: { 'user-agent': step.userAgent },
      });
      const warning = answer.headers['warning'];
      const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
      return { status: answer.status, ...(warning !== undefined && { warning: [warning].flat().join(', ') }), text };
    });
    actual = await run(inMemory());
  }, 120_000);

  test.each(conformanceSteps.map(({ name }) => name))('%s', (name) => {
    expect(actual.get(name)).toEqual(expected.get(name));
  });
});
