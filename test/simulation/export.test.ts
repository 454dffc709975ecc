import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createDataPlane } from '../../sandbox/aws/data-plane/invoke.ts';
import { signRequest } from '../../sandbox/aws/data-plane/sign-request.ts';
import { seedPrincipal } from '../../sandbox/aws/seed.ts';
import type { ConfigMapObject } from '../../src/api/referred-objects.ts';
import { systemClock } from '../../src/clock.ts';
import { sample } from './sample.ts';
import { createWorld, privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

const resyncMs = 11 * 60_000;
const configMaps = { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true };

let world: World;
let operator: ReturnType<World['startOperator']>;

beforeEach(async () => {
  useVirtualTime();
  world = await createWorld({ flags: ['--leader-elect=false'], settings: { vpcLinkPendingMs: 40_000 } });
  operator = world.startOperator();
});
afterEach(() => {
  operator.kill();
  expect(world.violations).toEqual([]);
  expect(operator.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  jest.useRealTimers();
});

const exportTo = (name: string) => ({ export: { configMap: { name } } });
const apply = (spec: object = {}, name = 'orders') => world.apply(privateApi(world, name, spec));
const configMap = (name: string) =>
  world.kubernetes.object('configmaps', 'shop', name) as unknown as ConfigMapObject | undefined;
const mine = { namespace: 'shop', name: 'orders-api' };

/** Creates and waits until the API is served. */
async function ready(spec: object = exportTo(mine.name), name = 'orders'): Promise<void> {
  await apply(spec, name);
  await world.untilReady(name);
}

/** Writes of the operator to ConfigMaps since the request of that number. */
const writes = (since = 0) =>
  world.kubernetes.log
    .slice(since)
    .filter(({ write, resource }) => write && resource === 'configmaps')
    .map(({ verb, name }) => `${verb} ${name ?? ''}`.trim());

function dataOf(name = 'orders') {
  const { invokeUrl, restApi, stage, region } = world.read(name)!.status!;
  return { invokeUrl, restApiId: restApi!.id, stage: stage!.name, region };
}

async function foreign(name: string, more: object = {}): Promise<ConfigMapObject> {
  const data = { url: 'https://example.com' };
  await world.person.create(configMaps, { metadata: { namespace: 'shop', name }, data, ...more } as never);
  return configMap(name)!;
}

async function gone(name = 'orders'): Promise<void> {
  await world.delete(name);
  await world.until(
    () => world.read(name) === undefined,
    () => `${name} is gone`,
  );
}

describe('spec.export.configMap', () => {
  test('is made when the API has a URL and not before, belongs to the object, and says what the status says', async () => {
    await apply(exportTo(mine.name));
    await world.until(
      () => world.read('orders')?.status?.restApi !== undefined,
      () => 'the REST API is made',
    );
    expect(configMap(mine.name)).toBeUndefined();
    await world.untilReady('orders');

    const { uid } = world.read('orders')!.metadata;
    expect(configMap(mine.name)).toMatchObject({
      metadata: {
        labels: { 'app.kubernetes.io/managed-by': 'private-api-operator' },
        ownerReferences: [
          { apiVersion: 'privateapi.dev/v1alpha1', kind: 'PrivateApi', name: 'orders', uid, controller: true },
        ],
      },
    });
    expect(configMap(mine.name)!.data).toEqual(dataOf());
    expect(configMap(mine.name)!.data!['invokeUrl']).toMatch(/^https:\/\/[a-z0-9]+-vpce-.*\/prod$/);
    expect(world.read('orders')!.status!.exportedConfigMap).toEqual({ name: mine.name });
  });

  test('costs no write when all is as it should be, and none to AWS', async () => {
    await ready({});
    const sinceAws = world.awsCalls();
    await ready();
    const since = world.kubernetes.log.length;
    await world.pass(3 * resyncMs);
    expect(writes()).toEqual(['create']);
    expect(writes(since)).toEqual([]);
    expect(world.objectWrites(since)).toEqual([]);
    expect(world.awsWrites(sinceAws)).toEqual([]);
  });

  test('follows the API: made anew in AWS, it has another id', async () => {
    await ready();
    const before = configMap(mine.name)!.data;
    world.account.restApis.clear();
    await world.pass(2 * resyncMs);
    await world.untilReady('orders');
    expect(configMap(mine.name)!.data).toEqual(dataOf());
    expect(configMap(mine.name)!.data!['restApiId']).not.toEqual(before!['restApiId']);
  });

  test.each<{ name: string; change: () => Promise<unknown>; wrote: string[] }>([
    {
      name: 'a value',
      change: () =>
        world.person.jsonPatch(configMaps, mine, [{ op: 'replace', path: '/data/invokeUrl', value: 'https://evil' }]),
      wrote: ['patch orders-api'],
    },
    {
      name: 'a key taken out',
      change: () => world.person.jsonPatch(configMaps, mine, [{ op: 'remove', path: '/data/region' }]),
      wrote: ['patch orders-api'],
    },
    {
      name: 'the label',
      change: () => world.person.jsonPatch(configMaps, mine, [{ op: 'remove', path: '/metadata/labels' }]),
      wrote: ['patch orders-api'],
    },
    {
      name: 'a value, and made immutable',
      change: () =>
        world.person.jsonPatch(configMaps, mine, [
          { op: 'replace', path: '/data/invokeUrl', value: 'https://evil' },
          { op: 'add', path: '/immutable', value: true },
        ]),
      wrote: ['delete orders-api', 'create'],
    },
    { name: 'all of it deleted', change: () => world.person.delete(configMaps, mine), wrote: ['create'] },
  ])('changed by others is put back within seconds: $name', async ({ change, wrote }) => {
    await ready();
    const since = world.kubernetes.log.length;
    await change();
    // Seen by the watch, not by the next look at AWS.
    await world.pass(5_000);
    expect(configMap(mine.name)!.data).toEqual(dataOf());
    expect(configMap(mine.name)!.metadata.labels).toEqual({ 'app.kubernetes.io/managed-by': 'private-api-operator' });
    expect(writes(since)).toEqual(wrote);
    expect(world.read('orders')!.status!.lastRepair?.fields).toEqual(['exported ConfigMap']);
  });

  test('keeps what others add to it', async () => {
    await ready();
    await world.person.jsonPatch(configMaps, mine, [
      { op: 'add', path: '/data/theirs', value: 'kept' },
      { op: 'replace', path: '/data/stage', value: 'other' },
    ]);
    await world.pass(5_000);
    expect(configMap(mine.name)!.data).toEqual({ ...dataOf(), theirs: 'kept' });
  });

  test('another name: the one before is deleted; unset: it is deleted; set again: it is made', async () => {
    await ready();
    const sinceAws = world.awsCalls();
    await ready(exportTo('other'));
    expect([configMap(mine.name), configMap('other')?.data]).toEqual([undefined, dataOf()]);
    await ready({});
    expect(configMap('other')).toBeUndefined();
    expect(world.read('orders')!.status!.exportedConfigMap).toBeUndefined();
    await ready();
    expect(configMap(mine.name)!.data).toEqual(dataOf());
    expect(world.awsWrites(sinceAws)).toEqual([]);
  });

  test.each(['Delete', 'Retain'])('goes with the object, deletionPolicy %s', async (deletionPolicy) => {
    await ready({ ...exportTo(mine.name), deletionPolicy });
    await gone();
    expect(configMap(mine.name)).toBeUndefined();
  });

  test('goes with the object when the status was lost', async () => {
    await ready();
    operator.kill();
    await world.patch('orders', { status: null }, '/status');
    operator = world.startOperator();
    await gone();
    expect(configMap(mine.name)).toBeUndefined();
  });

  test('of others is left alone, told as ExportConflict, and taken once its name is free', async () => {
    const theirs = await foreign(mine.name);
    await apply(exportTo(mine.name));
    await world.until(
      () => world.condition('orders', 'Ready')?.reason === 'ExportConflict',
      () => JSON.stringify(world.condition('orders', 'Ready')),
    );
    expect(world.condition('orders', 'Ready')).toMatchObject({ status: 'False' });
    expect(world.condition('orders', 'Stalled')!.message).toContain('ConfigMap orders-api exists in namespace shop');
    // The API itself is served.
    expect(world.condition('orders', 'Deployed')).toMatchObject({ status: 'True' });
    await world.pass(resyncMs);
    expect(configMap(mine.name)).toEqual(theirs);
    expect(writes()).toEqual([]);

    await world.person.delete(configMaps, mine);
    await world.pass(5_000);
    await world.untilReady('orders');
    expect(configMap(mine.name)!.data).toEqual(dataOf());
  });

  test('of others survives a rename away from it and the deletion of the object', async () => {
    const theirs = await foreign('theirs');
    await ready();
    await apply(exportTo('theirs'));
    await world.until(
      () => world.condition('orders', 'Ready')?.reason === 'ExportConflict',
      () => 'refused',
    );
    expect(configMap(mine.name)).toBeUndefined();
    await gone();
    expect(configMap('theirs')).toEqual(theirs);
  });

  test('of another object is of others', async () => {
    await ready();
    await apply(exportTo(mine.name), 'stock');
    await world.until(
      () => world.condition('stock', 'Ready')?.reason === 'ExportConflict',
      () => 'refused',
    );
    expect(configMap(mine.name)!.data).toEqual(dataOf('orders'));
    await gone('orders');
    await world.untilReady('stock');
    expect(configMap(mine.name)!.data).toEqual(dataOf('stock'));
  });

  test('is watched only while an object names one', async () => {
    await ready({});
    expect(world.kubernetes.watches('configmaps')).toEqual([]);
    await ready();
    expect(world.kubernetes.watches('configmaps')).toHaveLength(1);
    await ready({});
    await world.pass(5_000);
    expect(world.kubernetes.watches('configmaps')).toEqual([]);
  });

  test('is not touched while the object is suspended', async () => {
    await ready();
    const since = world.kubernetes.log.length;
    await apply({ ...exportTo('other'), suspend: true });
    await world.person.jsonPatch(configMaps, mine, [{ op: 'replace', path: '/data/stage', value: 'x' }]);
    await world.pass(2 * resyncMs);
    expect(writes(since)).toEqual([]);
    await ready(exportTo('other'));
    expect([configMap(mine.name), configMap('other')?.data]).toEqual([undefined, dataOf()]);
  });

  test('of the sample is all that a caller needs to know', async () => {
    await world.apply(sample(world, 'export'));
    await world.untilReady('orders');
    const { invokeUrl, region, restApiId, stage } = configMap('orders-api')!.data!;
    const resource = `arn:aws:execute-api:${region}:111122223333:${restApiId}/${stage}/GET/orders`;
    const principal = seedPrincipal(world.aws, {
      accountId: '111122223333',
      name: 'role/shop',
      policies: [{ Statement: { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: resource } }],
    });
    const request = { method: 'GET', url: `${invokeUrl}/orders` };
    const signed = await signRequest(request, { principal, region: region!, now: Date.now() });
    const reach = () => Promise.resolve({ status: 200, headers: {}, body: 'from the backend' });
    const dataPlane = createDataPlane({ state: world.aws.state, clock: systemClock, reach });
    const caller = { vpcId: world.vpc.vpcId, address: '10.0.1.20', accountId: '111122223333' };
    expect((await dataPlane.invoke(caller, signed)).status).toBe(200);
  });
});

describe('a creation', () => {
  test('that meets a ConfigMap made in the same moment takes nothing over', async () => {
    let theirs: ConfigMapObject | undefined;
    world.kubernetes.onWrite(async ({ resource, verb }, when) => {
      if (resource === 'configmaps' && verb === 'create' && when === 'before' && theirs === undefined)
        theirs = await foreign(mine.name);
    });
    await apply(exportTo(mine.name));
    await world.until(
      () => world.condition('orders', 'Ready')?.reason === 'ExportConflict',
      () => JSON.stringify(world.condition('orders', 'Ready')),
    );
    expect(configMap(mine.name)).toEqual(theirs);
  });
});
