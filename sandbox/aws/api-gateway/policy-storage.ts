import { badRequest, limitExceeded } from '../aws-error.ts';
import type { Call } from '../operation.ts';
import type { OneOrMany, PolicyDocument, PolicyStatement } from '../state.ts';

/**
 * A resource policy as API Gateway stores it: parsed, short resources expanded to full ARNs, account ids as root ARNs.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
 * @throws AwsError when it is no policy, names principals that do not exist, or is too long
 */
export function storedPolicy(text: string, restApiId: string, call: Call): PolicyDocument {
  const { region, accountId } = call.region;
  const apiArn = `arn:${call.world.state.partition}:execute-api:${region}:${accountId}:${restApiId}`;
  return stored(text, (short) => `${apiArn}/${short}`, call);
}

/** The policy of a private custom domain name, below which there are no paths. */
export function storedDomainPolicy(text: string, domainArn: string, call: Call): PolicyDocument {
  return stored(text, () => domainArn, call);
}

/** What is behind `execute-api:/` as a full ARN. */
type Expand = (short: string) => string;

function stored(text: string, expand: Expand, call: Call): PolicyDocument {
  const policy = parsePolicy(text);
  const { settings } = call.world;
  const statements = [policy.Statement].flat().map((statement) => storedStatement(statement, expand, call));
  const document: PolicyDocument = {
    Version: policy.Version ?? '2008-10-17',
    ...(policy.Id === undefined ? {} : { Id: policy.Id }),
    Statement: Array.isArray(policy.Statement) ? statements : statements[0]!,
  };
  if (settings.enforceQuotas && JSON.stringify(document).length > settings.quotas.resourcePolicyCharacters) {
    throw limitExceeded('Resource policy size exceeded the maximum allowed size');
  }
  return document;
}

/**
 * The `policy` member of an answer: the JSON text once more escaped as the inside of a JSON string, slashes too, so
 * that it has to be put in quotes and parsed twice. (terraform-provider-aws, internal/service/apigateway/rest_api.go)
 */
export function policyForAnswer(policy: PolicyDocument): string {
  return JSON.stringify(JSON.stringify(policy)).slice(1, -1).replaceAll('/', '\\/');
}

const invalidPolicy = () =>
  badRequest('Invalid policy document. Please check the policy syntax and ensure that Principals are valid.');

function parsePolicy(text: string): PolicyDocument {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalidPolicy();
  }
  if (typeof parsed !== 'object' || parsed === null) throw invalidPolicy();
  const policy = parsed as PolicyDocument;
  if (policy.Version !== undefined && !['2012-10-17', '2008-10-17'].includes(policy.Version)) throw invalidPolicy();
  const statements = [policy.Statement ?? []].flat();
  if (statements.length === 0 || !statements.every(isStatement)) throw invalidPolicy();
  return policy;
}

/** A resource policy's statement names effect, principal, action and resource, each once. */
function isStatement(statement: unknown): statement is PolicyStatement {
  if (typeof statement !== 'object' || statement === null) return false;
  const { Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition } =
    statement as PolicyStatement;
  return (
    (Effect === 'Allow' || Effect === 'Deny') &&
    (Principal === undefined) !== (NotPrincipal === undefined) &&
    (Action === undefined) !== (NotAction === undefined) &&
    (Resource === undefined) !== (NotResource === undefined) &&
    (Condition === undefined || (typeof Condition === 'object' && Condition !== null))
  );
}

function storedStatement(statement: PolicyStatement, expand: Expand, call: Call): PolicyStatement {
  const { Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition } = statement;
  return {
    ...(Sid === undefined ? {} : { Sid }),
    Effect,
    ...(Principal === undefined ? {} : { Principal: storedPrincipal(Principal, call) }),
    ...(NotPrincipal === undefined ? {} : { NotPrincipal: storedPrincipal(NotPrincipal, call) }),
    ...(Action === undefined ? {} : { Action }),
    ...(NotAction === undefined ? {} : { NotAction }),
    ...(Resource === undefined ? {} : { Resource: expanded(Resource, expand) }),
    ...(NotResource === undefined ? {} : { NotResource: expanded(NotResource, expand) }),
    ...(Condition === undefined ? {} : { Condition }),
  };
}

type PrincipalElement = NonNullable<PolicyStatement['Principal']>;

function storedPrincipal(principal: PrincipalElement, call: Call): PrincipalElement {
  if (principal === '*') return principal;
  if (typeof principal !== 'object') throw invalidPolicy();
  return Object.fromEntries(
    Object.entries(principal).map(([kind, names]) => {
      if (!['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(kind)) throw invalidPolicy();
      return [kind, kind === 'AWS' ? each(names, (name) => storedAwsPrincipal(name, call)) : names];
    }),
  );
}

function storedAwsPrincipal(name: string, call: Call): string {
  const { state } = call.world;
  if (name === '*') return name;
  if (/^\d{12}$/.test(name)) return `arn:${state.partition}:iam::${name}:root`;
  const match = /^arn:([^:]+):(iam|sts)::(\d{12}):(root|user\/.+|role\/.+|assumed-role\/.+\/.+)$/.exec(name);
  if (match === null || match[1] !== state.partition || name.includes('*')) throw invalidPolicy();
  const known = [...state.principals.values()];
  const isOurs = known.some(({ accountId }) => accountId === match[3]);
  const exists = match[4] === 'root' || match[2] === 'sts' || known.some(({ arn }) => arn === name);
  // Of an account this AWS holds it knows who exists; IAM refuses others, a role made a moment ago included.
  if (isOurs && !exists) throw invalidPolicy();
  return name;
}

function expanded(resources: OneOrMany, expand: Expand): OneOrMany {
  return each(resources, (resource) => {
    if (resource === '*' || resource.startsWith('arn:')) return resource;
    if (resource.startsWith('execute-api:/')) return expand(resource.slice('execute-api:/'.length));
    throw invalidPolicy();
  });
}

function each(values: OneOrMany, change: (value: string) => string): OneOrMany {
  if (typeof values === 'string') return change(values);
  if (!Array.isArray(values)) throw invalidPolicy();
  return values.map((value: unknown) => {
    if (typeof value !== 'string') throw invalidPolicy();
    return change(value);
  });
}
