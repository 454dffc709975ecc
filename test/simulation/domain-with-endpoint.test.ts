import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { presentVpcEndpoints } from '../../sandbox/aws/ec2/vpc-endpoint-states.ts';
import { createDomainWorld, domainName } from './domain-world.ts';
import type { DomainWorld } from './domain-world.ts';
import { useVirtualTime } from './world.ts';

const url = `https://${domainName}`;
const resyncMs = 11 * 60_000;

let world: DomainWorld;
let operator: ReturnType<DomainWorld['startOperator']>;

beforeEach(async () => {
  useVirtualTime();
  world = await createDomainWorld({ domainNamePendingMs: 10_000 });
  operator = world.startOperator();
});
afterEach(() => {
  operator.kill();
  expect(world.violations).toEqual([]);
  expect(operator.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  jest.useRealTimers();
});

const made = () =>
  presentVpcEndpoints(world.account, Date.now()).filter(({ tags }) => tags['privateapi.dev/role'] === 'VpcEndpoint');

/** AWS writes of an apply that leads to Ready. */
async function apply(settings: object = {}): Promise<string[]> {
  const before = world.awsCalls();
  const managed = {
    vpcId: world.vpc.vpcId,
    subnetIds: [world.subnets[0]!.subnetId],
    ingress: { cidrs: ['10.0.0.0/16'] },
    ...settings,
  };
  await world.apply(world.spec({}, { endpoint: { managed } }));
  await world.untilReady('orders');
  return world.awsWrites(before);
}

describe('a domain name together with an endpoint that the operator makes', () => {
  test('is associated with it, called through it, and removed before it', async () => {
    await apply();
    const [endpoint] = made();
    expect(world.associations().map(({ vpcEndpointId }) => vpcEndpointId)).toEqual([endpoint!.vpcEndpointId]);
    expect(world.read('orders')!.status!.invokeUrl).toBe(url);
    expect((await world.call(`${url}/orders/42`)).status).toBe(200);
    expect(world.received.at(-1)!.path).toBe('/orders/42');
    expect(world.deployments()).toBe(1);

    const before = world.awsCalls();
    await world.pass(3 * resyncMs);
    expect(world.awsWrites(before)).toEqual([]);
    await world.delete('orders');
    await world.until(
      () => world.read('orders') === undefined,
      () => JSON.stringify(world.read('orders')?.status?.conditions),
    );
    const writes = world.awsWrites(before);
    expect(writes.indexOf('DeleteDomainName')).toBeLessThan(writes.indexOf('DeleteRestApi'));
    expect(writes.indexOf('DeleteRestApi')).toBeLessThan(writes.indexOf('DeleteVpcEndpoints'));
    expect([made(), world.domains(), world.associations(), world.records()]).toEqual([[], [], [], []]);
  });

  test('has a record for each kind of address that the endpoint has', async () => {
    for (const [index, subnet] of world.subnets.entries()) {
      world.account.subnets.set(subnet.subnetId, { ...subnet, ipv6CidrBlock: `2001:db8:0:${index}::/64` });
    }
    world.account.vpcs.set(world.vpc.vpcId, { ...world.vpc, ipv6CidrBlock: '2001:db8::/56' });
    const owner = `TXT _privateapi-dev.${domainName}.`;

    await apply();
    expect(world.records()).toEqual([`A ${domainName}.`, owner]);
    expect(await apply({ ipAddressType: 'DualStack' })).toEqual(['ModifyVpcEndpoint', 'ChangeResourceRecordSets']);
    expect(world.records()).toEqual([`A ${domainName}.`, `AAAA ${domainName}.`, owner]);
    expect(new Set(world.zone.recordSets.flatMap(({ alias }) => alias?.dnsName ?? [])).size).toBe(1);
    expect(await apply({ ipAddressType: 'IPv4' })).toEqual(['ModifyVpcEndpoint', 'ChangeResourceRecordSets']);
    expect(world.records()).toEqual([`A ${domainName}.`, owner]);

    await apply({ ipAddressType: 'DualStack' });
    await world.delete('orders');
    await world.until(
      () => world.read('orders') === undefined,
      () => JSON.stringify(world.read('orders')?.status?.conditions),
    );
    expect(world.records()).toEqual([]);
  });
});
