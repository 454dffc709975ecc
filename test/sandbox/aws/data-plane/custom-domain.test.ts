import { beforeEach, describe, expect, test } from '@jest/globals';
import { createDataPlane } from '../../../../sandbox/aws/data-plane/invoke.ts';
import type { BackendRequest } from '../../../../sandbox/aws/data-plane/map-request.ts';
import type { AwsState, DomainName, HostedZone, RegionalState } from '../../../../sandbox/aws/state.ts';
import { ACCOUNT, API, callers, ENDPOINT, ENDPOINT_HOST, NOW, onApi, privateApiWorld } from './private-api-world.ts';

const host = 'orders.shop.example';
const domainArn = `arn:aws:execute-api:eu-west-1:${ACCOUNT}:/domainnames/${host}+d1`;
const everyone = { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: domainArn } as const;
const later = NOW + 60_000;

let received: BackendRequest[];
let state: AwsState;
let region: RegionalState;
let domain: DomainName;

/** A domain name that leads to the stage through the endpoint. */
beforeEach(() => {
  received = [];
  state = privateApiWorld();
  region = [...state.regions.values()].find(({ accountId }) => accountId === ACCOUNT)!;
  domain = {
    id: 'd1',
    name: host,
    arn: `arn:aws:apigateway:eu-west-1:${ACCOUNT}:/domainnames/${host}+d1`,
    certificateArn: `arn:aws:acm:eu-west-1:${ACCOUNT}:certificate/a`,
    certificateChangedAt: 0,
    policy: { Version: '2012-10-17', Statement: [everyone] },
    tags: {},
    mappings: new Map([['(none)', { restApiId: API, stage: 'prod' }]]),
    busyUntil: 0,
    busyAs: 'PENDING',
    settlesAs: { status: 'AVAILABLE', message: undefined },
  };
  region.domainNames.set('d1', domain);
  associate(0);
});

function associate(settlesAt: number): void {
  const association = { arn: 'a1', domainArn: domain.arn, vpcEndpointId: ENDPOINT, tags: {}, settlesAt };
  region.accessAssociations.set('a1', association);
}

async function call(url: string, headers: Record<string, string> = {}) {
  const dataPlane = createDataPlane({
    state,
    clock: { now: () => NOW },
    reach: (_target, request) => {
      received.push(request);
      return Promise.resolve({ status: 200, headers: {}, body: '' });
    },
  });
  const { status, body } = await dataPlane.invoke(callers.inside, { method: 'GET', url, headers });
  return { status, body: typeof body === 'string' ? body : '' };
}

const throughEndpoint = (path: string) => call(`https://${ENDPOINT_HOST}${path}`, { host });
const forbidden = { status: 403, body: '{"message":"Forbidden"}' };

describe('a call by the Host header', () => {
  test('reaches the stage of the mapping, without the stage in the path', async () => {
    expect(await throughEndpoint('/open?a=b')).toMatchObject({ status: 200 });
    expect(received.map(({ path }) => path)).toEqual(['/open?a=b']);
  });

  test.each<[string, () => void]>([
    ['there is no association with the endpoint', () => region.accessAssociations.clear()],
    ['the association is being made', () => associate(later)],
    ['the domain name is being made', () => void (domain.busyUntil = later)],
    ['nothing is mapped', () => domain.mappings.clear()],
    ['the stage is not there', () => domain.mappings.set('(none)', { restApiId: API, stage: 'beta' })],
  ])('is forbidden while %s', async (_, change) => {
    change();
    expect(await throughEndpoint('/open')).toEqual(forbidden);
  });

  test('is served while AWS changes the certificate', async () => {
    Object.assign(domain, { busyUntil: later, busyAs: 'UPDATING' });
    expect(await throughEndpoint('/open')).toMatchObject({ status: 200 });
  });

  test('is refused by the policy of the domain name, whatever that of the API says', async () => {
    domain.policy = { Version: '2012-10-17', Statement: [everyone, { ...everyone, Effect: 'Deny' }] };
    expect((await throughEndpoint('/open')).body).toContain(`${host}+d1 with an explicit deny in a resource-based`);
    domain.policy = undefined;
    expect((await throughEndpoint('/open')).body).toContain('because no resource-based policy allows');
  });

  test('is refused by a policy of the endpoint that allows only the API, or only other domain names', async () => {
    const allow = (more: object) => ({ Effect: 'Allow' as const, Principal: '*' as const, Action: '*', ...more });
    const api = onApi('*');
    const via = (arn: string) => ({ Resource: '*', Condition: { ArnEquals: { 'execute-api:viaDomainArn': arn } } });
    const endpoint = region.vpcEndpoints.get(ENDPOINT)!;
    Object.assign(endpoint, { policy: { Statement: [allow({ Resource: api })] } });
    expect((await throughEndpoint('/open')).body).toContain('VPC endpoint policy');
    Object.assign(endpoint, { policy: { Statement: [allow({ Resource: [api, domainArn] })] } });
    expect((await throughEndpoint('/open')).status).toBe(200);
    Object.assign(endpoint, { policy: { Statement: [allow(via(domainArn))] } });
    expect((await throughEndpoint('/open')).status).toBe(200);
    Object.assign(endpoint, { policy: { Statement: [allow(via(`${domainArn}x`))] } });
    expect((await throughEndpoint('/open')).status).toBe(403);
  });

  test('goes by its first segment where that is mapped', async () => {
    domain.mappings.set('v1', { restApiId: API, stage: 'prod' });
    expect(await throughEndpoint('/v1/open')).toMatchObject({ status: 200 });
    domain.mappings.delete('(none)');
    expect(await throughEndpoint('/v1/open')).toMatchObject({ status: 200 });
    expect(await throughEndpoint('/open')).toEqual(forbidden);
    expect(received.map(({ path }) => path)).toEqual(['/open', '/open']);
  });
});

describe('the name', () => {
  test('is resolved in private hosted zones of the caller’s VPC, by an alias to the endpoint', async () => {
    await expect(call(`https://${host}/open`)).rejects.toThrow(`${host} does not resolve`);
    const alias = { hostedZoneId: 'Z2OJLYMUO9EFXC', dnsName: `${ENDPOINT_HOST}.` };
    const zone: HostedZone = {
      id: 'Z1',
      accountId: ACCOUNT,
      name: 'shop.example.',
      isPrivate: true,
      vpcs: [{ vpcId: callers.inside.vpcId, region: 'eu-west-1' }],
      tags: {},
      recordSets: [{ name: `${host}.`, type: 'A', ttl: undefined, values: [], alias }],
    };
    state.hostedZones.set('Z1', zone);
    expect(await call(`https://${host}/open`)).toMatchObject({ status: 200 });
    state.hostedZones.set('Z1', { ...zone, vpcs: [{ vpcId: 'vpc-elsewhere', region: 'eu-west-1' }] });
    await expect(call(`https://${host}/open`)).rejects.toThrow('does not resolve');
  });
});
