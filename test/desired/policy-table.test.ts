import { describe, expect, test } from '@jest/globals';
import { authorize } from '../../sandbox/aws/iam/authorize.ts';
import { evaluatePolicy } from '../../sandbox/aws/iam/evaluate-policy.ts';
import { principalConditionKeys } from '../../sandbox/aws/iam/request-context.ts';
import type { PolicyDocument as IamPolicy } from '../../sandbox/aws/state.ts';
import type { Access, PrivateApiSpec, Route } from '../../src/api/private-api.ts';
import { parsePrivateApi } from '../../src/api/parse.ts';
import type { PolicyDocument } from '../../src/desired/resource-policy.ts';
import { aDesiredState } from '../builders/desired-state.ts';
import { accountId, endpointId, restApiId, vpcId } from '../builders/names.ts';
import { aPrivateApi, aRoute } from '../builders/private-api.ts';
import { admitsSigned, resourceVerdict } from './iam-semantics.ts';
import type { Question } from './iam-semantics.ts';

const otherAccount = '444455556666';
const organization = 'o-a1b2c3d4e5';
const roleArn = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;

/** Who decides about a route, and what it says of a call beside the resource policy. */
const kinds = {
  IAM: { authorization: { type: 'IAM' }, verdicts: ['-'] },
  None: { authorization: { type: 'None' }, verdicts: ['-'] },
  Lambda: { authorization: { type: 'Authorizer', authorizer: 'function' }, verdicts: ['allows', 'silent', 'denies'] },
  Cognito: { authorization: { type: 'Authorizer', authorizer: 'people' }, verdicts: ['valid', 'invalid'] },
} as const satisfies Record<string, { authorization: Route['authorization']; verdicts: readonly string[] }>;
type Kind = keyof typeof kinds;

const authorizers: PrivateApiSpec['authorizers'] = [
  {
    name: 'function',
    lambda: {
      functionArn: `arn:aws:lambda:eu-west-1:${accountId}:function:check`,
      mode: 'Token',
      identitySources: ['method.request.header.Authorization'],
      resultTtlSeconds: 0,
    },
  },
  { name: 'people', cognito: { userPoolArns: [`arn:aws:cognito-idp:eu-west-1:${accountId}:userpool/eu-west-1_a`] } },
];

interface Spec {
  readonly name: string;
  readonly kinds: readonly Kind[];
  readonly named?: Access;
}

const open: readonly Spec[] = [
  { name: 'IAM everywhere', kinds: ['IAM'] },
  { name: 'None everywhere', kinds: ['None'] },
  { name: 'Lambda authorizer everywhere', kinds: ['Lambda'] },
  { name: 'user pools everywhere', kinds: ['Cognito'] },
  { name: 'a route of each', kinds: ['IAM', 'None', 'Lambda', 'Cognito'] },
];
const restricted: readonly Spec[] = [
  { name: 'own role named', kinds: ['IAM'], named: { principals: [roleArn(accountId, 'named')] } },
  { name: 'own account named', kinds: ['IAM'], named: { principals: [accountId] } },
  { name: 'role of another account named', kinds: ['IAM'], named: { principals: [roleArn(otherAccount, 'named')] } },
  { name: 'another account named', kinds: ['IAM'], named: { principals: [otherAccount] } },
  { name: 'organization named', kinds: ['IAM'], named: { organizations: [organization] } },
  {
    name: 'own role, another account and organization named',
    kinds: ['IAM'],
    named: { principals: [roleArn(accountId, 'named'), otherAccount], organizations: [organization] },
  },
];
const specs = [...open, ...restricted];

const outside = { endpoint: 'vpce-00000000000000099', vpc: 'vpc-00000000000000099' };
const networks: readonly { readonly name: string; readonly at: Question['network'] }[] = [
  { name: 'endpoint in, VPC in', at: { endpoint: endpointId, vpc: vpcId, address: '10.0.0.1' } },
  { name: 'endpoint in, VPC out', at: { endpoint: endpointId, vpc: outside.vpc, address: '10.0.0.1' } },
  { name: 'endpoint out, VPC in', at: { endpoint: outside.endpoint, vpc: vpcId, address: '10.0.0.1' } },
  { name: 'endpoint out, VPC out', at: { ...outside, address: '10.0.0.1' } },
  { name: 'both in, address out', at: { endpoint: endpointId, vpc: vpcId, address: '10.9.0.1' } },
  { name: 'internet', at: undefined },
];

