import { describe, expect, test } from '@jest/globals';
import { parsePrivateApi } from '../../src/api/parse.ts';
import type { Access, Route } from '../../src/api/private-api.ts';
import { policyIntent, resourcePolicy } from '../../src/desired/resource-policy.ts';
import { routeIntents } from '../../src/desired/route-intent.ts';
import { accountId, endpointId, vpcId } from '../builders/names.ts';
import { aPrivateApi, route } from '../builders/private-api.ts';
import { seededRandom } from '../kubernetes/seeded-random.ts';
import { isAdmitted } from './policy-verdict.ts';
import type { Caller, Signature } from './policy-verdict.ts';

const mixedRoutes = ['GET /orders', 'GET /orders/{id}', 'GET /health None', 'ANY /stock/{proxy+} None'];

function policyOf(routes: readonly string[], access: Access = {}, vpcEndpointIds = [endpointId]) {
  const { spec } = aPrivateApi({ spec: { routes: routes.map(route) } });
  return resourcePolicy(
    policyIntent({
      accountId,
      partition: 'aws',
      stageName: 'prod',
      vpcEndpointIds,
      vpcIds: (access.vpcs ?? []).map(({ id }) => id),
      sourceCidrs: access.sourceCidrs ?? [],
      routes: routeIntents(spec),
    }),
  );
}

