import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { presentVpcEndpoints } from '../../sandbox/aws/ec2/vpc-endpoint-states.ts';
import { seedPrincipal } from '../../sandbox/aws/seed.ts';
import type { PolicyStatement } from '../../sandbox/aws/state.ts';
import { createCaller } from './calls.ts';
import { sample } from './sample.ts';
import { createWorld, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

/**
 * deploy/samples/guide.yaml against what the usual guides to private APIs ask for, step by step: endpoint, API with its
 * policy, VPC link, resources and methods, deployment and stage, authorization, logs and metrics. The two points where the
 * operator does better on purpose stand in a test of their own.
 */
let world: World;
let operator: ReturnType<World['startOperator']>;

beforeEach(async () => {
  useVirtualTime();
  world = await createWorld({ flags: ['--leader-elect=false'] });
  world.account.cloudwatchRoleArn = 'arn:aws:iam::111122223333:role/logs';
  operator = world.startOperator();
  await world.apply(sample(world, 'guide'));
  await world.untilReady('guide');
});
afterEach(() => {
  operator.kill();
  expect(world.violations).toEqual([]);
  jest.useRealTimers();
});

const endpoint = () =>
  presentVpcEndpoints(world.account, Date.now()).find(({ tags }) => tags['privateapi.dev/role'] === 'VpcEndpoint')!;
const groupOf = (role: string) =>
  [...world.account.securityGroups.values()].find(({ tags }) => tags['privateapi.dev/role'] === role)!;
const api = () => [...world.account.restApis.values()][0]!;
const link = () => [...world.account.vpcLinksV2.values()][0]!;
const stage = () => api().stages.get('prod')!;
const served = () => api().deployments.get(stage().deploymentId)!.snapshot;
const statements = () => [api().policy!.Statement].flat() as readonly PolicyStatement[];

describe('what the steps of the guide ask for', () => {
  test('an interface endpoint for execute-api in the private subnets, with private DNS', () => {
    expect(endpoint()).toMatchObject({
      vpcEndpointType: 'Interface',
      serviceName: 'com.amazonaws.eu-west-1.execute-api',
      vpcId: world.vpc.vpcId,
      subnetIds: world.subnets
        .slice(0, 2)
        .map(({ subnetId }) => subnetId)
        .sort(),
      privateDnsEnabled: true,
      securityGroupIds: [groupOf('VpcEndpointSecurityGroup').groupId],
    });
  });

  test('a REST API of type PRIVATE, associated with the endpoint, whose policy admits callers of that endpoint', () => {
    const { vpcEndpointId } = endpoint();
    expect(api()).toMatchObject({
      description: 'Orders, for callers in the VPC',
      endpointConfiguration: { types: ['PRIVATE'], vpcEndpointIds: [vpcEndpointId] },
    });
    expect(statements().some(({ Effect, Action }) => Effect === 'Allow' && Action === 'execute-api:Invoke')).toBe(true);
    expect(JSON.stringify(statements())).toContain(`"aws:SourceVpce":"${vpcEndpointId}"`);
    expect(JSON.stringify(served().policy)).toBe(JSON.stringify(api().policy));
  });

  test('a VPC link that leads to the load balancer and is available', () => {
    expect(link()).toMatchObject({
      subnetIds: world.subnets.map(({ subnetId }) => subnetId).sort(),
      securityGroupIds: [groupOf('VpcLinkSecurityGroup').groupId],
    });
    expect(world.read('guide')?.status?.vpcLinks).toMatchObject([
      { id: link().id, version: 'V2', state: 'AVAILABLE', loadBalancerArn: world.loadBalancers.web.loadBalancerArn },
    ]);
  });

  test('resources and methods with a VPC_LINK integration and IAM authorization, deployed to stage prod', () => {
    const methods = served().methods.map(({ path, method }) => ({
      route: `${method.httpMethod} ${path}`,
      authorization: method.authorizationType,
      type: method.integration?.type,
      connection: [method.integration?.connectionType, method.integration?.connectionId],
      target: method.integration?.integrationTarget,
    }));
    const expected = {
      authorization: 'AWS_IAM',
      type: 'HTTP_PROXY',
      connection: ['VPC_LINK', link().id],
      target: world.loadBalancers.web.loadBalancerArn,
    };
    expect(methods.sort((a, b) => (a.route < b.route ? -1 : 1))).toEqual([
      { route: 'GET /orders', ...expected },
      { route: 'GET /orders/{id}', ...expected },
      { route: 'POST /orders', ...expected },
    ]);
  });

  test('an access log and metrics in CloudWatch', () => {
    const [logGroup] = world.account.logGroups.values();
    expect(logGroup).toMatchObject({ logGroupName: '/privateapi.dev/shop/guide', retentionInDays: 30 });
    expect(stage().accessLogSettings?.destinationArn).toBe(
      'arn:aws:logs:eu-west-1:111122223333:log-group:/privateapi.dev/shop/guide',
    );
    expect(Object.keys(JSON.parse(stage().accessLogSettings!.format!) as object)).toEqual(
      expect.arrayContaining(['requestId', 'vpceId', 'caller', 'status', 'responseLatency']),
    );
    expect(stage().methodSettings.get('*/*')).toMatchObject({ metricsEnabled: true });
  });

  test('an invoke URL that works from within the VPC only, with a signed request', async () => {
    const url = `https://${api().id}.execute-api.eu-west-1.amazonaws.com/prod`;
    expect(world.read('guide')?.status?.invokeUrls).toContainEqual({ type: 'PrivateDns', url });
    const { call } = createCaller(world, { endpoint: endpoint() });
    const principal = seedPrincipal(world.aws, {
      accountId: world.account.accountId,
      name: 'role/web-shop',
      policies: [{ Statement: { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' } }],
    });
    expect((await call('GET', '/orders/42', { principal })).status).toBe(200);
    expect((await call('GET', '/orders/42')).status).toBe(403);
    const outside = { vpcId: world.otherVpc.vpcId, address: '10.1.1.20', accountId: world.account.accountId };
    await expect(call('GET', '/orders/42', { principal, from: outside })).rejects.toThrow();
  });
});

describe('where we do better than the guide on purpose', () => {
  test('the policy denies everybody else, where the guide only allows: in the own account an Allow keeps nobody out', () => {
    expect(statements().filter(({ Effect }) => Effect === 'Deny')).toEqual([
      expect.objectContaining({
        Principal: '*',
        Condition: { StringNotEquals: { 'aws:SourceVpce': endpoint().vpcEndpointId } },
      }),
    ]);
  });

  test('the security group of the endpoint opens port 443 inbound, where the guide says outbound and so leaves it shut', () => {
    expect(groupOf('VpcEndpointSecurityGroup').ingress).toEqual([
      { protocol: 'tcp', fromPort: 443, toPort: 443, peer: '10.0.0.0/16' },
    ]);
  });
});

test('it takes no more than 14 AWS writes', () => {
  expect(world.awsWrites().length).toBeLessThanOrEqual(14);
});
