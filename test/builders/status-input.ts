import type { Times } from '../../src/reconcile/ports.ts';
import { toOutcome } from '../../src/reconcile/outcome.ts';
import type { Ending } from '../../src/reconcile/outcome.ts';
import type { StatusInput } from '../../src/reconcile/status.ts';
import { aPrivateApi } from './private-api.ts';

export function someTimes(overrides: Partial<Times> = {}): Times {
  return { resyncMs: 600_000, lookAgainMs: 15_000, recheckMs: 600_000, createGraceMs: 120_000, ...overrides };
}

/** What the end of a pass over `aPrivateApi()` knows, with its outcome made from the ending. */
export function aStatusInput(overrides: Partial<Omit<StatusInput, 'outcome'>> = {}): StatusInput {
  const object = overrides.object ?? aPrivateApi();
  const ending: Ending = overrides.ending ?? { kind: 'done' };
  return {
    object,
    recorded: object.status ?? { observedGeneration: -1 },
    findings: {},
    ending,
    outcome: toOutcome(ending, someTimes()),
    nowMs: Date.parse('2026-01-01T00:00:00Z'),
    blindForMs: 0,
    resyncMs: someTimes().resyncMs,
    ...overrides,
  };
}
