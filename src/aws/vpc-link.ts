import { CreateVpcLinkCommand, DeleteVpcLinkCommand, GetVpcLinksCommand } from '@aws-sdk/client-api-gateway';
import type { VpcLink } from '@aws-sdk/client-api-gateway';
import type { VpcLinkFact } from '../desired/facts.ts';
import type { Tags } from '../desired/ownership.ts';
import type { Calls } from './calls.ts';
import type { AwsClients } from './clients.ts';
import { readPages } from './read-pages.ts';

/** V1 VPC links of one account and Region. */
export function createVpcLinks(calls: Calls, { apiGatewayReads: reads, apiGatewayWrites: writes }: AwsClients) {
  return {
    async list(signal: AbortSignal): Promise<readonly VpcLinkFact[]> {
      const items = await readPages<VpcLink>((position) =>
        calls.read('GetVpcLinks', signal, (options) =>
          reads.send(new GetVpcLinksCommand({ limit: 500, ...position }), options),
        ),
      );
      return items.map(({ id, status, statusMessage, targetArns, tags }) => ({
        id: id!,
        version: 'V1',
        status: status ?? '',
        statusMessage: statusMessage ?? '',
        targetArns: targetArns ?? [],
        subnetIds: [],
        securityGroupIds: [],
        tags: tags ?? {},
      }));
    },

    async create(
      link: { name: string; loadBalancerArn: string; tags: Tags },
      signal: AbortSignal,
    ): Promise<{ id: string }> {
      const created = await calls.write('CreateVpcLink', signal, (options) =>
        writes.send(
          new CreateVpcLinkCommand({ name: link.name, targetArns: [link.loadBalancerArn], tags: { ...link.tags } }),
          options,
        ),
      );
      return { id: created.id! };
    },

    /** Answered at once and done later: the link is DELETING until it is gone. */
    async delete(id: string, signal: AbortSignal): Promise<void> {
      await calls.remove('DeleteVpcLink', signal, (options) =>
        writes.send(new DeleteVpcLinkCommand({ vpcLinkId: id }), options),
      );
    },
  };
}
