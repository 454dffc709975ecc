import {
  CreateBasePathMappingCommand,
  CreateDomainNameAccessAssociationCommand,
  CreateDomainNameCommand,
  CreateRestApiCommand,
  DeleteBasePathMappingCommand,
  DeleteDomainNameAccessAssociationCommand,
  DeleteDomainNameCommand,
  DeleteRestApiCommand,
  GetDomainNameCommand,
  UpdateBasePathMappingCommand,
  UpdateDomainNameCommand,
  UpdateRestApiCommand,
} from '@aws-sdk/client-api-gateway';
import {
  ChangeResourceRecordSetsCommand,
  GetHostedZoneCommand,
  ListResourceRecordSetsCommand,
} from '@aws-sdk/client-route-53';
import type { Change } from '@aws-sdk/client-route-53';
import { seedCertificate, seedHostedZone } from '../../../../sandbox/aws/seed.ts';
import { createPrivate } from './given.ts';
import type { Provocation } from './given.ts';
import type { TestWorld } from '../test-world.ts';

const domainName = 'orders.shop.example';
const PRIVATE = { types: ['PRIVATE' as const] };

const certificate = ({ emulator, region }: TestWorld, status: 'ISSUED' | 'PENDING_VALIDATION' = 'ISSUED') =>
  seedCertificate(emulator, region, { domainNames: ['*.shop.example'], status });

const create = (world: TestWorld, input: object = {}) =>
  world.apiGateway.send(
    new CreateDomainNameCommand({
      domainName,
      certificateArn: certificate(world),
      endpointConfiguration: PRIVATE,
      ...input,
    }),
  );

/** A domain name that AWS is done with. */
async function made(world: TestWorld): Promise<{ domainName: string; domainNameId: string; arn: string }> {
  const { domainNameId, domainNameArn } = await create(world);
  world.region.domainNames.get(domainNameId!)!.busyUntil = 0;
  return { domainName, domainNameId: domainNameId!, arn: domainNameArn! };
}

async function mapped(world: TestWorld, input: object = {}) {
  const { arn: _arn, ...ref } = await made(world);
  const { id: restApiId } = await createPrivate(world);
  const mapping = { ...ref, restApiId, basePath: 'v1', ...input };
  await world.apiGateway.send(new CreateBasePathMappingCommand(mapping));
  return mapping;
}

const associate = ({ apiGateway, endpoint }: TestWorld, domainNameArn: string, source = endpoint.vpcEndpointId) =>
  apiGateway.send(
    new CreateDomainNameAccessAssociationCommand({
      domainNameArn,
      accessAssociationSourceType: 'VPCE',
      accessAssociationSource: source,
    }),
  );

function zone({ emulator, region, vpc }: TestWorld): string {
  return seedHostedZone(emulator, region, { name: 'shop.example', vpcId: vpc.vpcId }).id;
}

const changeRecords = ({ route53 }: TestWorld, HostedZoneId: string, ...Changes: Change[]) =>
  route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }));

const record = (Action: Change['Action'], Name: string, Type: 'A' | 'CNAME', Value: string): Change => ({
  Action,
  ResourceRecordSet: { Name, Type, TTL: 60, ResourceRecords: [{ Value }] },
});

