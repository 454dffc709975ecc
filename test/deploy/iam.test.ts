import { readFileSync, readdirSync } from 'node:fs';
import * as apiGateway from '@aws-sdk/client-api-gateway';
import { describe, expect, test } from '@jest/globals';
import { iamPolicy, readOperationsTable } from '../../scripts/generate/iam-policy.ts';
import type { Statement } from '../../scripts/generate/iam-policy.ts';
import { manifestOf } from './manifests.ts';

const folder = new URL('../../deploy/iam/', import.meta.url);
const readText = (url: URL) => readFileSync(url, 'utf8');
const readPolicy = (name: string): { Statement: (Statement & Record<string, unknown>)[] } =>
  JSON.parse(readText(new URL(name, folder)));
const table = readOperationsTable(new URL('operations.yaml', folder));
const policy = readPolicy('policy.json');

describe('the table of operations', () => {
  test('has a row for each SDK command that src/aws imports, and no other', () => {
    const source = new URL('../../src/aws/', import.meta.url);
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const imports = files.flatMap(
      (file) => readText(new URL(file, source)).match(/^import [^;]*from '@aws-sdk\/[^;]*;/gm) ?? [],
    );
    const names = new Set(
      imports.flatMap((line) => line.match(/\w+(?=Command\b)|\b(?:paginate|waitUntil|waitFor)\w+/g) ?? []),
    );
    expect([...names].toSorted()).toEqual(Object.keys(table.operations).toSorted());
  });

  // Every operation schema of the SDK carries the HTTP method and path, which is what AWS checks.
  const schemas = apiGateway as unknown as Record<
    string,
    [unknown, unknown, unknown, { http: [string, string, number] }]
  >;
  test.each(Object.keys(table.operations).filter((name) => schemas[`${name}$`]))(
    'starts the row of %s with the method and path that the SDK sends',
    (name) => {
      const [method, path] = schemas[`${name}$`]?.[3].http ?? [];
      const [grant] = table.operations[name] ?? [];
      expect(grant?.action).toBe(`apigateway:${method}`);
      const sent = path?.replaceAll(/\{[^}]+\}/g, 'abcdefghij');
      expect(grant?.paths?.map((pattern) => like(pattern).test(sent ?? ''))).toEqual([true]);
    },
  );

  test('changes and deletes only log groups with our tag, and makes none without it', () => {
    const onLogs = Object.values(table.operations)
      .flat()
      .filter(({ action }) => /^logs:(?!Describe|List)/.test(action));
    expect(onLogs.map(({ action, when }) => [action, when])).toEqual([
      ['logs:TagResource', ['ours']],
      ['logs:UntagResource', ['ours']],
      ['logs:CreateLogGroup', ['taggedFromBirth']],
      ['logs:TagResource', ['taggedFromBirth']],
      ['logs:PutRetentionPolicy', ['ours']],
      ['logs:AssociateKmsKey', ['ours']],
      ['logs:DisassociateKmsKey', ['ours']],
      ['logs:DeleteLogGroup', ['ours']],
    ]);
  });

  test('opens functions to API Gateway only, and changes nothing else of them', () => {
    const onFunctions = Object.values(table.operations)
      .flat()
      .filter(({ action }) => /^lambda:(?!Get|List)/.test(action));
    expect(onFunctions.map(({ action, when }) => [action, when])).toEqual([
      ['lambda:AddPermission', ['invokedByApiGateway']],
      ['lambda:RemovePermission', ['invokedByApiGateway']],
    ]);
    expect(table.conditions['invokedByApiGateway']).toEqual({
      StringEquals: { 'lambda:Principal': 'apigateway.amazonaws.com' },
    });
  });

  test('changes and deletes only security groups with our tag, and lets tags be set on creation only', () => {
    const writes = Object.entries(table.operations).filter(([name]) => /(?<!Describe)SecurityGroup/.test(name));
    const grants = writes.flatMap(([name, list]) => list.map((grant) => ({ name, ...grant })));
    expect(grants.map(({ name, action, when }) => [name, action, when])).toEqual([
      // Its VPC is asked for as well, and that carries no tag of ours.
      ['CreateSecurityGroup', 'ec2:CreateSecurityGroup', undefined],
      ['CreateSecurityGroup', 'ec2:CreateTags', ['taggedFromBirth', 'whileCreating']],
      ['AuthorizeSecurityGroupIngress', 'ec2:AuthorizeSecurityGroupIngress', ['ours']],
      ['AuthorizeSecurityGroupEgress', 'ec2:AuthorizeSecurityGroupEgress', ['ours']],
      ['RevokeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress', ['ours']],
      ['RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupEgress', ['ours']],
      ['DeleteSecurityGroup', 'ec2:DeleteSecurityGroup', ['ours']],
    ]);
  });

  test('lets every operation that carries a policy change the policy, and every create with tags set them', () => {
    const actions = (name: string) => table.operations[name]?.map(({ action }) => action);
    for (const name of ['CreateRestApi', 'PutRestApi', 'UpdateRestApi']) {
      expect(actions(name)).toContain('apigateway:UpdateRestApiPolicy');
    }
    for (const name of ['CreateRestApi', 'CreateStage', 'CreateVpcLink']) {
      expect(table.operations[name]).toContainEqual({ action: 'apigateway:PUT', paths: ['/tags/*'] });
    }
  });

  test('changes and deletes only what carries our tag, makes nothing without it, and leaves every REST API private', () => {
    const writes = Object.entries(table.operations).flatMap(([name, grants]) =>
      grants.map((grant) => ({ name, ...grant })),
    );
    const onResources = writes.filter(
      ({ action, paths = [] }) => /^apigateway:(POST|PUT|PATCH|DELETE)$/.test(action) && !paths.includes('/tags/*'),
    );
    const unlimited = onResources.filter(
      ({ when = [] }) => !when.includes('ours') && !when.includes('taggedFromBirth'),
    );
    expect(unlimited).toEqual([]);
    const setsType = onResources.filter(({ action, paths = [] }) => {
      const creates = action === 'apigateway:POST' && paths.includes('/restapis');
      return creates || (action === 'apigateway:PATCH' && paths.includes('/restapis/??????????'));
    });
    expect(setsType.map(({ name }) => name)).toEqual([
      'CreateRestApi',
      'UpdateRestApi',
      'TagResource',
      'UntagResource',
    ]);
    expect(setsType.filter(({ when = [] }) => !when.includes('staysPrivate'))).toEqual([]);
  });
});

