import { describe, expect, test } from '@jest/globals';
import type { PrivateApiSpec } from '../../src/api/private-api.ts';
import { checkReferences } from '../../src/desired/check-references.ts';
import type { Settings } from '../../src/desired/settings.ts';
import { aLoadBalancer, anEndpoint, aSharedLink, aVpc, someFacts, someSettings } from '../builders/facts.ts';
import { endpointId, ordersArn, stockArn, vpcId } from '../builders/names.ts';
import { aBackend, aPrivateApi } from '../builders/private-api.ts';

type FactOverrides = Parameters<typeof someFacts>[0];
const check = (spec: Partial<PrivateApiSpec>, facts: FactOverrides = {}, settings: Partial<Settings> = {}) =>
  checkReferences(aPrivateApi({ spec }), someFacts(facts), someSettings(settings));

test('what is there, ready and open is no problem', () => {
  expect(check({})).toEqual([]);
});

describe('endpoints', () => {
  const where = `spec.endpoint.existing.vpcEndpointIds: ${endpointId}`;
  test.each<{ name: string; facts: FactOverrides; problem: object }>([
    {
      name: 'one that does not exist',
      facts: { vpcEndpoints: [] },
      problem: {
        reason: 'EndpointNotFound',
        message: `${where} does not exist in account 111122223333, region eu-west-1; name an endpoint of this account`,
        pending: false,
      },
    },
    {
      name: 'one that is not open',
      facts: { vpcEndpoints: [anEndpoint({ tags: {}, state: 'failed' })] },
      problem: {
        reason: 'RefNotPermitted',
        message: `${where} is not open to namespace shop; its owner opens it with the AWS tag privateapi.dev/allow = shop on the endpoint or its VPC ${vpcId}`,
        pending: false,
      },
    },
    {
      name: 'one for another service',
      facts: { vpcEndpoints: [anEndpoint({ serviceName: 'com.amazonaws.eu-west-1.s3' })] },
      problem: {
        reason: 'EndpointNotFound',
        message: `${where} is an endpoint for com.amazonaws.eu-west-1.s3; name one for execute-api`,
      },
    },
    ...['pending', 'pendingacceptance', 'partial'].map((state) => ({
      name: `one that is ${state}`,
      facts: { vpcEndpoints: [anEndpoint({ state })] },
      problem: { reason: 'EndpointPending', message: `VPC endpoint ${endpointId} is ${state}`, pending: true },
    })),
    ...['failed', 'rejected', 'expired', 'deleting', 'deleted'].map((state) => ({
      name: `one that is ${state}`,
      facts: { vpcEndpoints: [anEndpoint({ state })] },
      problem: {
        reason: 'EndpointRejected',
        message: `${where} is ${state}; name an endpoint that is available`,
        pending: false,
      },
    })),
  ])('$name', ({ facts, problem }) => {
    expect(check({}, facts)).toEqual([expect.objectContaining({ condition: 'EndpointReady', ...problem })]);
  });

  test('one that its VPC opens is open', () => {
    const vpcs = [aVpc({ tags: { 'privateapi.dev/allow': 'shop' } })];
    expect(check({}, { vpcEndpoints: [anEndpoint({ tags: {} })], vpcs })).toEqual([]);
  });

  test('one with the service name of another partition will do', () => {
    const serviceName = 'cn.com.amazonaws.cn-north-1.execute-api';
    expect(check({}, { vpcEndpoints: [anEndpoint({ serviceName })] })).toEqual([]);
  });
});

describe('further callers', () => {
  const access = { vpcEndpoints: [{ id: 'vpce-2' }], vpcs: [{ id: 'vpc-2' }] };

  test('that this account cannot describe need the flag of the operator', () => {
    expect(check({ access }).map(({ reason, condition }) => [reason, condition])).toEqual([
      ['EndpointNotFound', 'PolicyApplied'],
      ['VpcNotFound', 'PolicyApplied'],
    ]);
    expect(check({ access })[0]?.message).toContain('--allow-foreign-callers');
    expect(check({ access }, {}, { allowForeignCallers: true })).toEqual([]);
  });

  test('of this account need consent, flag or not', () => {
    const facts = {
      vpcEndpoints: [anEndpoint(), anEndpoint({ id: 'vpce-2', tags: {} })],
      vpcs: [aVpc(), aVpc({ id: 'vpc-2' })],
    };
    for (const allowForeignCallers of [true, false]) {
      expect(check({ access }, facts, { allowForeignCallers }).map(({ reason }) => reason)).toEqual([
        'RefNotPermitted',
        'RefNotPermitted',
      ]);
    }
    expect(check({ access }, facts, { referenceConsent: false })).toEqual([]);
  });
});