export const domainNamesProvocations: Readonly<Record<string, Provocation>> = {
  'CreateDomainName: wildcard': (world) => create(world, { domainName: '*.shop.example' }),
  'CreateDomainName: no certificate': (world) => create(world, { certificateArn: undefined }),
  'CreateDomainName: certificate of another region': (world) =>
    create(world, { certificateArn: certificate(world).replace('eu-west-1', 'us-east-1') }),
  'CreateDomainName: certificate that does not exist': (world) =>
    create(world, { certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/0' }),
  'CreateDomainName: certificate that is not issued': (world) =>
    create(world, { certificateArn: certificate(world, 'PENDING_VALIDATION') }),
  'CreateDomainName: certificate for another name': (world) => create(world, { domainName: 'a.b.shop.example' }),
  'CreateDomainName: malformed policy': (world) => create(world, { policy: '{}' }),
  'CreateDomainName: one too many': async (world) => {
    world.emulator.settings.quotas.privateDomainNames = 1;
    await create(world);
    return create(world);
  },
  'CreateDomainName: not private': (world) => create(world, { endpointConfiguration: { types: ['REGIONAL'] } }),
  'GetDomainName: name without its id': async (world) => {
    await create(world);
    return world.apiGateway.send(new GetDomainNameCommand({ domainName }));
  },
  'UpdateDomainName: while AWS makes it': async (world) => {
    const { domainNameId } = await create(world);
    const patchOperations = [{ op: 'replace' as const, path: '/certificateArn', value: certificate(world) }];
    return world.apiGateway.send(new UpdateDomainNameCommand({ domainName, domainNameId, patchOperations }));
  },
  'UpdateDomainName: unknown path': async (world) => {
    const { domainNameId } = await made(world);
    const patchOperations = [{ op: 'replace' as const, path: '/domainName', value: 'x.shop.example' }];
    return world.apiGateway.send(new UpdateDomainNameCommand({ domainName, domainNameId, patchOperations }));
  },
  'DeleteDomainName: unknown id': ({ apiGateway }) =>
    apiGateway.send(new DeleteDomainNameCommand({ domainName, domainNameId: 'a1b2c3' })),
  'DeleteDomainName: while AWS makes it': async (world) => {
    const { domainNameId } = await create(world);
    return world.apiGateway.send(new DeleteDomainNameCommand({ domainName, domainNameId }));
  },
  'DeleteDomainName: with an access association': async (world) => {
    const { arn, domainNameId } = await made(world);
    await associate(world, arn);
    return world.apiGateway.send(new DeleteDomainNameCommand({ domainName, domainNameId }));
  },
  'DeleteRestApi: mapped to a domain name': async (world) => {
    const { restApiId } = await mapped(world);
    return world.apiGateway.send(new DeleteRestApiCommand({ restApiId }));
  },
  'UpdateRestApi: type changed while mapped to a domain name': async (world) => {
    const { restApiId } = await mapped(world);
    const patchOperations = [
      { op: 'replace' as const, path: '/endpointConfiguration/types/PRIVATE', value: 'REGIONAL' },
    ];
    return world.apiGateway.send(new UpdateRestApiCommand({ restApiId, patchOperations }));
  },
  'CreateBasePathMapping: name without its id': async (world) => {
    await made(world);
    const { id: restApiId } = await createPrivate(world);
    return world.apiGateway.send(new CreateBasePathMappingCommand({ domainName, restApiId }));
  },
  'CreateBasePathMapping: base path taken': async (world) => {
    const mapping = await mapped(world);
    return world.apiGateway.send(new CreateBasePathMappingCommand(mapping));
  },
  'CreateBasePathMapping: base path of two segments': (world) => mapped(world, { basePath: 'a/b' }),
  'CreateBasePathMapping: unknown API': (world) => mapped(world, { restApiId: 'a1b2c3d4e5' }),
  'CreateBasePathMapping: unknown stage': (world) => mapped(world, { stage: 'prod' }),
  'CreateBasePathMapping: API that is not private': async (world) => {
    const regional = new CreateRestApiCommand({ name: 'a', endpointConfiguration: { types: ['REGIONAL'] } });
    const { id: restApiId } = await world.apiGateway.send(regional);
    return mapped(world, { restApiId });
  },
  'UpdateBasePathMapping: unknown base path': async (world) => {
    const { arn: _arn, ...ref } = await made(world);
    const patchOperations = [{ op: 'replace' as const, path: '/stage', value: 'prod' }];
    return world.apiGateway.send(new UpdateBasePathMappingCommand({ ...ref, basePath: 'v1', patchOperations }));
  },
  'DeleteBasePathMapping: unknown base path': async (world) => {
    const { arn: _arn, ...ref } = await made(world);
    return world.apiGateway.send(new DeleteBasePathMappingCommand({ ...ref, basePath: 'v1' }));
  },
  'CreateDomainNameAccessAssociation: unknown domain name': (world) =>
    associate(world, `arn:aws:apigateway:eu-west-1:111122223333:/domainnames/${domainName}+a1b2c3`),
  'CreateDomainNameAccessAssociation: unknown endpoint': async (world) =>
    associate(world, (await made(world)).arn, 'vpce-00000000'),
  'CreateDomainNameAccessAssociation: made already': async (world) => {
    const { arn } = await made(world);
    await associate(world, arn);
    return associate(world, arn);
  },
  'CreateDomainNameAccessAssociation: endpoint with another domain name of the same name': async (world) => {
    await associate(world, (await made(world)).arn);
    return associate(world, (await made(world)).arn);
  },
  'DeleteDomainNameAccessAssociation: unknown ARN': ({ apiGateway }) =>
    apiGateway.send(new DeleteDomainNameAccessAssociationCommand({ domainNameAccessAssociationArn: 'arn:x' })),

  'GetHostedZone: unknown hosted zone': ({ route53 }) => route53.send(new GetHostedZoneCommand({ Id: 'Z0' })),
  'ListResourceRecordSets: unknown hosted zone': ({ route53 }) =>
    route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: 'Z0' })),
  'ChangeResourceRecordSets: create what is there': async (world) => {
    const id = zone(world);
    await changeRecords(world, id, record('CREATE', domainName, 'A', '10.0.0.1'));
    return changeRecords(world, id, record('CREATE', domainName, 'A', '10.0.0.2'));
  },
  'ChangeResourceRecordSets: delete what is not there': (world) =>
    changeRecords(world, zone(world), record('DELETE', domainName, 'A', '10.0.0.1')),
  'ChangeResourceRecordSets: delete what has other values': async (world) => {
    const id = zone(world);
    await changeRecords(world, id, record('CREATE', domainName, 'A', '10.0.0.1'));
    return changeRecords(world, id, record('DELETE', domainName, 'A', '10.0.0.2'));
  },
  'ChangeResourceRecordSets: a CNAME beside others': async (world) => {
    const id = zone(world);
    await changeRecords(world, id, record('CREATE', domainName, 'A', '10.0.0.1'));
    return changeRecords(world, id, record('CREATE', domainName, 'CNAME', 'elsewhere.example'));
  },
  'ChangeResourceRecordSets: a name of another zone': (world) =>
    changeRecords(world, zone(world), record('CREATE', 'orders.bank.example', 'A', '10.0.0.1')),
};
