import { methodsAnswered } from '../api/route-methods.ts';
import { principalStatements } from './named-principals.ts';
import type { NamedPrincipals } from './named-principals.ts';
import type { AuthorizationIntent, RouteIntent } from './route-intent.ts';

/** What the policy is made from; its hash tells whether a deployment serves today's policy. */
export interface PolicyIntent {
  readonly format: 1;
  readonly stageName: string;
  readonly accountRootArn: string;
  /** Endpoints and VPCs whose callers are admitted. At least one of the two is not empty. */
  readonly vpcEndpointIds: readonly string[];
  readonly vpcIds: readonly string[];
  readonly sourceCidrs: readonly string[];
  /** `all`, or the paths of the routes to which everybody is let through: that is all, or a user pool decides then. */
  readonly anonymous: 'all' | readonly string[];
  /** Whether any route wants a signed request. */
  readonly hasIamRoutes: boolean;
  /** Set when only named principals may call. Absent otherwise, which leaves the hash of such policies as it always was. */
  readonly principals?: NamedPrincipals;
  /** Present when browsers' preflight requests, which are unsigned, are answered beside routes that want a signature. */
  readonly preflight?: true;
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal: '*' | { readonly AWS: string };
  readonly Action: 'execute-api:Invoke';
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** AWS accepts no longer policy: quota L-8B81B02C, in characters of the document as it stores it. */
export const maxPolicyLength = 8192;

/** The short form is accepted in place of full ARNs, so the policy can be written before the API has an id. */
const wholeApi = 'execute-api:/*';

export function policyIntent(input: {
  accountId: string;
  partition: string;
  stageName: string;
  vpcEndpointIds: readonly string[];
  vpcIds: readonly string[];
  sourceCidrs: readonly string[];
  principals?: NamedPrincipals | undefined;
  answersPreflight?: boolean;
  routes: readonly RouteIntent[];
}): PolicyIntent {
  const anonymousRoutes = input.routes.filter(({ authorization }) => needsAllow(authorization));
  const methodsOf = methodsAnswered(input.routes);
  /**
   * `GET /orders/{id}` -> `GET/orders/*`, as execute-api ARNs write it. `ANY` is written out: a `*` in place of the
   * method would match slashes too, and so `GET /internal/orders/1`; and it would open methods with a route of their own.
   */
  const invokePaths = (route: RouteIntent) =>
    methodsOf(route).map((method) => method + route.path.replaceAll(/\{[^}]*\}/gu, '*'));
  return {
    format: 1,
    stageName: input.stageName,
    accountRootArn: `arn:${input.partition}:iam::${input.accountId}:root`,
    vpcEndpointIds: sortedSet(input.vpcEndpointIds),
    vpcIds: sortedSet(input.vpcIds),
    sourceCidrs: sortedSet(input.sourceCidrs),
    anonymous: anonymousRoutes.length === input.routes.length ? 'all' : sortedSet(anonymousRoutes.flatMap(invokePaths)),
    hasIamRoutes: input.routes.some(({ authorization }) => authorization.type === 'IAM'),
    ...(input.principals !== undefined && { principals: input.principals }),
    ...(input.answersPreflight === true && anonymousRoutes.length < input.routes.length && { preflight: true }),
  };
}

/**
 * A token of a user pool admits nobody whom the policy does not allow. The policy that a Lambda authorizer answers with
 * is put together with this one, and either may allow: an Allow here would admit whoever the function says nothing of.
 * Source: API Gateway developer guide, "How API Gateway resource policies affect authorization workflow".
 */
function needsAllow(authorization: AuthorizationIntent): boolean {
  return authorization.type === 'None' || (authorization.type === 'Authorizer' && authorization.by === 'cognito');
}

/**
 * The policy of a private API. An Allow alone would admit any VPC endpoint of any AWS account, so callers are named by
 * a Deny; and no input yields a policy without it. Keys of one condition block are ANDed: a caller is denied only when
 * neither its endpoint nor its VPC is listed.
 * Source: API Gateway developer guide, "Use VPC endpoint policies" and "API Gateway resource policy examples".
 */
export function resourcePolicy(intent: PolicyIntent): PolicyDocument {
  if (intent.vpcEndpointIds.length + intent.vpcIds.length === 0)
    throw new Error('a policy without callers would be open to everyone');
  const statements: PolicyStatement[] = [];
  if (intent.principals !== undefined) {
    statements.push(...principalStatements(intent.principals));
  } else if (intent.hasIamRoutes) {
    // Naming the account's root delegates to identity policies: a caller needs one that allows execute-api:Invoke.
    statements.push(allow('AllowOwnAccount', { AWS: intent.accountRootArn }, wholeApi));
  }
  if (intent.anonymous === 'all') {
    statements.push(allow('AllowEveryoneListedBelow', '*', wholeApi));
  } else if (intent.anonymous.length > 0) {
    statements.push(
      allow(
        'AllowUnsignedRoutes',
        '*',
        oneOrMany(intent.anonymous.map((path) => `execute-api:/${intent.stageName}/${path}`)),
      ),
    );
  }
  if (intent.preflight) {
    // Every OPTIONS method is then one that API Gateway answers by itself: no request reaches a backend by it.
    statements.push(allow('AllowPreflight', '*', `execute-api:/${intent.stageName}/OPTIONS/*`));
  }
  statements.push(
    deny('DenyOtherCallers', {
      StringNotEquals: {
        ...(intent.vpcEndpointIds.length > 0 && { 'aws:SourceVpce': oneOrMany(intent.vpcEndpointIds) }),
        ...(intent.vpcIds.length > 0 && { 'aws:SourceVpc': oneOrMany(intent.vpcIds) }),
      },
    }),
  );
  if (intent.sourceCidrs.length > 0) {
    statements.push(deny('DenyOtherAddresses', { NotIpAddress: { 'aws:VpcSourceIp': oneOrMany(intent.sourceCidrs) } }));
  }
  return { Version: '2012-10-17', Statement: statements };
}

function allow(
  sid: string,
  principal: PolicyStatement['Principal'],
  resource: PolicyStatement['Resource'],
): PolicyStatement {
  return { Sid: sid, Effect: 'Allow', Principal: principal, Action: 'execute-api:Invoke', Resource: resource };
}

function deny(sid: string, condition: NonNullable<PolicyStatement['Condition']>): PolicyStatement {
  return {
    Sid: sid,
    Effect: 'Deny',
    Principal: '*',
    Action: 'execute-api:Invoke',
    Resource: wholeApi,
    Condition: condition,
  };
}

function oneOrMany(values: readonly string[]): string | readonly string[] {
  return values.length === 1 ? values[0]! : values;
}

function sortedSet(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