describe('load balancers', () => {
  const where = `spec.backends[orders].loadBalancer.arn: ${ordersArn}`;
  test.each<{ name: string; facts: FactOverrides; problem: object }>([
    {
      name: 'one that does not exist',
      facts: { loadBalancers: [] },
      problem: {
        reason: 'LoadBalancerNotFound',
        message: expect.stringContaining(`${where} does not exist in account 111122223333`),
      },
    },
    {
      name: 'one that is not open, whatever its VPC says',
      facts: { loadBalancers: [aLoadBalancer({ tags: {} })], vpcs: [aVpc({ tags: { 'privateapi.dev/allow': '*' } })] },
      problem: { reason: 'RefNotPermitted', message: expect.stringMatching(/on the load balancer$/u) },
    },
    {
      name: 'one of another type',
      facts: { loadBalancers: [aLoadBalancer({ type: 'gateway' })] },
      problem: {
        reason: 'LoadBalancerNotFound',
        message: `${where} is of type gateway; name a Network or an Application Load Balancer`,
      },
    },
    {
      name: 'one that is being made',
      facts: { loadBalancers: [aLoadBalancer({ state: 'provisioning' })] },
      problem: { reason: 'LoadBalancerPending', pending: true },
    },
    {
      name: 'one that failed',
      facts: { loadBalancers: [aLoadBalancer({ state: 'failed' })] },
      problem: {
        reason: 'LoadBalancerNotFound',
        message: `${where} is in state failed; name a load balancer that works`,
      },
    },
    {
      name: 'one without a listener on the port',
      facts: { loadBalancers: [aLoadBalancer({ listenerPorts: [443, 8080] })] },
      problem: {
        reason: 'BackendNotFound',
        message:
          'spec.backends[orders].port: the load balancer has no listener on port 80 but listeners on 443, 8080; set port to one of its listeners',
      },
    },
    {
      name: 'one without any listener',
      facts: { loadBalancers: [aLoadBalancer({ listenerPorts: [] })] },
      problem: { message: expect.stringContaining('port 80 but no listener') },
    },
  ])('$name', ({ facts, problem }) => {
    expect(check({}, facts)).toEqual([expect.objectContaining({ condition: 'BackendsReady', ...problem })]);
  });

  test.each([
    [aBackend({ protocol: 'HTTP' }), 80],
    [aBackend({ protocol: 'HTTPS' }), 443],
    [aBackend({ protocol: 'HTTPS', port: 8443 }), 8443],
  ])('the port follows the protocol unless it is given (%#)', (backend, port) => {
    const facts = { loadBalancers: [aLoadBalancer({ listenerPorts: [port] })] };
    expect(check({ backends: [backend] }, facts)).toEqual([]);
  });
});

describe('links', () => {
  const foreign = aSharedLink({ id: 'theirs', tags: {} });
  const given = (id: string) => ({ backends: [aBackend({ vpcLink: { existing: { id } } })] });

  test('of others on the load balancer conflict with a managed one, by id and with the remedy', () => {
    expect(check({}, { vpcLinks: [foreign] })).toEqual([
      expect.objectContaining({
        reason: 'VpcLinkConflict',
        condition: 'BackendsReady',
        message: `VPC link theirs occupies load balancer ${ordersArn}, and AWS allows one V1 link for each; set vpcLink.existing.id to theirs or delete that link`,
      }),
    ]);
  });

  test('of others that failed, or on other load balancers, do not', () => {
    const failed = aSharedLink({ id: 'theirs', tags: {}, status: 'FAILED' });
    const elsewhere = aSharedLink({ id: 'theirs', tags: {}, targetArns: [stockArn] });
    expect(check({}, { vpcLinks: [failed, elsewhere] })).toEqual([]);
  });

  test('of another cluster are of others', () => {
    const link = aSharedLink();
    const tags = { ...link.tags, 'privateapi.dev/cluster': 'cluster-two' };
    expect(check({}, { vpcLinks: [{ ...link, tags }] }).map(({ reason }) => reason)).toEqual(['VpcLinkConflict']);
  });

  const open = { 'privateapi.dev/allow': 'shop' };
  test.each([
    { name: 'that do not exist', vpcLinks: [], reason: 'VpcLinkNotFound', pending: false },
    { name: 'that are not open', vpcLinks: [foreign], reason: 'RefNotPermitted', pending: false },
    {
      name: 'that lead elsewhere',
      vpcLinks: [aSharedLink({ id: 'theirs', tags: open, targetArns: [stockArn] })],
      reason: 'VpcLinkConflict',
      pending: false,
    },
    {
      name: 'that are pending',
      vpcLinks: [aSharedLink({ id: 'theirs', tags: open, status: 'PENDING' })],
      reason: 'VpcLinkPending',
      pending: true,
    },
    {
      name: 'that failed',
      vpcLinks: [aSharedLink({ id: 'theirs', tags: open, status: 'FAILED' })],
      reason: 'VpcLinkFailed',
      pending: false,
    },
  ])('given ones $name: $reason', ({ vpcLinks, reason, pending }) => {
    expect(check(given('theirs'), { vpcLinks })).toEqual([
      expect.objectContaining({ reason, pending, condition: 'BackendsReady' }),
    ]);
  });

  test('given ones that are open, themselves or by the VPC of the load balancer, are used', () => {
    expect(check(given('theirs'), { vpcLinks: [aSharedLink({ id: 'theirs', tags: open })] })).toEqual([]);
    expect(check(given('theirs'), { vpcLinks: [foreign], vpcs: [aVpc({ tags: open })] })).toEqual([]);
  });
});

test('everything wrong is told at once, and of what is not permitted nothing but that', () => {
  const object = {
    endpoint: { existing: { vpcEndpointIds: [endpointId, 'vpce-gone'] } },
    backends: [aBackend(), aBackend({ name: 'stock', loadBalancer: { arn: stockArn } })],
  };
  const problems = check(object, {
    vpcEndpoints: [anEndpoint({ tags: {}, state: 'failed', serviceName: 'secret' })],
    loadBalancers: [aLoadBalancer({ tags: {}, type: 'gateway', listenerPorts: [9999] })],
  });
  expect(problems.map(({ reason }) => reason)).toEqual([
    'RefNotPermitted',
    'EndpointNotFound',
    'RefNotPermitted',
    'LoadBalancerNotFound',
  ]);
  expect(JSON.stringify(problems)).not.toMatch(/failed|secret|gateway|9999/u);
});
