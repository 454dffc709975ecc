import type { PrivateApi } from '../api/private-api.ts';
import type { Reason } from '../api/reasons.ts';
import { hasConsent } from './consent.ts';
import type { Facts } from './facts.ts';
import { isFunctionOfHome } from './function-arn.ts';
import { notPermitted, problem } from './reference-problem.ts';
import type { ReferenceProblem } from './reference-problem.ts';
import type { Settings } from './settings.ts';

/** The Lambda functions that answer requests or decide about them. A function speaks for itself only. */
export function checkFunctions({ metadata, spec }: PrivateApi, facts: Facts, settings: Settings): ReferenceProblem[] {
  const backends = spec.backends.flatMap(({ name, lambda }) =>
    lambda === undefined
      ? []
      : check(`spec.backends[${name}].lambda.functionArn`, lambda.functionArn, 'BackendNotFound', 'BackendsReady'),
  );
  const authorizers = (spec.authorizers ?? []).flatMap(({ name, lambda }) =>
    lambda === undefined
      ? []
      : check(`spec.authorizers[${name}].lambda.functionArn`, lambda.functionArn, 'AuthorizerNotFound', 'Deployed'),
  );
  return [...backends, ...authorizers];

  function check(
    field: string,
    functionArn: string,
    reason: Reason,
    condition: ReferenceProblem['condition'],
  ): ReferenceProblem[] {
    const where = `${field}: ${functionArn}`;
    const home = `account ${facts.identity.accountId}, region ${facts.identity.region}`;
    if (!isFunctionOfHome(functionArn, facts.identity)) {
      return problem(reason, condition, `${where} is not in ${home}; name a function there`);
    }
    const found = facts.functions.get(functionArn);
    if (found === undefined) {
      return problem(reason, condition, `${where} does not exist in ${home}; name a function, version or alias there`);
    }
    return hasConsent(metadata.namespace, found.tags, undefined, settings)
      ? []
      : notPermitted(condition, where, metadata.namespace, 'the function');
  }
}
