import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { parsePrivateApi } from '../../src/api/parse.ts';
import { aPrivateApi } from '../builders/private-api.ts';
import { letters } from '../crd/values.ts';
import { badInputs, harmlessInputs, isOperators } from './bad-input/inputs.ts';
import { createCaller } from './calls.ts';
import { orders, route, smallest } from './fields/field-row.ts';
import type { Spec } from './fields/field-row.ts';
import { observe } from './fields/observe.ts';
import { seedReferences } from './seed-references.ts';
import { createWorld, endState, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

let world: World;
let operator: ReturnType<World['startOperator']>;

beforeEach(useVirtualTime);
afterEach(() => {
  operator.kill();
  expect(world.violations).toEqual([]);
  expect(operator.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  jest.useRealTimers();
});

const object = (name: string, spec: Spec = {}) => ({
  apiVersion: 'privateapi.dev/v1alpha1',
  kind: 'PrivateApi',
  metadata: { name, namespace: 'shop' },
  spec: { ...smallest, ...spec },
});

/** A neighbour serves, so that it would be seen when one attempt disturbed it. */
async function startBesideNeighbour(): Promise<void> {
  world = await createWorld({ flags: ['--leader-elect=false'], settings: { vpcLinkPendingMs: 1_000 } });
  seedReferences(world, [smallest]);
  operator = world.startOperator();
  await world.apply(object('neighbour'));
  await world.untilReady('neighbour');
}

/** What `kubectl apply` asks for. */
async function createStrictly(spec: Spec): Promise<string> {
  const { status, body } = await world.kubernetes.handleUnobserved({
    method: 'POST',
    path: '/apis/privateapi.dev/v1alpha1/namespaces/shop/privateapis?fieldValidation=Strict',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(object('attempt', spec))),
    signal: new AbortController().signal,
  });
  return status === 201 ? '' : (JSON.parse(body as string) as { message: string }).message;
}

describe('refused, and AWS is not written', () => {
  test.each(badInputs.filter(({ by }) => isOperators(by)))('$name: $by', async ({ spec, by, says }) => {
    await startBesideNeighbour();
    const [before, state] = [world.awsCalls(), endState(world.account)];
    expect(await createStrictly(spec)).toBe('');
    await world.until(
      () => world.condition('attempt', 'Stalled')?.reason === by,
      () => JSON.stringify(world.condition('attempt', 'Ready')),
      60_000,
    );
    expect(world.condition('attempt', 'Stalled')?.message).toContain(says);
    await world.pass(10 * 60_000);
    expect(world.awsWrites(before)).toEqual([]);
    expect(endState(world.account)).toEqual(state);
    expect(world.condition('neighbour', 'Ready')?.status).toBe('True');
  });

  test('by the API server, so that no operator ever sees it', async () => {
    await startBesideNeighbour();
    const before = world.awsCalls();
    for (const { name, spec, says } of badInputs.filter(({ by }) => by === 'schema' || by === 'unknown field')) {
      expect([name, await createStrictly(spec)]).toEqual([name, expect.stringContaining(says)]);
    }
    await world.pass(60_000);
    expect(world.awsWrites(before)).toEqual([]);
    expect(world.read('attempt')).toBeUndefined();
  });
});

describe('taken, and does no harm', () => {
  test.each(harmlessInputs)('$name', async ({ spec, holds }) => {
    await startBesideNeighbour();
    expect(await createStrictly(spec)).toBe('');
    await world.untilReady('attempt');
    holds(observe(world, 'attempt'));
    expect(world.condition('neighbour', 'Ready')?.status).toBe('True');
  });

  test('a request goes to the load balancer, whatever host the spec names', async () => {
    world = await createWorld({ flags: ['--leader-elect=false'] });
    seedReferences(world, [smallest]);
    operator = world.startOperator();
    const open = { authorization: { type: 'None' } };
    const { vpcEndpointId } = world.endpoint;
    await world.apply(
      object('orders', {
        ...open,
        endpoint: { existing: { vpcEndpointIds: [vpcEndpointId] } },
        backends: [{ ...orders, hostname: '169.254.169.254' }],
      }),
    );
    await world.untilReady('orders');
    const { call, received, targets } = createCaller(world);
    expect((await call('GET', '/orders')).status).toBe(200);
    expect(targets).toEqual(['http://127.0.0.1:1']);
    expect(received.map(({ headers }) => headers['host'])).toEqual(['169.254.169.254']);
  });
});

test('a policy of 8,193 characters is refused before AWS sees it, one of 8,192 is taken', async () => {
  await startBesideNeighbour();
  // One signed route, so that the unsigned ones are listed one by one.
  const routes = (surplus: number) => [
    route,
    ...Array.from({ length: 15 }, (_, index) => ({
      ...route,
      path: `/${letters(index === 0 ? 470 - surplus : 470)}${index + 10}`,
      authorization: { type: 'None' },
    })),
  ];
  const lengthTold = async (surplus: number) => {
    await world.apply(object('attempt', { routes: routes(surplus) }));
    const { generation } = world.read('attempt')!.metadata;
    await world.until(
      () => world.condition('attempt', 'Stalled')?.observedGeneration === generation,
      () => JSON.stringify(world.condition('attempt', 'Ready')),
      60_000,
    );
    expect(world.condition('attempt', 'Stalled')?.reason).toBe('PolicyTooLarge');
    const message = world.condition('attempt', 'Stalled')!.message;
    expect(message).toContain('AWS allows 8192');
    return Number(/would have (\d+) characters/u.exec(message)?.[1]);
  };
  const before = world.awsCalls();
  const surplus = (await lengthTold(0)) - 8193;
  expect(await lengthTold(surplus)).toBe(8193);
  expect(world.awsWrites(before)).toEqual([]);
  await world.apply(object('attempt', { routes: routes(surplus + 1) }));
  await world.untilReady('attempt');
});

describe('no text keeps the operator busy', () => {
  const long = (text: string, length: number) => text.repeat(length).slice(0, length);
  const spec = (fields: Spec) => aPrivateApi({ spec: fields });
  const routes = (count: number, path: (index: number) => string, more: object = {}) =>
    Array.from({ length: count }, (_, index) => ({ ...route, path: path(index), ...more }));

  test.each([
    ['an access log of dollar signs', { stage: { name: 'prod', accessLog: { format: long('$', 3072) } } }],
    ['an access log of dots', { stage: { name: 'prod', accessLog: { format: `$context.${long('.', 3000)}` } } }],
    [
      'an authorizer without end',
      { stage: { name: 'prod', accessLog: { format: `$context.authorizer${long('.a', 3000)}!` } } },
    ],
    [
      '1,000 backend paths of braces',
      { routes: routes(1000, (index) => `/${index}`, { backendPath: `/${long('{', 511)}` }) },
    ],
    ['1,000 paths of variables', { routes: routes(1000, (index) => `/${index}${long('/{a}', 500)}`) }],
    [
      '1,000 routes, every second one open to all',
      {
        routes: Array.from({ length: 1000 }, (_, index) => ({
          ...route,
          path: `/${Math.floor(index / 4)}/{id}`,
          method: ['GET', 'POST', 'PUT', 'DELETE'][index % 4],
          authorization: { type: index % 2 === 0 ? 'None' : 'IAM' },
        })),
      },
    ],
  ])('%s is judged within 100 ms of CPU', (_name, fields) => {
    const attempt = spec(fields as Spec);
    const cpuMs = () => {
      const before = process.cpuUsage();
      parsePrivateApi(attempt);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    };
    // The best of some, since the collector and the compiler work on the same account.
    expect(Math.min(...Array.from({ length: 8 }, cpuMs))).toBeLessThan(100);
  });
});
