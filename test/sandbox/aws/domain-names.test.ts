import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import {
  CreateDomainNameAccessAssociationCommand,
  CreateDomainNameCommand,
  DeleteDomainNameAccessAssociationCommand,
  DeleteDomainNameCommand,
  GetBasePathMappingCommand,
  GetDomainNameAccessAssociationsCommand,
  GetDomainNameCommand,
  GetDomainNamesCommand,
  GetTagsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateBasePathMappingCommand,
  UpdateDomainNameCommand,
  CreateBasePathMappingCommand,
} from '@aws-sdk/client-api-gateway';
import {
  ChangeResourceRecordSetsCommand,
  GetHostedZoneCommand,
  ListResourceRecordSetsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-route-53';
import { seedCertificate, seedHostedZone } from '../../../sandbox/aws/seed.ts';
import { createPrivate } from './provocations/given.ts';
import { createTestWorld } from './test-world.ts';
import type { TestWorld } from './test-world.ts';

const domainName = 'orders.shop.example';
const minute = 60_000;
const tags = { team: 'shop' };

let world: TestWorld;
beforeEach(() => {
  jest.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z') });
  world = createTestWorld();
});
afterEach(() => void jest.useRealTimers());

const certificate = () => seedCertificate(world.emulator, world.region, { domainNames: ['*.shop.example'] });
const create = (certificateArn = certificate()) =>
  world.apiGateway.send(
    new CreateDomainNameCommand({ domainName, certificateArn, endpointConfiguration: { types: ['PRIVATE'] }, tags }),
  );
const pass = (minutes: number) => jest.setSystemTime(Date.now() + minutes * minute);

test('a domain name takes 15 minutes to be made, and as long to take another certificate', async () => {
  const { apiGateway } = world;
  const created = await create();
  const ref = { domainName, domainNameId: created.domainNameId };
  const read = async () => (await apiGateway.send(new GetDomainNameCommand(ref))).domainNameStatus;
  expect(created).toMatchObject({
    domainNameArn: `arn:aws:apigateway:eu-west-1:111122223333:/domainnames/${domainName}+${created.domainNameId}`,
    domainNameStatus: 'PENDING',
    tags,
  });
  pass(14);
  expect(await read()).toBe('PENDING');
  pass(1);
  expect(await read()).toBe('AVAILABLE');

  const other = certificate();
  const replace = (path: string, value: string) => ({ op: 'replace' as const, path, value });
  const policy = JSON.stringify({
    Statement: { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' },
  });
  const byPolicy = await apiGateway.send(
    new UpdateDomainNameCommand({ ...ref, patchOperations: [replace('/policy', policy)] }),
  );
  expect(byPolicy.domainNameStatus).toBe('AVAILABLE');
  expect(byPolicy.policy).toContain(`:execute-api:eu-west-1:111122223333:\\/domainnames\\/${domainName}+`);
  const updated = await apiGateway.send(
    new UpdateDomainNameCommand({ ...ref, patchOperations: [replace('/certificateArn', other)] }),
  );
  expect(updated).toMatchObject({ domainNameStatus: 'UPDATING', certificateArn: other });
  pass(15);
  expect(await read()).toBe('AVAILABLE');
  await apiGateway.send(new DeleteDomainNameCommand(ref));
  await expect(read()).rejects.toThrow('Invalid domain name identifier specified');
});

test('names need not be unique, and lists have pages and tags', async () => {
  const { apiGateway } = world;
  const ids = [];
  for (let index = 0; index < 3; index += 1) ids.push((await create()).domainNameId);
  expect(new Set(ids).size).toBe(3);
  const first = await apiGateway.send(new GetDomainNamesCommand({ limit: 2 }));
  const second = await apiGateway.send(new GetDomainNamesCommand({ limit: 2, position: first.position }));
  expect([...first.items!, ...second.items!].map(({ domainNameId }) => domainNameId)).toEqual(ids);
  expect(first.items![0]!.tags).toEqual(tags);
  expect(second.position).toBeUndefined();
  const others = await apiGateway.send(new GetDomainNamesCommand({ resourceOwner: 'OTHER_ACCOUNTS' }));
  expect(others.items).toEqual([]);
});

test('an access association is made, tagged, listed and removed by its ARN', async () => {
  const { apiGateway, endpoint } = world;
  const { domainNameArn } = await create();
  const { domainNameAccessAssociationArn: arn } = await apiGateway.send(
    new CreateDomainNameAccessAssociationCommand({
      domainNameArn,
      accessAssociationSourceType: 'VPCE',
      accessAssociationSource: endpoint.vpcEndpointId,
      tags,
    }),
  );
  expect(arn).toMatch(/:\/domainnameaccessassociations\/domainname\/orders\.shop\.example\+\w+\/vpcesource\/vpce-/u);
  await apiGateway.send(new TagResourceCommand({ resourceArn: arn, tags: { more: 'x' } }));
  await apiGateway.send(new UntagResourceCommand({ resourceArn: domainNameArn, tagKeys: ['team'] }));
  expect((await apiGateway.send(new GetTagsCommand({ resourceArn: domainNameArn }))).tags).toEqual({});
  const { items } = await apiGateway.send(new GetDomainNameAccessAssociationsCommand({}));
  expect(items).toEqual([
    {
      domainNameAccessAssociationArn: arn,
      domainNameArn,
      accessAssociationSourceType: 'VPCE',
      accessAssociationSource: endpoint.vpcEndpointId,
      tags: { ...tags, more: 'x' },
    },
  ]);
  await apiGateway.send(new DeleteDomainNameAccessAssociationCommand({ domainNameAccessAssociationArn: arn }));
  expect(world.region.accessAssociations.size).toBe(0);
});

test('a mapping is made, moved and read by its base path', async () => {
  const { apiGateway } = world;
  const ref = { domainName, domainNameId: (await create()).domainNameId };
  const { id: restApiId } = await createPrivate(world);
  await apiGateway.send(new CreateBasePathMappingCommand({ ...ref, restApiId }));
  const moved = await apiGateway.send(
    new UpdateBasePathMappingCommand({
      ...ref,
      basePath: '(none)',
      patchOperations: [{ op: 'replace', path: '/basePath', value: 'v1' }],
    }),
  );
  expect(moved).toMatchObject({ basePath: 'v1', restApiId });
  await expect(apiGateway.send(new GetBasePathMappingCommand({ ...ref, basePath: '(none)' }))).rejects.toThrow(
    'Invalid',
  );
  expect(await apiGateway.send(new GetBasePathMappingCommand({ ...ref, basePath: 'v1' }))).toMatchObject({ restApiId });
});

test('a hosted zone is read with its VPCs and tags, and its records from a name on', async () => {
  const { route53, vpc, emulator, region } = world;
  const { id } = seedHostedZone(emulator, region, { name: 'shop.example', vpcId: vpc.vpcId, tags });
  expect(await route53.send(new GetHostedZoneCommand({ Id: id }))).toMatchObject({
    HostedZone: { Id: `/hostedzone/${id}`, Name: 'shop.example.', Config: { PrivateZone: true } },
    VPCs: [{ VPCId: vpc.vpcId, VPCRegion: 'eu-west-1' }],
  });
  const { ResourceTagSet } = await route53.send(
    new ListTagsForResourceCommand({ ResourceType: 'hostedzone', ResourceId: id }),
  );
  expect(ResourceTagSet?.Tags).toEqual([{ Key: 'team', Value: 'shop' }]);

  const set = (Name: string, text: string) => ({
    Action: 'UPSERT' as const,
    ResourceRecordSet: { Name, Type: 'TXT' as const, TTL: 60, ResourceRecords: [{ Value: text }] },
  });
  await route53.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: id,
      ChangeBatch: { Changes: [set('b.shop.example', '"<&>"'), set('A.shop.example', '"a"')] },
    }),
  );
  const listed = await route53.send(
    new ListResourceRecordSetsCommand({ HostedZoneId: id, StartRecordName: 'a.shop.example', MaxItems: 1 }),
  );
  expect(listed).toMatchObject({
    ResourceRecordSets: [{ Name: 'a.shop.example.', Type: 'TXT', TTL: 60, ResourceRecords: [{ Value: '"a"' }] }],
    IsTruncated: true,
    NextRecordName: 'b.shop.example.',
  });
  const all = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: id }));
  expect(all.ResourceRecordSets!.map(({ Name, Type }) => `${Type} ${Name}`)).toEqual([
    'NS shop.example.',
    'SOA shop.example.',
    'TXT a.shop.example.',
    'TXT b.shop.example.',
  ]);
  expect(all.ResourceRecordSets!.at(-1)!.ResourceRecords![0]!.Value).toBe('"<&>"');
});
