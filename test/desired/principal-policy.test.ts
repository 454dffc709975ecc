import { describe, expect, test } from '@jest/globals';
import { authorize } from '../../sandbox/aws/iam/authorize.ts';
import { principalConditionKeys } from '../../sandbox/aws/iam/request-context.ts';
import type { PolicyDocument } from '../../sandbox/aws/state.ts';
import type { Access } from '../../src/api/private-api.ts';
import { parsePrivateApi } from '../../src/api/parse.ts';
import { checkReferences } from '../../src/desired/check-references.ts';
import { aDesiredState } from '../builders/desired-state.ts';
import { someFacts, someSettings } from '../builders/facts.ts';
import { accountId, endpointId, restApiId, vpcId } from '../builders/names.ts';
import { aPrivateApi, aRoute } from '../builders/private-api.ts';

const otherAccountId = '444455556666';
const organizationId = 'o-a1b2c3d4e5';
const roleArn = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;

const restrictions: readonly { readonly name: string; readonly access: Access }[] = [
  { name: 'nobody in particular', access: {} },
  { name: 'a role of the own account', access: { principals: [roleArn(accountId, 'named')] } },
  { name: 'the own account', access: { principals: [accountId] } },
  { name: 'a role of another account', access: { principals: [roleArn(otherAccountId, 'named')] } },
  { name: 'another account', access: { principals: [otherAccountId] } },
  { name: 'an organization', access: { organizations: [organizationId] } },
  {
    name: 'own role, other account or organization',
    access: { principals: [roleArn(accountId, 'named'), otherAccountId], organizations: [organizationId] },
  },
];

const networks = [
  { name: 'endpoint in, VPC in', endpoint: endpointId, vpc: vpcId },
  { name: 'endpoint in, VPC out', endpoint: endpointId, vpc: 'vpc-00000000000000099' },
  { name: 'endpoint out, VPC in', endpoint: 'vpce-00000000000000099', vpc: vpcId },
  { name: 'endpoint out, VPC out', endpoint: 'vpce-00000000000000099', vpc: 'vpc-00000000000000099' },
  { name: 'internet', endpoint: undefined, vpc: undefined },
] as const;

interface Signer {
  readonly account: string;
  readonly role: 'named' | 'other';
  readonly organization: string | undefined;
  readonly identityPolicy: 'Allow' | 'Deny' | 'none';
}

const signers: readonly (Signer | undefined)[] = [
  undefined,
  ...[accountId, otherAccountId].flatMap((account) =>
    (['named', 'other'] as const).flatMap((role) =>
      [undefined, organizationId, 'o-0000000000'].flatMap((organization) =>
        (['Allow', 'none', 'Deny'] as const).map((identityPolicy) => ({ account, role, organization, identityPolicy })),
      ),
    ),
  ),
];

function policyOf(access: Access): PolicyDocument {
  const { policy } = aDesiredState({ access: { vpcs: [{ id: vpcId }], ...access } }).restApi;
  const apiArn = `arn:aws:execute-api:eu-west-1:${accountId}:${restApiId}`;
  return JSON.parse(JSON.stringify(policy).replaceAll('"execute-api:/', `"${apiArn}/`)) as PolicyDocument;
}

/** What IAM says, without the check for a signature that API Gateway makes before it asks. */
function isAdmitted(policy: PolicyDocument, network: (typeof networks)[number], signer: Signer | undefined): boolean {
  const principal = signer && {
    arn: `arn:aws:sts::${signer.account}:assumed-role/${signer.role}/session`,
    accountId: signer.account,
    organizationId: signer.organization,
  };
  const identityPolicies: PolicyDocument[] =
    signer === undefined || signer.identityPolicy === 'none'
      ? []
      : [{ Statement: { Effect: signer.identityPolicy, Action: 'execute-api:Invoke', Resource: '*' } }];
  const { decision } = authorize({
    resourcePolicy: policy,
    identityPolicies,
    resourceAccountId: accountId,
    request: {
      principal,
      action: 'execute-api:Invoke',
      resourceArn: `arn:aws:execute-api:eu-west-1:${accountId}:${restApiId}/prod/GET/orders`,
      conditionKeys: {
        ...(network.endpoint === undefined
          ? { 'aws:SourceIp': '198.51.100.1' }
          : { 'aws:SourceVpce': network.endpoint, 'aws:SourceVpc': network.vpc, 'aws:VpcSourceIp': '10.0.0.1' }),
        ...principalConditionKeys(principal),
      },
    },
  });
  return decision === 'Allow';
}

