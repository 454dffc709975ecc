import { describe, expect, test } from '@jest/globals';
import type { PrivateApiSpec } from '../../src/api/private-api.ts';
import { canonicalJson, contentHash } from '../../src/desired/content-hash.ts';
import { aDesiredState } from '../builders/desired-state.ts';
import { aLoadBalancer, aSharedLink } from '../builders/facts.ts';
import { ordersArn, stockArn } from '../builders/names.ts';
import { aBackend, aRoute, route } from '../builders/private-api.ts';

type FactOverrides = Parameters<typeof aDesiredState>[1];
const hashesOf = (spec: Partial<PrivateApiSpec> = {}, facts: FactOverrides = {}) =>
  aDesiredState(spec, facts).definition!.hashes;
const before = hashesOf();

describe('what needs a deployment, told by its hashes', () => {
  const twoEndpoints = { existing: { vpcEndpointIds: ['vpce-1', 'vpce-2'] } };
  test.each<{ name: string; spec?: Partial<PrivateApiSpec>; facts?: FactOverrides; changes: string[] }>([
    { name: 'a route', spec: { routes: [aRoute(), aRoute({ path: '/new' })] }, changes: ['document'] },
    { name: 'a backend path', spec: { routes: [aRoute({ backendPath: '/v2' })] }, changes: ['document'] },
    { name: 'a timeout', spec: { backends: [aBackend({ timeoutMilliseconds: 50 })] }, changes: ['document'] },
    { name: 'a port', spec: { backends: [aBackend({ port: 8080 })] }, changes: ['document'] },
    { name: 'a host name', spec: { backends: [aBackend({ hostname: 'a.b' })] }, changes: ['document'] },
    { name: 'TLS', spec: { backends: [aBackend({ tls: { insecureSkipVerification: true } })] }, changes: ['document'] },
    { name: 'an authorization', spec: { authorization: { type: 'None' } }, changes: ['document', 'policy'] },
    { name: 'an endpoint', spec: { endpoint: twoEndpoints }, changes: ['document', 'policy'] },
    { name: 'a caller', spec: { access: { vpcs: [{ id: 'vpc-2' }] } }, changes: ['policy'] },
    { name: 'an address range', spec: { access: { sourceCidrs: ['10.0.0.0/8'] } }, changes: ['policy'] },
    { name: 'another link', facts: { vpcLinks: [aSharedLink({ id: 'new111' })] }, changes: ['links'] },

    { name: 'a description', spec: { description: 'Orders' }, changes: [] },
    { name: 'tags', spec: { tags: { team: 'shop' } }, changes: [] },
    { name: 'a stage setting', spec: { stage: { name: 'prod', variables: { a: '1' } } }, changes: [] },
    { name: 'the history', spec: { history: { limit: 1 } }, changes: [] },
    { name: 'a note', spec: { access: { vpcs: [] } }, changes: [] },
    {
      name: 'a default that is spelled out',
      spec: { backends: [aBackend({ port: 80, tls: { insecureSkipVerification: false } })] },
      changes: [],
    },
    {
      name: 'a backend that no route names',
      spec: { backends: [aBackend(), aBackend({ name: 'spare' })] },
      changes: [],
    },
    {
      name: 'the name of a backend',
      spec: { backends: [aBackend({ name: 'x' })], routes: [aRoute({ backend: 'x' })] },
      changes: [],
    },
  ])('$name: $changes', ({ spec, facts, changes }) => {
    const after = hashesOf(spec, facts);
    const names = ['document', 'policy', 'links'] as const;
    expect(names.filter((name) => after[name] !== before[name])).toEqual(changes);
  });

  test('the order of lists is no change', () => {
    const routes = ['GET /b', 'POST /a', 'GET /a'].map(route);
    const access = { vpcEndpoints: [{ id: 'vpce-8' }, { id: 'vpce-9' }], sourceCidrs: ['10.1.0.0/16', '10.0.0.0/16'] };
    const turned = { vpcEndpoints: access.vpcEndpoints.toReversed(), sourceCidrs: access.sourceCidrs.toReversed() };
    expect(hashesOf({ routes: routes.toReversed(), access: turned })).toEqual(hashesOf({ routes, access }));
  });

  test('an upgrade of the operator redeploys nothing: these hashes are written in AWS', () => {
    expect(before).toEqual({ document: 'db0ea95f8e3f3cad', policy: 'e2af27caf4c7b7fc', links: '54b7b329de6d09e7' });
  });
});