type Signer = Pick<Question, 'principal' | 'identity'>;
const signers: readonly Signer[] = [
  { principal: undefined, identity: 'none' },
  ...[accountId, otherAccount].flatMap((account) =>
    ['named', 'other'].flatMap((name) =>
      [undefined, organization, 'o-0000000000'].flatMap((of) =>
        (['Allow', 'none', 'Deny'] as const).map((identity) => ({
          principal: { roleArn: roleArn(account, name), account, ...(of && { organization: of }) },
          identity,
        })),
      ),
    ),
  ),
];

const pathOf = (kind: Kind) => `/${kind.toLowerCase()}/{id}`;
const requestOf = (kind: Kind) => `GET/${kind.toLowerCase()}/42`;

function policyOf({ kinds: ofRoutes, named = {} }: Spec): PolicyDocument {
  const spec = {
    access: { vpcs: [{ id: vpcId }], sourceCidrs: ['10.0.0.0/16'], ...named },
    authorizers,
    routes: ofRoutes.map((kind) => aRoute({ path: pathOf(kind), authorization: kinds[kind].authorization })),
  } as Partial<PrivateApiSpec>;
  expect(parsePrivateApi(aPrivateApi({ spec })).problems).toBeUndefined();
  return aDesiredState(spec).restApi.policy;
}

interface Row {
  readonly spec: Spec;
  readonly policy: PolicyDocument;
  readonly kind: Kind;
  readonly verdict: string;
  readonly signer: Signer;
}

const rowsOf = (list: readonly Spec[]): readonly Row[] =>
  list.flatMap((spec) => {
    const policy = policyOf(spec);
    return spec.kinds.flatMap((kind) =>
      kinds[kind].verdicts.flatMap((verdict) => signers.map((signer) => ({ spec, policy, kind, verdict, signer }))),
    );
  });

/** By IAM's semantics as the test folder knows them. Only a route with IAM looks at the signature. */
function isAdmitted({ policy, kind, verdict, signer }: Row, network: Question['network']): boolean {
  const ask = (who: Signer): Question => ({ ...who, network, request: requestOf(kind) });
  if (kind === 'IAM') return admitsSigned(policy, ask(signer), accountId);
  const resource = resourceVerdict(policy, ask({ principal: undefined, identity: 'none' }), accountId);
  if (resource === 'Deny' || verdict === 'denies' || verdict === 'invalid') return false;
  return resource === 'Allow' || (kind === 'Lambda' && verdict === 'allows');
}

/** The same by the evaluator of the emulator. */
function isAdmittedByEmulator({ policy, kind, verdict, signer }: Row, network: Question['network']): boolean {
  const apiArn = `arn:aws:execute-api:eu-west-1:${accountId}:${restApiId}`;
  const resourcePolicy = JSON.parse(JSON.stringify(policy).replaceAll('"execute-api:/', `"${apiArn}/`)) as IamPolicy;
  const { principal: role, identity } = signer;
  const principal = kind === 'IAM' && role ? { arn: role.roleArn, accountId: role.account, ...role } : undefined;
  const requester = principal && { ...principal, organizationId: principal.organization };
  const request = {
    principal: requester,
    action: 'execute-api:Invoke',
    resourceArn: `${apiArn}/prod/${requestOf(kind)}`,
    conditionKeys: {
      ...(network && {
        'aws:SourceVpce': network.endpoint,
        'aws:SourceVpc': network.vpc,
        'aws:VpcSourceIp': network.address,
      }),
      ...principalConditionKeys(requester),
    },
  };
  if (kind === 'IAM' && principal === undefined) return false;
  const identityPolicies: IamPolicy[] =
    principal === undefined || identity === 'none'
      ? []
      : [{ Statement: { Effect: identity, Action: '*', Resource: '*' } }];
  if (kind === 'Lambda') {
    const byResource = evaluatePolicy(resourcePolicy, request);
    return byResource !== 'ExplicitDeny' && verdict !== 'denies' && (byResource === 'Allow' || verdict === 'allows');
  }
  const { decision } = authorize({ resourcePolicy, identityPolicies, resourceAccountId: accountId, request });
  return decision === 'Allow' && verdict !== 'invalid';
}