describe('the policy', () => {
  const rights = (statements: Statement[]) =>
    statements
      .flatMap(({ Action, Resource, Condition = {} }) =>
        Action.flatMap((action) => Resource.map((resource) => `${action} ${resource} ${JSON.stringify(Condition)}`)),
      )
      .toSorted();

  test('grants what the table says, and no more', () => {
    const wanted = Object.values(table.operations)
      .flat()
      .flatMap(({ action, paths, arns, when = [] }) =>
        (arns ?? paths?.map((path) => `arn:*:apigateway:*::${path}`) ?? ['*']).map((resource) => {
          return `${action} ${resource} ${JSON.stringify(Object.assign({}, ...when.map((name) => table.conditions[name])))}`;
        }),
      );
    expect(rights(policy.Statement)).toEqual([...new Set(wanted)].toSorted());
  });

  test('names every action in full, and every resource where AWS lets it', () => {
    expect(policy.Statement.filter(({ Effect }) => Effect !== 'Allow')).toEqual([]);
    expect(policy.Statement.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
    const everywhere = policy.Statement.filter(({ Resource }) => Resource.includes('*')).flatMap(
      ({ Action }) => Action,
    );
    expect(everywhere.filter((action) => action.startsWith('apigateway:'))).toEqual([]);
  });

  test('passes no role, makes none but the one of API Gateway, and reads the account settings only', () => {
    const onRoles = policy.Statement.filter(({ Action }) => Action.some((action) => action.startsWith('iam:')));
    expect(onRoles).toEqual([
      {
        Effect: 'Allow',
        Action: ['iam:CreateServiceLinkedRole'],
        Resource: ['arn:*:iam::*:role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway'],
        Condition: { StringEquals: { 'iam:AWSServiceName': 'ops.apigateway.amazonaws.com' } },
      },
    ]);
    const onAccount = policy.Statement.filter(({ Resource }) => Resource.some((arn) => arn.includes('/account')));
    expect(onAccount.flatMap(({ Action }) => Action)).toEqual(['apigateway:GET']);
  });

  test('fits into a managed policy, which holds 6144 characters', () => {
    expect(JSON.stringify(policy).length).toBeLessThan(6144);
  });

  test('puts conditions of one grant together without losing one', () => {
    const { Statement } = iamPolicy({
      conditions: { a: { Null: { x: 'true' } }, b: { Null: { y: 'true' }, Bool: { z: 'true' } } },
      operations: { Any: [{ action: 'a:b', when: ['a', 'b'] }] },
    });
    expect(Statement[0]?.Condition).toEqual({ Null: { x: 'true', y: 'true' }, Bool: { z: 'true' } });
  });
});

describe('the trust policies', () => {
  const { name, namespace } = manifestOf('ServiceAccount').metadata;

  test('let only the shipped service account take the role', () => {
    const [podIdentity] = readPolicy('trust-pod-identity.json').Statement;
    expect(podIdentity?.Condition?.['StringEquals']).toEqual({
      'aws:RequestTag/eks-cluster-arn': 'CLUSTER_ARN',
      'aws:RequestTag/kubernetes-namespace': namespace,
      'aws:RequestTag/kubernetes-service-account': name,
    });
    const [irsa] = readPolicy('trust-irsa.json').Statement;
    expect(irsa?.Condition?.['StringEquals']).toEqual({
      'OIDC_PROVIDER:aud': 'sts.amazonaws.com',
      'OIDC_PROVIDER:sub': `system:serviceaccount:${namespace}:${name}`,
    });
  });
});

/** IAM's wildcards: `*` any text, `?` one character. */
function like(pattern: string): RegExp {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}
