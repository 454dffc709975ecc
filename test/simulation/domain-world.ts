import { createDataPlane } from '../../sandbox/aws/data-plane/invoke.ts';
import type { BackendRequest } from '../../sandbox/aws/data-plane/map-request.ts';
import { seedCertificate, seedHostedZone } from '../../sandbox/aws/seed.ts';
import type { AwsSettings } from '../../sandbox/aws/settings.ts';
import { systemClock } from '../../src/clock.ts';
import { createWorld, privateApi } from './world.ts';
import type { World } from './world.ts';

export const domainName = 'orders.shop.example';

export type DomainWorld = ReturnType<typeof withDomains>;

/** A world with a certificate and a hosted zone that are open to the namespace of the objects. */
export async function createDomainWorld(settings: Partial<AwsSettings> = {}, flags: readonly string[] = []) {
  const world = await createWorld({
    flags: ['--leader-elect=false', ...flags],
    settings: { vpcLinkPendingMs: 40_000, domainNamePendingMs: 5 * 60_000, ...settings },
  });
  return withDomains(world);
}

export function withDomains(world: World) {
  const { aws, account, vpc } = world;
  const tags = { 'privateapi.dev/allow': 'shop' };
  const certificateArn = seedCertificate(aws, account, {
    arn: `arn:aws:acm:${account.region}:${account.accountId}:certificate/of-the-shop`,
    domainNames: ['*.shop.example'],
    tags,
  });
  const zone = seedHostedZone(aws, account, { name: 'shop.example', vpcId: vpc.vpcId, tags });
  const received: BackendRequest[] = [];
  const dataPlane = createDataPlane({
    state: aws.state,
    clock: systemClock,
    reach: (_target, request) => {
      received.push(request);
      return Promise.resolve({ status: 200, headers: {}, body: Buffer.from('from the backend') });
    },
  });
  return {
    ...world,
    certificateArn,
    zone,
    /** What the backend got. */
    received,
    /** `spec.domain`, and routes that everyone in the VPC may call. */
    spec: (domain: object | null = {}, more: object = {}) =>
      privateApi(world, 'orders', {
        authorization: { type: 'None' },
        ...(domain && { domain: { name: domainName, certificateArn, hostedZone: { id: zone.id }, ...domain } }),
        ...more,
      }),
    domains: () => [...account.domainNames.values()],
    associations: () => [...account.accessAssociations.values()],
    /** Record sets of the zone beside those that every zone has, as `TYPE name`. */
    records: () =>
      zone.recordSets.filter(({ type }) => type !== 'NS' && type !== 'SOA').map(({ type, name }) => `${type} ${name}`),
    /** From a client in the VPC of the endpoint; refusals of the network are thrown. */
    call: (url: string, headers: Record<string, string> = {}) =>
      dataPlane.invoke(
        { vpcId: vpc.vpcId, address: '10.0.1.20', accountId: account.accountId },
        { method: 'GET', url, headers },
      ),
    deployments: () => [...account.restApis.values()].reduce((sum, api) => sum + api.deployments.size, 0),
  };
}
