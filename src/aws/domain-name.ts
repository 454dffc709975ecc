import {
  CreateBasePathMappingCommand,
  CreateDomainNameAccessAssociationCommand,
  CreateDomainNameCommand,
  DeleteBasePathMappingCommand,
  DeleteDomainNameAccessAssociationCommand,
  DeleteDomainNameCommand,
  GetBasePathMappingsCommand,
  GetDomainNameAccessAssociationsCommand,
  GetDomainNameCommand,
  GetDomainNamesCommand,
  UpdateBasePathMappingCommand,
  UpdateDomainNameCommand,
} from '@aws-sdk/client-api-gateway';
import type { BasePathMapping, DomainName, DomainNameAccessAssociation } from '@aws-sdk/client-api-gateway';
import { noBasePath } from '../desired/domain.ts';
import type { DesiredDomain } from '../desired/domain.ts';
import type { Tags } from '../desired/ownership.ts';
import type { PatchOperation } from '../plan/diff-stage.ts';
import type { DomainRef } from '../plan/domain-steps.ts';
import type { ObservedAssociation, ObservedDomain, ObservedMapping } from '../plan/observed-domain.ts';
import type { Calls } from './calls.ts';
import type { AwsClients } from './clients.ts';
import { readPages } from './read-pages.ts';

/**
 * Private custom domain names of one account and Region. Every call carries the id: without it AWS may take the public
 * domain name of the same name.
 */
