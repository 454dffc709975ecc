import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { endpointDnsName } from '../../sandbox/aws/ec2/vpc-endpoint-states.ts';
import { signRequest } from '../../sandbox/aws/data-plane/sign-request.ts';
import { seedCertificate, seedHostedZone, seedPrincipal, seedVpcEndpoint } from '../../sandbox/aws/seed.ts';
import { createDomainWorld, domainName } from './domain-world.ts';
import type { DomainWorld } from './domain-world.ts';
import { sample } from './sample.ts';
import { openPolicy, somebody } from './somebody.ts';
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

/** What a change costs in AWS. */
async function change(domain: object, more: object = {}): Promise<string[]> {
  const before = world.awsCalls();
  await world.apply(world.spec(domain, more));
  await ready();
  return world.awsWrites(before);
}

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
      'CreateVpcLink',
      'CreateDomainName',
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

  test('deploy/samples/custom-domain.yaml is what is made and called', async () => {
    const object = sample(world, 'custom-domain');
    const text = JSON.stringify(object)
      .replace(/arn:aws:acm:[^"]+/u, world.certificateArn)
      .replace(/Z0123456789ABCDEFGHIJ/u, world.zone.id);
    await world.apply(JSON.parse(text) as object);
    await ready();
    expect(status()!.invokeUrl).toBe('https://orders.shop.example');
    const principal = seedPrincipal(world.aws, {
      accountId: world.account.accountId,
      name: 'role/shop',
      policies: [{ Statement: { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' } }],
    });
    const request = { method: 'GET', url: `${status()!.invokeUrl}/orders` };
    expect((await world.call(request.url)).status).toBe(403);
    const signed = await signRequest(request, { principal, region: 'eu-west-1', now: Date.now() });
    expect((await world.call(signed.url, signed.headers)).status).toBe(200);
    expect(world.received.at(-1)!.path).toBe('/orders');
  });

  test('changes make no deployment: certificate, endpoints, base path, and put back what others changed', async () => {
    await world.apply(world.spec());
    await ready();

    const other = seedCertificate(world.aws, world.account, {
      domainNames: [domainName],
      tags: { 'privateapi.dev/allow': 'shop' },
    });
    expect(await change({ certificateArn: other })).toEqual(['UpdateDomainName']);
    expect(world.domains()[0]!.certificateArn).toBe(other);

    const beside = seedVpcEndpoint(world.aws, world.account, { vpcId: world.vpc.vpcId });
    const both = { vpcEndpointIds: [world.endpoint.vpcEndpointId, beside.vpcEndpointId] };
    expect(await change({ certificateArn: other }, { endpoint: { existing: both } })).toEqual([
      // The API's own share: its policy and its endpoints are frozen in deployments.
      'PutRestApi',
      'CreateDeployment',
      'UpdateStage',
      'CreateDomainNameAccessAssociation',
      'UpdateDomainName',
    ]);
    expect(world.associations().map(({ vpcEndpointId }) => vpcEndpointId)).toEqual(both.vpcEndpointIds);
    const deployed = world.deployments();
    expect(await change({ certificateArn: other, basePath: 'v1' }, { endpoint: { existing: both } })).toEqual([
      'CreateBasePathMapping',
      'DeleteBasePathMapping',
    ]);
    expect(status()!.invokeUrl).toBe(`${url}/v1`);
    expect((await world.call(`${url}/v1/orders`)).status).toBe(200);
    expect(world.received.at(-1)!.path).toBe('/orders');
    expect((await world.call(`${url}/orders`)).status).toBe(403);
    expect(world.deployments()).toBe(deployed);

    const since = world.awsCalls();
    const only = { vpcEndpointIds: [world.endpoint.vpcEndpointId] };
    await world.apply(world.spec({ certificateArn: other, basePath: 'v1' }, { endpoint: { existing: only } }));
    await ready();
    expect(world.awsWrites(since).filter((name) => name.includes('Domain'))).toEqual([
      'DeleteDomainNameAccessAssociation',
      'UpdateDomainName',
    ]);
    expect(world.associations().map(({ vpcEndpointId }) => vpcEndpointId)).toEqual(only.vpcEndpointIds);
    expect(status()!.domain!.associations).toHaveLength(1);
  });

  test('what others change is put back, by name and by tag', async () => {
    await world.apply(world.spec({}, { tags: { team: 'shop' } }));
    await ready();
    const someone = somebody(world);
    const [domain] = world.domains();
    const ref = { domainName, domainNameId: domain!.id };
    await someone.updateDomainName({
      ...ref,
      patchOperations: [{ op: 'replace', path: '/policy', value: openPolicy }],
    });
    await someone.deleteBasePathMapping({ ...ref, basePath: '(none)' });
    const [api] = world.account.restApis.values();
    await someone.createBasePathMapping({ ...ref, basePath: 'theirs', restApiId: api!.id, stage: 'prod' });
    await someone.untagResource({ resourceArn: domain!.arn, tagKeys: ['team'] });
    await someone.untagResource({ resourceArn: world.associations()[0]!.arn, tagKeys: ['team'] });
    world.zone.recordSets = world.zone.recordSets.map((set) =>
      set.type === 'A'
        ? { ...set, alias: { ...set.alias!, dnsName: 'vpce-0.execute-api.eu-west-1.vpce.amazonaws.com.' } }
        : set,
    );
    const since = world.awsCalls();
    await world.pass(resyncMs);
    expect(world.awsWrites(since)).toEqual([
      'TagResource',
      'CreateBasePathMapping',
      'DeleteBasePathMapping',
      'TagResource',
      'ChangeResourceRecordSets',
      'UpdateDomainName',
    ]);
    await ready();
    expect((await world.call(`${url}/orders`)).status).toBe(200);
    expect([...domain!.mappings.keys()]).toEqual(['(none)']);
    expect(domain!.tags['team']).toBe('shop');
    expect(JSON.stringify(domain!.policy)).toContain('DenyOtherCallers');
    expect(world.deployments()).toBe(1);
  });

  test('a mapping that leads elsewhere is led back in one write', async () => {
    await world.apply(world.spec());
    await ready();
    const someone = somebody(world);
    const { id: restApiId } = await someone.createRestApi({
      name: 'theirs',
      endpointConfiguration: { types: ['PRIVATE'] },
    });
    const [domain] = world.domains();
    domain!.mappings.set('(none)', { restApiId: restApiId!, stage: 'prod' });
    const since = world.awsCalls();
    await world.pass(resyncMs);
    expect(world.awsWrites(since)).toEqual(['UpdateBasePathMapping']);
    expect(status()!.lastRepair!.fields).toEqual(['base path mapping']);
    expect((await world.call(`${url}/orders`)).status).toBe(200);
  });

  test('a new name is made and called before the old one goes', async () => {
    await world.apply(world.spec());
    await ready();
    const [before] = world.domains();
    const since = world.awsCalls();
    await world.apply(world.spec({ name: 'api.shop.example' }));
    await world.until(
      () => world.domains().length === 2,
      () => 'two names',
    );
    let sawGap = false;
    await world.until(
      () => {
        sawGap ||=
          world.domains().every(({ name }) => name !== domainName) &&
          status()!.invokeUrl !== 'https://api.shop.example';
        return world.domains().length === 1;
      },
      () => JSON.stringify(world.condition('orders', 'DomainReady')),
      60 * minute,
    );
    await ready();
    expect(sawGap).toBe(false);
    expect(world.awsWrites(since)).toEqual([
      'CreateDomainName',
      'CreateBasePathMapping',
      'CreateDomainNameAccessAssociation',
      'ChangeResourceRecordSets',
      'ChangeResourceRecordSets',
      'DeleteDomainNameAccessAssociation',
      'DeleteBasePathMapping',
      'DeleteDomainName',
    ]);
    expect(world.domains().map(({ name }) => name)).toEqual(['api.shop.example']);
    expect(world.domains()[0]!.id).not.toBe(before!.id);
    expect((await world.call('https://api.shop.example/orders')).status).toBe(200);
    await expect(world.call(`${url}/orders`)).rejects.toThrow('does not resolve');
    expect(world.records()).toEqual(['A api.shop.example.', 'TXT _privateapi-dev.api.shop.example.']);
    expect(status()!.domain!.dnsRecords).toEqual([{ hostedZoneId: world.zone.id, name: 'api.shop.example' }]);
    expect(world.deployments()).toBe(1);
  });

  test('unset, all of it goes and the API stays', async () => {
    await world.apply(world.spec());
    await ready();
    const since = world.awsCalls();
    await world.apply(world.spec(null));
    // Server-side apply removes what the same manager does not apply any more.
    await world.until(
      () => world.read('orders')?.spec.domain === undefined && world.domains().length === 0,
      () => JSON.stringify(status()),
    );
    await ready();
    expect(world.awsWrites(since)).toEqual([
      'ChangeResourceRecordSets',
      'DeleteDomainNameAccessAssociation',
      'DeleteBasePathMapping',
      'DeleteDomainName',
    ]);
    expect([world.records(), world.associations()]).toEqual([[], []]);
    expect(status()!.domain).toBeUndefined();
    expect(world.condition('orders', 'DomainReady')).toBeUndefined();
    expect(status()!.invokeUrls!.map(({ type }) => type)).toEqual(['EndpointAlias', 'EndpointHostname']);
    expect((await world.call(`${status()!.invokeUrl}/orders`)).status).toBe(200);
    expect(world.deployments()).toBe(1);
  });

  test('a deletion takes it away before the API', async () => {
    await world.apply(world.spec());
    await ready();
    const since = world.awsCalls();
    await world.delete('orders');
    await world.until(
      () => world.read('orders') === undefined,
      () => JSON.stringify(status()?.conditions),
    );
    expect(world.awsWrites(since)).toEqual([
      'ChangeResourceRecordSets',
      'DeleteDomainNameAccessAssociation',
      'DeleteBasePathMapping',
      'DeleteDomainName',
      'DeleteRestApi',
      'DeleteVpcLink',
    ]);
    expect([world.records(), world.associations(), world.domains()]).toEqual([[], [], []]);
  });

  test('deleted while AWS still makes it, it waits and leaves nothing', async () => {
    await world.apply(world.spec());
    await world.until(
      () => world.domains().length === 1,
      () => 'made',
    );
    await world.delete('orders');
    await world.pass(minute);
    expect(world.condition('orders', 'Ready')).toMatchObject({ reason: 'Deleting' });
    expect(world.condition('orders', 'Ready')!.message).toContain('is PENDING');
    await world.until(
      () => world.read('orders') === undefined,
      () => JSON.stringify(status()?.conditions),
    );
    expect([world.domains().length, world.account.restApis.size]).toEqual([0, 0]);
  });

  test('a status that was lost is found again by the tags', async () => {
    await world.apply(world.spec());
    await ready();
    const [domain] = world.domains();
    await world.patch('orders', { status: null }, '/status');
    await ready();
    expect(world.domains()).toEqual([domain]);
    expect(status()!.domain!.id).toBe(domain!.id);
    await world.patch('orders', { status: null }, '/status');
    await world.delete('orders');
    await world.until(
      () => world.read('orders') === undefined,
      () => JSON.stringify(status()?.conditions),
    );
    expect([world.domains(), world.associations()]).toEqual([[], []]);
  });

  test('removed by others, it is made again', async () => {
    await world.apply(world.spec());
    await ready();
    world.account.accessAssociations.clear();
    world.account.domainNames.clear();
    await world.pass(resyncMs);
    expect(world.condition('orders', 'DomainReady')).toMatchObject({ status: 'False', reason: 'DomainPending' });
    await ready();
    expect((await world.call(`${url}/orders`)).status).toBe(200);
    expect(world.deployments()).toBe(1);
  });

  test('suspended, it is compared and not written', async () => {
    await world.apply(world.spec());
    await ready();
    await world.apply(world.spec({ name: 'api.shop.example' }, { suspend: true }));
    const since = world.awsCalls();
    await world.until(
      () => world.condition('orders', 'DriftDetected')?.status === 'True',
      () => JSON.stringify(status()?.conditions),
    );
    expect(world.condition('orders', 'DriftDetected')!.message).toBe('create-domain: there is none');
    expect(world.awsWrites(since)).toEqual([]);
  });

  test('Retain keeps it', async () => {
    await world.apply(world.spec({}, { deletionPolicy: 'Retain' }));
    await ready();
    await world.delete('orders');
    await world.until(
      () => world.read('orders') === undefined,
      () => JSON.stringify(status()?.conditions),
    );
    expect((await world.call(`${url}/orders`)).status).toBe(200);
  });
});

describe('a domain name that cannot be had', () => {
  const domainReady = () => world.condition('orders', 'DomainReady');
  const untilReason = async (reason: string) => {
    await world.until(
      () => domainReady()?.reason === reason,
      () => JSON.stringify(domainReady()),
    );
    return domainReady()!.message;
  };

  /** The API is served all the same. */
  const expectServed = async () => {
    await world.until(
      () => world.condition('orders', 'Deployed')?.status === 'True',
      () => JSON.stringify(status()?.conditions),
    );
    expect((await world.call(`${status()!.invokeUrl}/orders`)).status).toBe(200);
  };

  test('failed in AWS: it is removed, said, and tried again', async () => {
    await start({ domainNamePendingMs: 30_000 });
    await world.apply(world.spec());
    await world.until(
      () => world.domains().length === 1,
      () => 'made',
    );
    world.domains()[0]!.settlesAs = { status: 'FAILED', message: 'the certificate was revoked' };
    expect(await untilReason('DomainFailed')).toContain('the certificate was revoked');
    expect(world.domains()).toEqual([]);
    expect(world.condition('orders', 'Ready')).toMatchObject({ status: 'False', reason: 'DomainFailed' });
    await expectServed();
    await ready();
    expect((await world.call(`${url}/orders`)).status).toBe(200);
  });

  test('not covered by the certificate', async () => {
    await start();
    await world.apply(world.spec({ name: 'a.b.shop.example' }));
    expect(await untilReason('CertificateNotUsable')).toContain('not covered by the provided certificate');
    await expectServed();
    expect(world.domains()).toEqual([]);
  });

  test('of the same name, and not ours: it is left alone, and the endpoint belongs to it', async () => {
    await start({ domainNamePendingMs: 1_000, accessAssociationPendingMs: 0 });
    const someone = somebody(world);
    const theirs = await someone.createDomainName({
      domainName,
      certificateArn: world.certificateArn,
      endpointConfiguration: { types: ['PRIVATE'] },
    });
    await someone.createDomainNameAccessAssociation({
      domainNameArn: theirs.domainNameArn!,
      accessAssociationSource: world.endpoint.vpcEndpointId,
      accessAssociationSourceType: 'VPCE',
    });
    await world.apply(world.spec());
    expect(await untilReason('DomainConflict')).toContain(theirs.domainNameArn!);
    await expectServed();
    await world.delete('orders');
    await world.until(
      () => world.read('orders') === undefined,
      () => JSON.stringify(status()?.conditions),
    );
    expect(world.domains().map(({ id }) => id)).toEqual([theirs.domainNameId]);
    expect(world.associations()).toHaveLength(1);
  });

  test('a DNS record that others made is never overwritten', async () => {
    await start({ domainNamePendingMs: 1_000 });
    const theirs = {
      name: `${domainName}.`,
      type: 'CNAME',
      ttl: '60',
      values: ['elsewhere.example'],
      alias: undefined,
    };
    world.zone.recordSets = [...world.zone.recordSets, theirs];
    await world.apply(world.spec());
    expect(await untilReason('DomainRecordConflict')).toContain(`CNAME for ${domainName}`);
    expect(world.records()).toEqual([`CNAME ${domainName}.`]);
    await expectServed();
    // It goes, and the name is led where it belongs.
    world.zone.recordSets = world.zone.recordSets.filter((set) => set !== theirs);
    await ready();
    expect((await world.call(`${url}/orders`)).status).toBe(200);
  });

  test('a DNS record made by hand that leads to the endpoint serves, and stays when the object goes', async () => {
    await start({ domainNamePendingMs: 1_000 });
    const dnsName = `${endpointDnsName(world.endpoint, 'eu-west-1', 'aws')}.`;
    const byHand = {
      name: `${domainName}.`,
      type: 'A',
      ttl: undefined,
      values: [],
      alias: { hostedZoneId: 'Z2OJLYMUO9EFXC', dnsName },
    };
    world.zone.recordSets = [...world.zone.recordSets, byHand];
    await world.apply(world.spec());
    await ready();
    await world.delete('orders');
    await world.until(
      () => world.read('orders') === undefined,
      () => JSON.stringify(status()?.conditions),
    );
    expect(world.records()).toEqual([`A ${domainName}.`]);
  });

  test('an access association of others keeps it from being removed', async () => {
    await start({ domainNamePendingMs: 1_000 });
    await world.apply(world.spec());
    await ready();
    const beside = seedVpcEndpoint(world.aws, world.account, { vpcId: world.vpc.vpcId });
    const { domainNameAccessAssociationArn: arn } = await somebody(world).createDomainNameAccessAssociation({
      domainNameArn: world.domains()[0]!.arn,
      accessAssociationSource: beside.vpcEndpointId,
      accessAssociationSourceType: 'VPCE',
    });
    await world.apply(world.spec(null));
    expect(await untilReason('DeletionBlocked')).toContain(arn!);
    await expectServed();
    world.account.accessAssociations.delete(arn!);
    await ready();
    expect(world.domains()).toEqual([]);
    expect(domainReady()).toBeUndefined();
  });

  test('while AWS refuses to tell: the API is made all the same, and the name later', async () => {
    await start({ domainNamePendingMs: 1_000 });
    const placed = world.aws.faults.place({
      operation: 'GetDomainNames',
      occurrence: 'every',
      fault: {
        kind: 'refused',
        status: 403,
        code: 'AccessDeniedException',
        message: 'not authorized to perform: apigateway:GET on x',
      },
    });
    await world.apply(world.spec());
    expect(await untilReason('AwsAccessDenied')).toContain('apigateway:GET');
    await expectServed();
    placed.remove();
    await ready();
  });

  test("DNS is nobody's business without a hosted zone", async () => {
    await start({ domainNamePendingMs: 1_000 });
    await world.apply(world.spec({ hostedZone: undefined }));
    await ready();
    expect(world.records()).toEqual([]);
    await expect(world.call(`${url}/orders`)).rejects.toThrow('does not resolve');
    const hostname = status()!.invokeUrls!.find(({ type }) => type === 'EndpointHostname')!;
    const byHost = await world.call(hostname.url.replace('/prod', '/orders'), { host: domainName });
    expect(byHost.status).toBe(200);
    expect(world.awsWrites()).not.toContain('ChangeResourceRecordSets');
  });

  test('the other zone gets the record before the first loses it', async () => {
    await start({ domainNamePendingMs: 1_000 });
    await world.apply(world.spec());
    await ready();
    const other = seedHostedZone(world.aws, world.account, {
      name: domainName,
      vpcId: world.vpc.vpcId,
      tags: { 'privateapi.dev/allow': 'shop' },
    });
    await world.apply(world.spec({ hostedZone: { id: other.id } }));
    await ready();
    expect(world.records()).toEqual([]);
    expect(other.recordSets.map(({ type }) => type)).toEqual(['NS', 'SOA', 'A', 'TXT']);
    await world.apply(world.spec({ hostedZone: undefined }));
    await ready();
    expect(other.recordSets.map(({ type }) => type)).toEqual(['NS', 'SOA']);
    expect(status()!.domain!.dnsRecords).toBeUndefined();
  });

  test('AWS takes one request in 30 s to make, change or remove a domain name', async () => {
    await start({ domainNamePendingMs: 1_000, enforceRates: true });
    for (const name of ['orders', 'stock', 'bank']) {
      const object = world.spec({ name: `${name}.shop.example` });
      await world.apply({ ...object, metadata: { ...object.metadata, name } });
    }
    for (const name of ['orders', 'stock', 'bank']) {
      await world.until(
        () => world.condition(name, 'DomainReady')?.status === 'True',
        () => JSON.stringify(world.condition(name, 'DomainReady')),
        60 * minute,
      );
    }
    expect(world.domains()).toHaveLength(3);
  });
});

describe('what is not open to the namespace', () => {
  const refused = async (reason = 'RefNotPermitted') => {
    await world.until(
      () => world.condition('orders', 'Ready')?.reason === reason,
      () => JSON.stringify(world.condition('orders', 'Ready')),
    );
    expect(world.awsWrites()).toEqual([]);
    return world.condition('orders', 'DomainReady')!.message;
  };
  const allow = (namespace: string) => ({ 'privateapi.dev/allow': namespace });

  test('a certificate', async () => {
    await start({ domainNamePendingMs: 1_000 });
    world.account.taggedResources.set(world.certificateArn, allow('bank'));
    await world.apply(world.spec());
    expect(await refused()).toBe(
      `spec.domain.certificateArn: ${world.certificateArn} is not open to namespace shop; its owner opens it with the AWS tag privateapi.dev/allow = shop on the certificate`,
    );
    world.account.taggedResources.set(world.certificateArn, allow('shop'));
    await ready();
  });

  test('a certificate of another region', async () => {
    await start();
    await world.apply(world.spec({ certificateArn: world.certificateArn.replace('eu-west-1', 'us-east-1') }));
    expect(await refused('CertificateNotUsable')).toContain('is not in account 111122223333, region eu-west-1');
  });

  test('a hosted zone', async () => {
    await start();
    world.zone.tags = allow('bank');
    await world.apply(world.spec());
    expect(await refused()).toContain(`spec.domain.hostedZone.id: ${world.zone.id} is not open to namespace shop`);
  });

  test.each([
    ['that does not exist', () => 'Z00000000', 'does not exist in account'],
    [
      'for other names',
      () =>
        seedHostedZone(world.aws, world.account, { name: 'bank.example', vpcId: world.vpc.vpcId, tags: allow('shop') })
          .id,
      'is the private zone bank.example',
    ],
    [
      'that is public',
      () =>
        seedHostedZone(world.aws, world.account, {
          name: 'shop.example',
          vpcId: world.vpc.vpcId,
          tags: allow('shop'),
          isPrivate: false,
        }).id,
      'is the public zone shop.example',
    ],
  ])('a hosted zone %s', async (_, zone, says) => {
    await start();
    await world.apply(world.spec({ hostedZone: { id: zone() } }));
    expect(await refused('HostedZoneNotFound')).toContain(says);
  });

  test('nobody is asked in a cluster with a single tenant', async () => {
    await start({ domainNamePendingMs: 1_000 }, ['--reference-consent=off']);
    world.account.taggedResources.delete(world.certificateArn);
    world.zone.tags = {};
    await world.apply(world.spec());
    await ready();
  });
});
