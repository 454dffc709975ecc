import type { SandboxClock } from '../../clock.ts';
import { authorize } from '../iam/authorize.ts';
import { evaluatePolicy } from '../iam/evaluate-policy.ts';
import { principalConditionKeys, type RequestContext, type RequestPrincipal } from '../iam/request-context.ts';
import type { AwsState, DeployedApi, Principal, RegionalState, VpcEndpoint } from '../state.ts';
import type { FunctionVerdict } from './ask-function.ts';
import { accessDenied, refusedByAuthorizer } from './refusal.ts';

/** What both policies of the path to an API are asked about. */
export interface InvokeAttempt {
  readonly state: AwsState;
  readonly clock: SandboxClock;
  readonly owner: RegionalState;
  /** `arn:{partition}:execute-api:{region}:{account}:{api}/{stage}/{VERB}/{path}` */
  readonly methodArn: string;
  readonly endpoint: VpcEndpoint | undefined;
  readonly callerAddress: string;
  readonly principal: Principal | undefined;
}

/** Throws the Refusal when the endpoint's policy does not let the request pass. It is asked before API Gateway is. */
export function askEndpointPolicy(attempt: InvokeAttempt): void {
  const { endpoint, methodArn, principal } = attempt;
  if (endpoint === undefined) return;
  const decision = evaluatePolicy(endpoint.policy, requestContext(attempt, principal));
  if (decision === 'Allow') return;
  throw accessDenied({
    callerArn: principal?.arn,
    methodArn,
    decision,
    decidedBy: 'VPC endpoint',
    tellsReason: tellsReason(attempt, principal),
  });
}

/**
 * Throws the Refusal when resource policy and identity policies do not let the caller in. A method without IAM
 * authorization takes every caller for anonymous, signed or not: a resource policy that names principals shuts it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function askApiPolicies(attempt: InvokeAttempt, deployed: DeployedApi, usesIam: boolean): void {
  const principal = usesIam ? attempt.principal : undefined;
  // A public API without a policy and without authorization is open to all.
  const isOpen = !usesIam && deployed.policy === undefined && !deployed.endpointTypes.includes('PRIVATE');
  if (isOpen) return;
  const { decision, decidedBy } = authorize({
    resourcePolicy: deployed.policy,
    identityPolicies: principal?.policies ?? [],
    resourceAccountId: attempt.owner.accountId,
    request: requestContext(attempt, principal),
  });
  if (decision === 'Allow') return;
  throw accessDenied({
    callerArn: principal?.arn,
    methodArn: attempt.methodArn,
    decision,
    decidedBy,
    tellsReason: tellsReason(attempt, principal),
  });
}

/**
 * A Lambda authorizer is asked when the resource policy does not deny, and its policy is put together with that one:
 * any Deny wins, and either Allow is enough (table A).
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export async function askFunctionAndPolicy(
  attempt: InvokeAttempt,
  deployed: DeployedApi,
  ask: (request: RequestContext) => Promise<FunctionVerdict>,
): Promise<FunctionVerdict['context']> {
  const request = requestContext(attempt, undefined);
  const byResource = deployed.policy === undefined ? 'ImplicitDeny' : evaluatePolicy(deployed.policy, request);
  if (byResource === 'ExplicitDeny') {
    const { methodArn } = attempt;
    const tells = { decision: byResource, decidedBy: 'resource-based', tellsReason: true } as const;
    throw accessDenied({ callerArn: undefined, methodArn, ...tells });
  }
  const { decision, context } = await ask(request);
  if (decision === 'ExplicitDeny' || (decision === 'ImplicitDeny' && byResource === 'ImplicitDeny')) {
    throw refusedByAuthorizer(decision);
  }
  return context;
}

/**
 * Through a VPC endpoint a request has the endpoint's keys and no `aws:SourceIp`, and the other way round.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html
 */
function requestContext(attempt: InvokeAttempt, principal: Principal | undefined): RequestContext {
  const { endpoint, callerAddress, clock, methodArn } = attempt;
  const requester = withOrganization(attempt.state, principal);
  const network: Record<string, string> =
    endpoint === undefined
      ? { 'aws:SourceIp': callerAddress }
      : {
          'aws:SourceVpce': endpoint.vpcEndpointId,
          'aws:SourceVpc': endpoint.vpcId,
          'aws:VpcSourceIp': callerAddress,
        };
  return {
    principal: requester,
    action: 'execute-api:Invoke',
    resourceArn: methodArn,
    conditionKeys: {
      'aws:SecureTransport': 'true',
      'aws:CurrentTime': new Date(clock.now()).toISOString(),
      ...network,
      ...principalConditionKeys(requester),
    },
  };
}

function withOrganization(state: AwsState, principal: Principal | undefined): RequestPrincipal | undefined {
  if (principal === undefined) return undefined;
  const { arn, accountId } = principal;
  return { arn, accountId, organizationId: state.organizations.get(accountId) };
}

function tellsReason({ state, owner }: InvokeAttempt, principal: Principal | undefined): boolean {
  if (principal === undefined || principal.accountId === owner.accountId) return true;
  const organization = state.organizations.get(owner.accountId);
  return organization !== undefined && organization === state.organizations.get(principal.accountId);
}
