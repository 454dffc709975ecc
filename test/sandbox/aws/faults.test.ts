import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import {
  CreateRestApiCommand,
  GetRestApiCommand,
  GetRestApisCommand,
  UpdateRestApiCommand,
} from '@aws-sdk/client-api-gateway';
import type { Mutation } from '../../../sandbox/aws/call-log.ts';
import type { Fault } from '../../../sandbox/aws/faults.ts';
import { createTestWorld } from './test-world.ts';
import type { TestWorld } from './test-world.ts';

let world: TestWorld;
let mutations: Mutation[];

beforeEach(() => {
  jest.useFakeTimers();
  world = createTestWorld();
  mutations = [];
  world.emulator.onMutation((mutation) => mutations.push(mutation));
});

afterEach(() => {
  jest.useRealTimers();
});

const create = () => world.apiGateway.send(new CreateRestApiCommand({ name: 'orders' }));
const list = async () => (await world.apiGateway.send(new GetRestApisCommand({}))).items ?? [];

function placeOnCreate(fault: Fault, occurrence: number | 'every' = 1) {
  return world.emulator.faults.place({ operation: 'CreateRestApi', occurrence, fault });
}

test('a lost answer breaks the connection after the change', async () => {
  placeOnCreate({ kind: 'answerLost' });
  await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(world.region.restApis.size).toBe(1);
  expect(world.emulator.log.at(-1)).toMatchObject({ operation: 'CreateRestApi', status: 0, applied: true });
});

test('a lost request breaks the connection and changes nothing', async () => {
  placeOnCreate({ kind: 'requestLost' });
  await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(world.region.restApis.size).toBe(0);
  expect(mutations).toEqual([]);
});

test('a late application comes after the connection broke', async () => {
  placeOnCreate({ kind: 'appliedLate', delayMs: 5000 });
  await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' });
  await jest.advanceTimersByTimeAsync(4999);
  expect(world.region.restApis.size).toBe(0);
  await jest.advanceTimersByTimeAsync(1);
  expect(world.region.restApis.size).toBe(1);
  expect(mutations.map(({ operation }) => operation)).toEqual(['CreateRestApi']);
});

test.each([
  { status: 503, code: 'ServiceUnavailableException' },
  { status: 429, code: 'TooManyRequestsException', retryAfterSeconds: 30 },
  { status: 429, code: 'LimitExceededException' },
  { status: 403, code: 'AccessDeniedException' },
  { status: 409, code: 'ConflictException' },
])(
  'a refusal with $status $code reaches the client and changes nothing',
  async ({ status, code, retryAfterSeconds }) => {
    const retryAfter = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
    placeOnCreate({ kind: 'refused', status, code, message: 'placed', ...retryAfter });
    await expect(create()).rejects.toMatchObject({
      name: code,
      message: 'placed',
      $metadata: { httpStatusCode: status },
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds: String(retryAfterSeconds) }),
    });
    expect(world.region.restApis.size).toBe(0);
  },
);

test('an error answer can follow a change that was made', async () => {
  placeOnCreate({ kind: 'appliedThenRefused', status: 500, code: 'InternalFailure', message: 'placed' });
  await expect(create()).rejects.toMatchObject({ name: 'InternalFailure' });
  expect(world.region.restApis.size).toBe(1);
  expect(world.emulator.log.filter(({ operation }) => operation === 'CreateRestApi')).toHaveLength(1);
});

test.each([
  ['beforeHold', 1],
  ['atRelease', 0],
] as const)('a held call, applied %s, waits until it is released', async (apply, restApisWhileHeld) => {
  const held = placeOnCreate({ kind: 'hold', apply });
  let answered = false;
  const sent = create().then(() => {
    answered = true;
  });
  await held.reached;
  await jest.advanceTimersByTimeAsync(60_000);
  expect([answered, world.region.restApis.size]).toEqual([false, restApisWhileHeld]);
  held.release();
  await sent;
  expect(world.region.restApis.size).toBe(1);
});

test('what was made under a lag is found only after it', async () => {
  placeOnCreate({ kind: 'lag', lagMs: 10_000 });
  const { id: restApiId } = await create();
  expect(await list()).toEqual([]);
  const get = () => world.apiGateway.send(new GetRestApiCommand({ restApiId }));
  await expect(get()).rejects.toMatchObject({ name: 'NotFoundException' });
  await jest.advanceTimersByTimeAsync(10_000);
  expect((await list()).map(({ id }) => id)).toEqual([restApiId]);
  await expect(get()).resolves.toMatchObject({ id: restApiId });
});

test('a fault meets the nth call from when it was placed, and only that', async () => {
  await create();
  const placed = placeOnCreate({ kind: 'answerLost' }, 2);
  await create();
  await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' });
  await create();
  expect([placed.met, world.region.restApis.size]).toEqual([1, 4]);
});

test('a fault on every call lasts until it is removed', async () => {
  const placed = placeOnCreate({ kind: 'requestLost' }, 'every');
  await expect(create()).rejects.toThrow();
  await expect(create()).rejects.toThrow();
  placed.remove();
  await create();
  expect([placed.met, world.region.restApis.size]).toEqual([2, 1]);
});

test('a fault on any write leaves reads alone', async () => {
  world.emulator.faults.place({ operation: '*', occurrence: 'every', fault: { kind: 'requestLost' } });
  expect(await list()).toEqual([]);
  await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' });
  world.emulator.faults.clear();
  await create();
});

test('overlapping writes to one API conflict, writes one after another do not', async () => {
  const { id: restApiId } = await create();
  world.emulator.settings.writeLatencyMs = 50;
  const rename = (value: string) =>
    world.apiGateway.send(
      new UpdateRestApiCommand({ restApiId, patchOperations: [{ op: 'replace', path: '/name', value }] }),
    );
  const first = rename('a');
  const second = expect(rename('b')).rejects.toMatchObject({ name: 'ConflictException' });
  await jest.advanceTimersByTimeAsync(50);
  await Promise.all([first, second]);
  const third = rename('c');
  await jest.advanceTimersByTimeAsync(50);
  await third;
  expect(world.region.restApis.get(restApiId!)?.name).toBe('c');
});

test('the client gives up at its own timeout while the call is in flight', async () => {
  const held = placeOnCreate({ kind: 'hold', apply: 'beforeHold' });
  const abort = new AbortController();
  const sent = world.apiGateway.send(new CreateRestApiCommand({ name: 'orders' }), { abortSignal: abort.signal });
  const refused = expect(sent).rejects.toMatchObject({ name: 'AbortError' });
  await held.reached;
  abort.abort();
  await refused;
  expect(world.region.restApis.size).toBe(1);
});

test('calls are logged in order, writes with what they changed', async () => {
  const seen: number[] = [];
  world.emulator.onCall(({ sequence }) => seen.push(sequence));
  const { id } = await create();
  await list();
  expect(
    world.emulator.log.map(({ operation, kind, status, resourceId }) => [operation, kind, status, resourceId]),
  ).toEqual([
    ['CreateRestApi', 'write', 201, id],
    ['GetRestApis', 'read', 200, undefined],
  ]);
  expect(seen).toEqual([1, 2]);
});

test('equal seeds give equal ids', async () => {
  const other = createTestWorld();
  const { id } = await create();
  const again = await other.apiGateway.send(new CreateRestApiCommand({ name: 'orders' }));
  expect(again.id).toBe(id);
});