/** The rule in words of its own: network, signature, named if anybody is, and the identity policy. */
function shouldBeAdmitted(access: Access, network: (typeof networks)[number], signer: Signer | undefined): boolean {
  const comesThrough = network.endpoint === endpointId || network.vpc === vpcId;
  if (!comesThrough || signer === undefined || signer.identityPolicy === 'Deny') return false;
  const { principals, organizations } = access;
  const isOwn = signer.account === accountId;
  if (principals === undefined && organizations === undefined) return isOwn && signer.identityPolicy === 'Allow';
  const isNamed =
    principals?.includes(roleArn(signer.account, signer.role)) === true ||
    principals?.includes(signer.account) === true ||
    organizations?.includes(signer.organization ?? 'none') === true;
  return isNamed && (isOwn || signer.identityPolicy === 'Allow');
}

describe('who gets in when principals or organizations are named', () => {
  test.each(restrictions)('$name: as the rule says, for every kind of caller', ({ access }) => {
    const policy = policyOf(access);
    const wrong = networks.flatMap((network) =>
      signers
        .filter((signer) => isAdmitted(policy, network, signer) !== shouldBeAdmitted(access, network, signer))
        .map((signer) => `${network.name}: ${JSON.stringify(signer)}`),
    );
    expect(wrong).toEqual([]);
  });

  test('all rows, to be read by a person', () => {
    expect([restrictions.length * networks.length * signers.length]).toEqual([7 * 5 * 37]);
    const columns = ['named', 'caller', 'organization', 'identity policy', ...networks.map(({ name }) => name)];
    const rows = restrictions.flatMap(({ name, access }) =>
      signers.map((signer) => [
        name,
        signer === undefined
          ? 'unsigned'
          : `${signer.account === accountId ? 'own' : 'other'} account, ${signer.role} role`,
        signer?.organization === undefined ? '-' : signer.organization === organizationId ? 'named' : 'other',
        signer?.identityPolicy ?? '-',
        ...networks.map((network) => (isAdmitted(policyOf(access), network, signer) ? 'admitted' : 'refused')),
      ]),
    );
    expect([columns, ...rows].map((cells) => cells.join(' | ')).join('\n')).toMatchSnapshot();
  });

  test('nobody who is not named walks around the restriction with an identity policy of the own account', () => {
    const walker: Signer = { account: accountId, role: 'other', organization: undefined, identityPolicy: 'Allow' };
    const [inside] = networks;
    const admittedBy = restrictions.filter(({ access }) => isAdmitted(policyOf(access), inside, walker));
    expect(admittedBy.map(({ name }) => name)).toEqual(['nobody in particular', 'the own account']);
  });
});

test('one Deny negates ARN, account and organization together, beside the one for other endpoints', () => {
  const access = { principals: [otherAccountId, roleArn(accountId, 'b'), roleArn(accountId, 'a')] };
  expect(aDesiredState({ access: { ...access, organizations: [organizationId] } }).restApi.policy).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'AllowPrincipalsNotDenied',
        Effect: 'Allow',
        Principal: '*',
        Action: 'execute-api:Invoke',
        Resource: 'execute-api:/*',
      },
      {
        Sid: 'DenyOtherPrincipals',
        Effect: 'Deny',
        Principal: '*',
        Action: 'execute-api:Invoke',
        Resource: 'execute-api:/*',
        Condition: {
          StringNotEquals: {
            'aws:PrincipalArn': [roleArn(accountId, 'a'), roleArn(accountId, 'b')],
            'aws:PrincipalAccount': [otherAccountId],
            'aws:PrincipalOrgID': [organizationId],
          },
        },
      },
      {
        Sid: 'DenyOtherCallers',
        Effect: 'Deny',
        Principal: '*',
        Action: 'execute-api:Invoke',
        Resource: 'execute-api:/*',
        Condition: { StringNotEquals: { 'aws:SourceVpce': endpointId } },
      },
    ],
  });
});

