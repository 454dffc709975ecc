import { CreateVpcLinkCommand, DeleteVpcLinkCommand, GetVpcLinksCommand } from '@aws-sdk/client-apigatewayv2';
import type { VpcLink } from '@aws-sdk/client-apigatewayv2';
import type { VpcLinkFact } from '../desired/facts.ts';
import type { Tags } from '../desired/ownership.ts';
import type { Calls } from './calls.ts';
import type { AwsClients } from './clients.ts';

/** V2 VPC links of one account and Region. */
export function createVpcLinksV2(calls: Calls, { apiGatewayV2Reads: reads, apiGatewayV2Writes: writes }: AwsClients) {
  return {
    async list(signal: AbortSignal): Promise<readonly VpcLinkFact[]> {
      const items: VpcLink[] = [];
      let token: string | undefined;
      do {
        const page = await calls.read('GetVpcLinks', signal, (options) =>
          reads.send(
            new GetVpcLinksCommand({ MaxResults: '100', ...(token !== undefined && { NextToken: token }) }),
            options,
          ),
        );
        items.push(...(page.Items ?? []));
        token = page.NextToken;
      } while (token !== undefined);
      return items.map((link) => ({
        id: link.VpcLinkId!,
        version: 'V2',
        status: link.VpcLinkStatus ?? '',
        statusMessage: link.VpcLinkStatusMessage ?? '',
        targetArns: [],
        subnetIds: link.SubnetIds ?? [],
        securityGroupIds: link.SecurityGroupIds ?? [],
        tags: link.Tags ?? {},
      }));
    },

    /** Takes no client token, and names are not unique. */
    async create(
      link: { name: string; subnetIds: readonly string[]; securityGroupIds: readonly string[]; tags: Tags },
      signal: AbortSignal,
    ): Promise<{ id: string }> {
      const created = await calls.write('CreateVpcLink', signal, (options) =>
        writes.send(
          new CreateVpcLinkCommand({
            Name: link.name,
            SubnetIds: [...link.subnetIds],
            SecurityGroupIds: [...link.securityGroupIds],
            Tags: { ...link.tags },
          }),
          options,
        ),
      );
      return { id: created.VpcLinkId! };
    },

    /** Answered at once and done later: the link is DELETING until it is gone. */
    async delete(id: string, signal: AbortSignal): Promise<void> {
      await calls.remove('DeleteVpcLink', signal, (options) =>
        writes.send(new DeleteVpcLinkCommand({ VpcLinkId: id }), options),
      );
    },
  };
}