/** The rule in words of its own. */
function shouldBeAdmitted({ spec, kind, verdict, signer }: Row, network: Question['network']): boolean {
  const comesThrough = network?.endpoint === endpointId || network?.vpc === vpcId;
  if (!comesThrough || network?.address !== '10.0.0.1') return false;
  if (kind === 'None') return true;
  if (kind === 'Lambda') return verdict === 'allows';
  if (kind === 'Cognito') return verdict === 'valid';
  const { principal, identity } = signer;
  if (principal === undefined || identity === 'Deny') return false;
  const isOwn = principal.account === accountId;
  if (spec.named === undefined) return isOwn && identity === 'Allow';
  const { principals = [], organizations = [] } = spec.named;
  const isNamed =
    principals.includes(principal.roleArn) ||
    principals.includes(principal.account) ||
    organizations.includes(principal.organization ?? '-');
  return isNamed && (isOwn || identity === 'Allow');
}

const describeRow = ({ spec, kind, verdict, signer: { principal, identity } }: Row) => [
  spec.name,
  kind,
  verdict,
  principal === undefined
    ? 'unsigned'
    : `${principal.account === accountId ? 'own' : 'other'} account, role ${principal.roleArn.split('/')[1]}`,
  principal?.organization === undefined ? '-' : principal.organization === organization ? 'named' : 'other',
  principal === undefined ? '-' : identity,
];

describe('who gets in, for every kind of route and of caller', () => {
  test.each(specs)('$name: as the rule says, by two evaluators', (spec) => {
    const wrong = rowsOf([spec]).flatMap((row) =>
      networks.flatMap(({ name, at }) => {
        const verdicts = [isAdmitted(row, at), isAdmittedByEmulator(row, at)];
        const expected = shouldBeAdmitted(row, at);
        return verdicts.every((verdict) => verdict === expected)
          ? []
          : [`${describeRow(row).join()} ${name}: ${verdicts}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  test('all rows, to be read by a person', () => {
    const rows = rowsOf(specs);
    // 37 callers, for each thing that an authorizer may say: 1 + 1 + 3 + 2 + 7, and 6 specs that name principals.
    expect(rows).toHaveLength(37 * (14 + 6));
    const columns = ['spec', 'route', 'authorizer', 'caller', 'organization', 'identity policy'];
    const lines = rows.map((row) => [
      ...describeRow(row),
      ...networks.map(({ at }) => (isAdmitted(row, at) ? 'admitted' : 'refused')),
    ]);
    const table = [[...columns, ...networks.map(({ name }) => name)], ...lines];
    expect(table.map((cells) => cells.join(' | ')).join('\n')).toMatchSnapshot();
  });

  test('an identity policy of the own account never replaces being named, a token or the word of an authorizer', () => {
    const inside = networks[0]!.at;
    const walkers = rowsOf(specs).filter(
      ({ spec, kind, verdict, signer: { principal, identity } }) =>
        principal?.roleArn === roleArn(accountId, 'other') &&
        principal.organization === undefined &&
        identity === 'Allow' &&
        (kind === 'IAM'
          ? spec.named !== undefined && spec.name !== 'own account named'
          : !['allows', 'valid', '-'].includes(verdict)),
    );
    expect(walkers).toHaveLength(5 + 2 * 2 + 1 * 2);
    expect(walkers.filter((row) => isAdmitted(row, inside))).toEqual([]);
  });

  test('nobody at all gets in from elsewhere, whatever else is said', () => {
    const elsewhere = networks.filter(({ name }) => name.includes('out, VPC out') || name === 'internet');
    const admitted = rowsOf(specs).filter((row) => elsewhere.some(({ at }) => isAdmitted(row, at)));
    expect(admitted).toEqual([]);
  });
});
