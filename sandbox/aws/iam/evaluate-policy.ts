import type { OneOrMany, PolicyDocument, PolicyStatement } from '../state.ts';
import { conditionsHold } from './evaluate-conditions.ts';
import { matchesArn, matchesPattern } from './match-pattern.ts';
import { matchPrincipal } from './match-principal.ts';
import type { RequestContext } from './request-context.ts';

export type PolicyDecision = 'Allow' | 'ExplicitDeny' | 'ImplicitDeny';

/**
 * What one policy says about a request: any matching Deny wins, else any matching Allow, else an implicit deny.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 *
 * Throws on a condition operator IAM does not know, and on policy variables, which are not emulated.
 */
export function evaluatePolicy(policy: PolicyDocument, request: RequestContext): PolicyDecision {
  const decision = evaluatePolicyKeepingDelegation(policy, request);
  return decision === 'AllowToAccount' ? 'Allow' : decision;
}

/**
 * Like `evaluatePolicy`, but tells an Allow that names the caller from one that names only the caller's account: in the
 * account that owns the resource the latter grants nothing without an identity policy.
 */
export function evaluatePolicyKeepingDelegation(
  policy: PolicyDocument,
  request: RequestContext,
): PolicyDecision | 'AllowToAccount' {
  refuseVariables(policy);
  let decision: PolicyDecision | 'AllowToAccount' = 'ImplicitDeny';
  for (const statement of statementsOf(policy)) {
    const match = matchPrincipal(statement, request.principal);
    if (match === undefined || !appliesTo(statement, request)) continue;
    if (statement.Effect === 'Deny') return 'ExplicitDeny';
    if (decision !== 'Allow') decision = match === 'Directly' ? 'Allow' : 'AllowToAccount';
  }
  return decision;
}

function appliesTo(statement: PolicyStatement, request: RequestContext): boolean {
  // Actions are compared without regard to case, ARNs with.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
  const isAction = (pattern: string) => matchesPattern(pattern.toLowerCase(), request.action.toLowerCase());
  const isResource = (pattern: string) => matchesArn(pattern, request.resourceArn);
  return (
    covers(statement.Action, statement.NotAction, isAction) &&
    covers(statement.Resource, statement.NotResource, isResource) &&
    conditionsHold(statement.Condition, request.conditionKeys)
  );
}

function covers(listed: OneOrMany | undefined, excepted: OneOrMany | undefined, matches: (pattern: string) => boolean) {
  if (excepted !== undefined) return !asList(excepted).some(matches);
  return asList(listed ?? []).some(matches);
}

/**
 * Taken literally, a Deny with a variable would never strike and the emulator would be more open than AWS.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html (version 2012-10-17 only)
 */
function refuseVariables(policy: PolicyDocument): void {
  const holdsVariable = policy.Version === '2012-10-17' && JSON.stringify(policy.Statement).includes('${');
  if (holdsVariable) throw new Error('policy variables (${...}) are not emulated');
}

function statementsOf(policy: PolicyDocument): readonly PolicyStatement[] {
  return [policy.Statement].flat();
}

function asList(value: OneOrMany): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}