describe('links', () => {
  const twoBackends = [aBackend(), aBackend({ name: 'stock', loadBalancer: { arn: stockArn } })];
  const routes = [aRoute(), aRoute({ path: '/stock', backend: 'stock' })];
  const loadBalancers = [aLoadBalancer(), aLoadBalancer({ arn: stockArn })];

  test('nothing can be deployed until every one is available', () => {
    const ready = { loadBalancers, vpcLinks: [aSharedLink(), aSharedLink({ id: 'def456' }, stockArn)] };
    expect(aDesiredState({ backends: twoBackends, routes }, ready).definition).toBeDefined();
    for (const status of ['PENDING', 'FAILED', 'DELETING']) {
      const vpcLinks = [aSharedLink(), aSharedLink({ id: 'def456', status }, stockArn)];
      expect(aDesiredState({ backends: twoBackends, routes }, { loadBalancers, vpcLinks }).definition).toBeUndefined();
    }
    expect(aDesiredState({ backends: twoBackends, routes }, { loadBalancers }).definition).toBeUndefined();
  });

  test('only those that routes use are wanted', () => {
    expect(
      aDesiredState({ backends: twoBackends }, { loadBalancers }).links.map(({ loadBalancerArn }) => loadBalancerArn),
    ).toEqual([ordersArn]);
  });

  test.each([
    { states: ['PENDING', 'AVAILABLE'], used: 'AVAILABLE' },
    { states: ['FAILED', 'PENDING'], used: 'PENDING' },
    { states: ['DELETING', 'FAILED'], used: 'FAILED' },
  ])('of $states the one that is $used is used', ({ states, used }) => {
    const vpcLinks = states.map((status, index) => aSharedLink({ id: `link${index}`, status }));
    expect(aDesiredState({}, { vpcLinks }).links).toEqual([expect.objectContaining({ state: used, managed: true })]);
  });

  test('of two equals every pass uses the same', () => {
    const vpcLinks = [aSharedLink({ id: 'b' }), aSharedLink({ id: 'a' })];
    expect(aDesiredState({}, { vpcLinks }).links[0]?.id).toBe('a');
  });

  test('a link with the tags of another cluster is not taken for ours', () => {
    const link = aSharedLink();
    const vpcLinks = [{ ...link, tags: { ...link.tags, 'privateapi.dev/cluster': 'cluster-two' } }];
    expect(aDesiredState({}, { vpcLinks }).links).toEqual([
      expect.objectContaining({ id: undefined, available: false }),
    ]);
  });

  test('a given link is used whatever its tags, beside a managed one of another backend on the same load balancer', () => {
    const backends = [aBackend(), aBackend({ name: 'given', vpcLink: { existing: { id: 'theirs1' } } })];
    const vpcLinks = [aSharedLink(), aSharedLink({ id: 'theirs1', tags: {} })];
    const { definition, links } = aDesiredState(
      { backends, routes: [aRoute(), aRoute({ path: '/given', backend: 'given' })] },
      { vpcLinks },
    );
    expect(links.map(({ id, managed }) => [id, managed])).toEqual([
      ['abc123', true],
      ['theirs1', false],
    ]);
    expect(
      definition?.methods.map(({ path, integration }) => [
        path,
        'connectionId' in integration && integration.connectionId,
      ]),
    ).toEqual([
      ['/given', 'theirs1'],
      ['/orders', 'abc123'],
    ]);
  });
});

test('tags of the user never replace those that mark ownership', () => {
  const { restApi, stage } = aDesiredState({ tags: { team: 'shop', 'privateapi.dev/uid': 'forged' } });
  for (const { tags } of [restApi, stage]) {
    expect(tags).toMatchObject({ team: 'shop', 'privateapi.dev/uid': '5f0c8f3e-0000-4000-8000-000000000001' });
  }
});

test('content is hashed whatever the order of its keys, and lists in their order', () => {
  expect(contentHash({ b: [1, { d: 1, c: 2 }], a: 'x' })).toBe(contentHash({ a: 'x', b: [1, { c: 2, d: 1 }] }));
  expect(contentHash([1, 2])).not.toBe(contentHash([2, 1]));
  expect(canonicalJson({ b: null, a: undefined, c: '"' })).toBe('{"b":null,"c":"\\""}');
});
