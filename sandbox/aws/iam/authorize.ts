import type { PolicyDocument } from '../state.ts';
import { evaluatePolicy, evaluatePolicyKeepingDelegation, type PolicyDecision } from './evaluate-policy.ts';
import type { RequestContext } from './request-context.ts';

export interface Authorization {
  readonly decision: PolicyDecision;
  /** The kind of policy that denied, or that should have allowed; of no meaning for Allow. */
  readonly decidedBy: 'resource-based' | 'identity-based';
}

/**
 * Puts a resource policy and the caller's identity policies together as API Gateway does. Any explicit Deny wins. Then:
 *
 * - anonymous: the resource policy must allow;
 * - caller of the account that owns the resource (table A): either Allow is enough. An Allow that names only the
 *   account's root is a delegation, not a grant: the identity policies decide;
 * - caller of another account (table B): both must allow.
 *
 * The root user of the owning account needs no Allow.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html (tables A and B)
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 */
export function authorize(input: {
  resourcePolicy: PolicyDocument | undefined;
  /** Those attached to the caller; none for an anonymous one. */
  identityPolicies: readonly PolicyDocument[];
  resourceAccountId: string;
  request: RequestContext;
}): Authorization {
  const { resourcePolicy, identityPolicies, resourceAccountId, request } = input;
  const { principal } = request;
  const byResource =
    resourcePolicy === undefined ? 'ImplicitDeny' : evaluatePolicyKeepingDelegation(resourcePolicy, request);
  if (byResource === 'ExplicitDeny') return { decision: 'ExplicitDeny', decidedBy: 'resource-based' };
  if (principal === undefined) {
    return { decision: byResource === 'Allow' ? 'Allow' : 'ImplicitDeny', decidedBy: 'resource-based' };
  }

  const byIdentity = evaluateIdentityPolicies(identityPolicies, request);
  if (byIdentity === 'ExplicitDeny') return { decision: 'ExplicitDeny', decidedBy: 'identity-based' };
  const identityAllows = byIdentity === 'Allow' || principal.arn.endsWith(':root');

  if (principal.accountId === resourceAccountId) {
    const allowed = byResource === 'Allow' || identityAllows;
    return { decision: allowed ? 'Allow' : 'ImplicitDeny', decidedBy: 'identity-based' };
  }
  if (byResource === 'ImplicitDeny') return { decision: 'ImplicitDeny', decidedBy: 'resource-based' };
  return { decision: identityAllows ? 'Allow' : 'ImplicitDeny', decidedBy: 'identity-based' };
}

function evaluateIdentityPolicies(policies: readonly PolicyDocument[], request: RequestContext): PolicyDecision {
  const decisions = policies.map((policy) => evaluatePolicy(policy, request));
  if (decisions.includes('ExplicitDeny')) return 'ExplicitDeny';
  return decisions.includes('Allow') ? 'Allow' : 'ImplicitDeny';
}