test('the smallest policy delegates to identity policies and shuts out every other endpoint', () => {
  expect(policyOf(['GET /orders'])).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'AllowOwnAccount',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        Action: 'execute-api:Invoke',
        Resource: 'execute-api:/*',
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

test('a policy without any caller would be open, so it is a bug to ask for one', () => {
  expect(() => policyOf(['GET /orders'], {}, [])).toThrow('open to everyone');
});

test('the same spec in another order is the same policy', () => {
  const vpcs = [{ id: 'vpc-2' }, { id: 'vpc-1' }];
  const reversed = policyOf(mixedRoutes.toReversed(), { vpcs: vpcs.toReversed() }, ['vpce-2', 'vpce-1', 'vpce-1']);
  expect(policyOf(mixedRoutes, { vpcs }, ['vpce-1', 'vpce-2'])).toEqual(reversed);
});

test('ANY without authorization is written out, without the methods that have a route of their own', () => {
  const { Statement } = policyOf(['ANY /a None', 'GET /a', 'PUT /a None']);
  expect(Statement.find(({ Sid }) => Sid === 'AllowUnsignedRoutes')?.Resource).toEqual(
    ['DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'].map((method) => `execute-api:/prod/${method}/a`),
  );
});

/** Every policy that a spec can ask for, by who is named and how the routes authorize. */
const named = [
  { callers: 'an endpoint', endpoints: [endpointId], vpcs: [] as string[] },
  { callers: 'a VPC', endpoints: [], vpcs: [vpcId] },
  { callers: 'an endpoint and another VPC', endpoints: [endpointId], vpcs: ['vpc-00000000000000002'] },
];
const authorizations = [
  { routes: ['GET /orders'], asks: 'IAM' },
  { routes: ['GET /orders None'], asks: 'None' },
  { routes: mixedRoutes, asks: 'IAM or None by route' },
];
const policies = named.flatMap((who) =>
  authorizations.flatMap(({ routes, asks }) =>
    [[], ['10.0.0.0/16', '2001:db8::/32']].map((cidrs) => ({
      ...who,
      routes,
      cidrs,
      name: `${who.callers} named, ${cidrs.length === 0 ? 'any address' : 'two address ranges'}, ${asks}`,
    })),
  ),
);

/** Every kind of caller. */
const endpoints = [endpointId, 'vpce-00000000000000099'];
const vpcs = [vpcId, 'vpc-00000000000000002', 'vpc-00000000000000099'];
const addresses = ['10.0.3.4', '10.1.0.1', '2001:db8::1', '2001:db9::1'];
const signers: Signature[] = [
  'unsigned',
  'own account, identity policy',
  'own account, no identity policy',
  'other account, identity policy',
  'other account, no identity policy',
];
const networks = [undefined, ...endpoints.flatMap((id) => vpcs.map((vpc) => ({ endpointId: id, vpcId: vpc })))];
const callers: Caller[] = networks.flatMap((network) =>
  addresses.flatMap((address) => signers.map((signature) => ({ network, address, signature }))),
);

describe('who gets in, judged by an IAM evaluator of its own', () => {
  test.each(policies)('$name', ({ endpoints: endpointIds, vpcs: vpcIds, cidrs, routes }) => {
    const access = { vpcs: vpcIds.map((id) => ({ id })), sourceCidrs: cidrs };
    const policy = policyOf(routes, access, endpointIds);
    const wrong: string[] = [];
    for (const { method, path, authorization } of routes.map(route)) {
      const type = (authorization?.type ?? 'IAM') as 'IAM' | 'None';
      for (const caller of callers) {
        const { network, address, signature } = caller;
        // The rule: from a named endpoint or VPC, from a named address when there are any, and on a route with IAM
        // as a principal of the own account whose identity policy allows it.
        const isNamed = endpointIds.includes(network?.endpointId ?? '') || vpcIds.includes(network?.vpcId ?? '');
        const hasAddress = cidrs.length === 0 || address === '10.0.3.4' || address === '2001:db8::1';
        const expected = isNamed && hasAddress && (type === 'None' || signature === 'own account, identity policy');
        const request = `${method === 'ANY' ? 'POST' : method}${path.replace(/\{.*\}/u, '42')}`;
        const admitted = isAdmitted(policy, caller, request, type);
        if (admitted !== expected) wrong.push(`${request} (${type}) ${JSON.stringify(caller)}: ${admitted}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('the table covers 18 policies and 140 kinds of caller', () => {
    expect([policies.length, callers.length]).toEqual([18, 140]);
  });
});

describe('routes that parse', () => {
  const paths = ['/a', '/b/a', '/a/{id}', '/a/b', '/a/{id}/c', '/b/{proxy+}', '/{x}', '/c/d', '/'];
  const methods = ['GET', 'POST', 'ANY'] as const;
  const caller = (signature: Signature): Caller => ({ network: { endpointId, vpcId }, address: '10.0.0.1', signature });

  test('never open a route with IAM and always open one without, in 1000 random specs', () => {
    const random = seededRandom(3);
    const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)]!;
    const wrong: string[] = [];
    let parsed = 0;
    for (let run = 0; run < 1000; run += 1) {
      const texts = Array.from({ length: 1 + Math.floor(random() * 5) }, () => `${pick(methods)} ${pick(paths)}`);
      const routes = [...new Set(texts)].map((text) => `${text} ${pick(['IAM', 'None'])}`);
      const object = aPrivateApi({ spec: { routes: routes.map(route) } });
      if (parsePrivateApi(object).problems !== undefined) continue;
      parsed += 1;
      const policy = policyOf(routes);
      for (const { path, method, authorization } of object.spec.routes) {
        const type = authorization!.type as 'IAM' | 'None';
        for (const request of requestsFor(path, method, object.spec.routes)) {
          const admitted = signers.filter((signature) => isAdmitted(policy, caller(signature), request, type));
          const expected = type === 'None' ? signers : ['own account, identity policy'];
          if (admitted.join() !== expected.join()) {
            wrong.push(`${request} of ${method} ${path} in ${routes.join(', ')}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(parsed).toBeGreaterThan(200);
  });

  /** Requests that the route answers, none of which another route of the spec answers first. */
  function requestsFor(path: string, method: Route['method'], routes: readonly Route[]): string[] {
    const taken = new Set(routes.filter((other) => other.path === path).map((other) => other.method));
    const verbs = method === 'ANY' ? (['GET', 'POST', 'PATCH'] as const).filter((verb) => !taken.has(verb)) : [method];
    const literal = path.replaceAll(/\{[^}+]*\}/gu, 'zz').replace('{proxy+}', 'zz/yy');
    return verbs.map((verb) => `${verb}${literal}`);
  }
});
