import type { DesiredState } from '../../src/desired/desired-state.ts';
import { desiredState } from '../../src/desired/desired-state.ts';
import { someFacts } from './facts.ts';
import { owner } from './names.ts';
import { aPrivateApi } from './private-api.ts';

type SpecOverrides = NonNullable<Parameters<typeof aPrivateApi>[0]>['spec'];

/** What `aPrivateApi()` asks for when everything it refers to is there. */
export function aDesiredState(
  spec: NonNullable<SpecOverrides> = {},
  facts: Parameters<typeof someFacts>[0] = {},
): DesiredState {
  return desiredState(aPrivateApi({ spec }), someFacts(facts), owner);
}
