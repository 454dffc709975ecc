import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createDomainWorld, domainName } from './domain-world.ts';
import type { DomainWorld } from './domain-world.ts';
import { useVirtualTime } from './world.ts';

const minute = 60_000;
const resyncMs = 11 * minute;
const url = `https://${domainName}`;

let world: DomainWorld;
let operator: ReturnType<DomainWorld['startOperator']>;

async function start(...parameters: Parameters<typeof createDomainWorld>): Promise<void> {
  world = await createDomainWorld(...parameters);
  operator = world.startOperator();
}

beforeEach(useVirtualTime);
afterEach(() => {
  operator.kill();
  expect(world.violations).toEqual([]);
  expect(operator.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  jest.useRealTimers();
});

const status = () => world.read('orders')?.status;
const ready = () => world.untilReady('orders');

describe('spec.domain', () => {
  beforeEach(() => start());

  test('is made beside the API, which is served long before, and then called by name', async () => {
    await world.apply(world.spec());
    await world.until(
      () => world.condition('orders', 'Deployed')?.status === 'True',
      () => JSON.stringify(world.condition('orders', 'Deployed')),
    );
    expect(world.condition('orders', 'Ready')).toMatchObject({ status: 'Unknown', reason: 'DomainPending' });
    expect(world.condition('orders', 'DomainReady')).toMatchObject({ status: 'False', reason: 'DomainPending' });
    expect((await world.call(`${status()!.invokeUrl}/orders`)).status).toBe(200);
    expect(status()!.invokeUrls!.map(({ type }) => type)).toEqual(['EndpointAlias', 'EndpointHostname']);

    await ready();
    expect(world.condition('orders', 'DomainReady')).toMatchObject({ status: 'True', reason: 'Available' });
    expect(status()!.invokeUrls!.map(({ type }) => type)).toEqual([
      'CustomDomain',
      'EndpointAlias',
      'EndpointHostname',
    ]);
    expect(status()!.invokeUrl).toBe(url);
    const [domain] = world.domains();
    expect(status()!.domain).toMatchObject({ name: domainName, id: domain!.id, arn: domain!.arn, state: 'AVAILABLE' });
    expect((await world.call(`${url}/orders/42`)).status).toBe(200);
    expect(world.received.at(-1)!.path).toBe('/orders/42');
    expect(world.deployments()).toBe(1);
    expect(world.awsWrites()).toEqual([
      'CreateRestApi',
      'CreateDomainName',
      'CreateVpcLink',
      'PutRestApi',
      'CreateDeployment',
      'CreateStage',
      'CreateBasePathMapping',
      'CreateDomainNameAccessAssociation',
      'ChangeResourceRecordSets',
    ]);
    const since = world.awsCalls();
    await world.pass(3 * resyncMs);
    expect(world.awsWrites(since)).toEqual([]);
  });
});