export function createDomainNames(calls: Calls, { apiGatewayReads: reads, apiGatewayWrites: writes }: AwsClients) {
  return {
    async list(signal: AbortSignal): Promise<readonly (DomainRef & { tags: Tags })[]> {
      const items = await readPages<DomainName>((position) =>
        calls.read('GetDomainNames', signal, (options) =>
          reads.send(new GetDomainNamesCommand({ limit: 500, resourceOwner: 'SELF', ...position }), options),
        ),
      );
      // A public domain name has no id.
      return items.flatMap(({ domainNameId, domainName, tags }) =>
        domainNameId === undefined ? [] : [{ domainId: domainNameId, name: domainName ?? '', tags: tags ?? {} }],
      );
    },

    async read({ domainId, name }: DomainRef, signal: AbortSignal): Promise<ObservedDomain | undefined> {
      const [domain, mappings] = await Promise.all([
        calls.readIfExists('GetDomainName', signal, (options) =>
          reads.send(new GetDomainNameCommand({ domainName: name, domainNameId: domainId }), options),
        ),
        readMappings({ domainId, name }, signal),
      ]);
      return (
        domain && {
          id: domainId,
          arn: domain.domainNameArn ?? '',
          name,
          state: domain.domainNameStatus ?? '',
          statusMessage: domain.domainNameStatusMessage ?? '',
          certificateArn: domain.certificateArn,
          policy: domain.policy,
          tags: domain.tags ?? {},
          mappings,
        }
      );
    },

    async create(domain: DesiredDomain, signal: AbortSignal): Promise<{ id: string; arn: string; state: string }> {
      const created = await calls.write('CreateDomainName', signal, (options) =>
        writes.send(
          new CreateDomainNameCommand({
            domainName: domain.name,
            certificateArn: domain.certificateArn,
            endpointConfiguration: { types: ['PRIVATE'] },
            securityPolicy: 'TLS_1_2',
            policy: JSON.stringify(domain.policy),
            tags: { ...domain.tags },
          }),
          options,
        ),
      );
      return {
        id: created.domainNameId!,
        arn: created.domainNameArn ?? '',
        state: created.domainNameStatus ?? '',
      };
    },

    async update(
      { domainId, name }: DomainRef,
      operations: readonly PatchOperation[],
      signal: AbortSignal,
    ): Promise<void> {
      const patchOperations = [...operations];
      await calls.write('UpdateDomainName', signal, (options) =>
        writes.send(
          new UpdateDomainNameCommand({ domainName: name, domainNameId: domainId, patchOperations }),
          options,
        ),
      );
    },

    async delete({ domainId, name }: DomainRef, signal: AbortSignal): Promise<void> {
      await calls.remove('DeleteDomainName', signal, (options) =>
        writes.send(new DeleteDomainNameCommand({ domainName: name, domainNameId: domainId }), options),
      );
    },

    async createMapping(
      { domainId, name }: DomainRef,
      { basePath, restApiId, stageName }: ObservedMapping,
      signal: AbortSignal,
    ): Promise<void> {
      await calls.write('CreateBasePathMapping', signal, (options) =>
        writes.send(
          new CreateBasePathMappingCommand({
            domainName: name,
            domainNameId: domainId,
            basePath,
            restApiId,
            stage: stageName,
          }),
          options,
        ),
      );
    },

    async updateMapping(
      { domainId, name }: DomainRef,
      basePath: string,
      operations: readonly PatchOperation[],
      signal: AbortSignal,
    ): Promise<void> {
      const patchOperations = [...operations];
      await calls.write('UpdateBasePathMapping', signal, (options) =>
        writes.send(
          new UpdateBasePathMappingCommand({ domainName: name, domainNameId: domainId, basePath, patchOperations }),
          options,
        ),
      );
    },

    async deleteMapping({ domainId, name }: DomainRef, basePath: string, signal: AbortSignal): Promise<void> {
      await calls.remove('DeleteBasePathMapping', signal, (options) =>
        writes.send(new DeleteBasePathMappingCommand({ domainName: name, domainNameId: domainId, basePath }), options),
      );
    },

    async listAssociations(signal: AbortSignal): Promise<readonly ObservedAssociation[]> {
      const items = await readPages<DomainNameAccessAssociation>((position) =>
        calls.read('GetDomainNameAccessAssociations', signal, (options) =>
          reads.send(
            new GetDomainNameAccessAssociationsCommand({ limit: 500, resourceOwner: 'SELF', ...position }),
            options,
          ),
        ),
      );
      return items.map((association) => ({
        arn: association.domainNameAccessAssociationArn ?? '',
        domainArn: association.domainNameArn ?? '',
        // The model speaks of an ARN, answers hold the id of the endpoint.
        vpcEndpointId: (association.accessAssociationSource ?? '').split('/').at(-1)!,
        tags: association.tags ?? {},
      }));
    },

    async createAssociation(
      { domainArn, vpcEndpointId, tags }: { domainArn: string; vpcEndpointId: string; tags: Tags },
      signal: AbortSignal,
    ): Promise<void> {
      await calls.write('CreateDomainNameAccessAssociation', signal, (options) =>
        writes.send(
          new CreateDomainNameAccessAssociationCommand({
            domainNameArn: domainArn,
            accessAssociationSourceType: 'VPCE',
            accessAssociationSource: vpcEndpointId,
            tags: { ...tags },
          }),
          options,
        ),
      );
    },

    async deleteAssociation(arn: string, signal: AbortSignal): Promise<void> {
      await calls.remove('DeleteDomainNameAccessAssociation', signal, (options) =>
        writes.send(new DeleteDomainNameAccessAssociationCommand({ domainNameAccessAssociationArn: arn }), options),
      );
    },
  };

  async function readMappings({ domainId, name }: DomainRef, signal: AbortSignal): Promise<readonly ObservedMapping[]> {
    const items = await readPages<BasePathMapping>(async (position) => {
      const page = await calls.readIfExists('GetBasePathMappings', signal, (options) =>
        reads.send(
          new GetBasePathMappingsCommand({ domainName: name, domainNameId: domainId, limit: 500, ...position }),
          options,
        ),
      );
      return page ?? {};
    });
    return items.map(({ basePath, restApiId, stage }) => ({
      basePath: basePath ?? noBasePath,
      restApiId: restApiId ?? '',
      stageName: stage ?? '',
    }));
  }
}
