import type { PrivateApi } from '../api/private-api.ts';
import { checkBackends } from './check-backends.ts';
import { checkCallers } from './check-callers.ts';
import { checkEndpoints } from './check-endpoints.ts';
import { checkFunctions } from './check-functions.ts';
import { checkLogReferences } from './check-log-references.ts';
import type { Facts } from './facts.ts';
import type { ReferenceProblem } from './reference-problem.ts';
import type { Settings } from './settings.ts';

/**
 * Everything wrong with what the spec refers to: not open to the namespace, not there, not ready. Pure: `facts` carry
 * the tags. Consent is asked first, so that nobody learns the state of what is not theirs.
 */
export function checkReferences(object: PrivateApi, facts: Facts, settings: Settings): readonly ReferenceProblem[] {
  return [checkEndpoints, checkCallers, checkBackends, checkFunctions, checkLogReferences].flatMap((check) =>
    check(object, facts, settings),
  );
}
