import { AnswerNormalizer } from './normalize-answer.ts';
import type { RawAnswer } from './normalize-answer.ts';
import { conformanceSteps } from './script.ts';
import type { Seen, Step } from './step.ts';

/** A Kubernetes API that the script can be run against. */
export interface Subject {
  send(step: Step, path: string, body: unknown): Promise<{ status: number; warning: string | undefined; text: string }>;
  /** Forgets how objects were before now. */
  compact(): Promise<void>;
}

export const userAgent = 'conformance/1.0 (test)';

/** The answer to each step by its name, normalised for comparison. */
export async function runScript(subject: Subject): Promise<Map<string, unknown>> {
  const normalizer = new AnswerNormalizer();
  const raw = new Map<string, RawAnswer>();
  const answers = new Map<string, unknown>();
  const seen: Seen = (name) => raw.get(name);
  for (const step of conformanceSteps) {
    if (step.compactsBefore) await subject.compact();
    const path = typeof step.path === 'string' ? step.path : step.path(seen);
    const body: unknown = typeof step.body === 'function' ? (step.body as (seen: Seen) => unknown)(seen) : step.body;
    const { status, warning, text } = await subject.send(step, path, body);
    const answer = { status, warning, body: path.includes('watch=true') ? parsedLines(text) : parsed(text) };
    raw.set(step.name, answer);
    answers.set(step.name, normalizer.normalize(answer));
  }
  return answers;
}

function parsedLines(text: string): unknown[] {
  return text.split('\n').filter(Boolean).map(parsed);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