describe('hashes', () => {
  test('of a spec without principals are what they were before there were any: an upgrade redeploys nothing', () => {
    const mixed = { routes: [aRoute(), aRoute({ path: '/health', authorization: { type: 'None' } })] };
    const access = { vpcs: [{ id: vpcId }], sourceCidrs: ['10.0.0.0/16'] };
    expect([{}, mixed, { access }].map((spec) => aDesiredState(spec).definition!.hashes)).toEqual([
      { document: 'db0ea95f8e3f3cad', policy: 'e2af27caf4c7b7fc', links: '54b7b329de6d09e7' },
      { document: 'c13c2661b34bb31d', policy: '4a20a5861de9275f', links: '54b7b329de6d09e7' },
      { document: 'db0ea95f8e3f3cad', policy: 'c278fe3d3cc43c15', links: '54b7b329de6d09e7' },
    ]);
  });

  test('of the same principals in another order are the same', () => {
    const principals = [roleArn(accountId, 'a'), otherAccountId];
    const hash = (names: string[]) => aDesiredState({ access: { principals: names } }).policyHash;
    expect(hash(principals)).toBe(hash([...principals.toReversed(), otherAccountId]));
    expect(hash(principals)).not.toBe(hash([otherAccountId]));
  });
});

describe('what is refused', () => {
  test('authorization None on any route, by default or by itself, since such a route would be shut', () => {
    const access = { organizations: [organizationId] };
    const routes = [aRoute(), aRoute({ path: '/health', authorization: { type: 'IAM' } })];
    const problems = (spec: object) => parsePrivateApi(aPrivateApi({ spec: { access, routes, ...spec } })).problems;
    const problem = (route: string) =>
      `spec.routes[${route}]: access.principals and access.organizations need IAM authorization on every route`;
    expect(problems({})).toBeUndefined();
    expect(problems({ authorization: { type: 'None' } })).toContain(problem('GET /orders'));
    expect(problems({ routes: [aRoute({ authorization: { type: 'None' } })] })).toEqual([problem('GET /orders')]);
  });

  test.each([
    {
      access: { principals: [otherAccountId] },
      message: `spec.access.principals: ${otherAccountId} is not of account ${accountId}`,
    },
    {
      access: { principals: [roleArn(accountId, 'a'), roleArn(otherAccountId, 'a')] },
      message: `spec.access.principals: ${roleArn(otherAccountId, 'a')} is not of account ${accountId}`,
    },
    {
      access: { organizations: [organizationId] },
      message: `spec.access.organizations: ${organizationId} admits accounts beside ${accountId}`,
    },
  ])('$message, without --allow-foreign-callers', ({ access, message }) => {
    const object = aPrivateApi({ spec: { access } });
    const problems = checkReferences(object, someFacts(), someSettings());
    expect(problems).toEqual([
      {
        reason: 'RefNotPermitted',
        condition: 'PolicyApplied',
        pending: false,
        message: expect.stringContaining(message),
      },
    ]);
    expect(problems[0]!.message).toContain('--allow-foreign-callers');
    expect(checkReferences(object, someFacts(), someSettings({ allowForeignCallers: true }))).toEqual([]);
  });

  test('principals of the own account need no leave', () => {
    const access = { principals: [accountId, roleArn(accountId, 'a')] };
    expect(checkReferences(aPrivateApi({ spec: { access } }), someFacts(), someSettings())).toEqual([]);
  });
});
