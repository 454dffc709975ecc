import { DescribeVpcEndpointsCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import type { DnsEntry, Tag } from '@aws-sdk/client-ec2';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancerFact, VpcEndpointFact, VpcFact } from '../desired/facts.ts';
import type { Tags } from '../desired/ownership.ts';
import type { Calls } from './calls.ts';
import type { AwsClients } from './clients.ts';

/** Looks up what specs refer to, one thing's tags and state with it. Ids that do not exist are left out. */
export function createFactReaders(ec2Calls: Calls, loadBalancingCalls: Calls, { ec2, loadBalancing }: AwsClients) {
  return {
    /** By filter, since asking for ids directly fails as a whole when one of them does not exist. */
    async readVpcEndpoints(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, VpcEndpointFact>> {
      if (ids.length === 0) return new Map();
      const answer = await ec2Calls.read('DescribeVpcEndpoints', signal, (options) =>
        ec2.send(
          new DescribeVpcEndpointsCommand({ Filters: [{ Name: 'vpc-endpoint-id', Values: [...ids] }] }),
          options,
        ),
      );
      return new Map(
        (answer.VpcEndpoints ?? []).map((endpoint) => [
          endpoint.VpcEndpointId!,
          {
            id: endpoint.VpcEndpointId!,
            vpcId: endpoint.VpcId ?? '',
            serviceName: endpoint.ServiceName ?? '',
            // The SDK's model writes states with capitals, the wire mostly without.
            state: (endpoint.State ?? '').toLowerCase(),
            privateDnsEnabled: endpoint.PrivateDnsEnabled ?? false,
            dnsNames: (endpoint.DnsEntries ?? []).flatMap(({ DnsName }) =>
              DnsName?.includes('.vpce.') ? [DnsName] : [],
            ),
            ...zoneOf(endpoint.DnsEntries),
            tags: toTags(endpoint.Tags),
          },
        ]),
      );
    },

    async readVpcs(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, VpcFact>> {
      if (ids.length === 0) return new Map();
      const answer = await ec2Calls.read('DescribeVpcs', signal, (options) =>
        ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: 'vpc-id', Values: [...ids] }] }), options),
      );
      return new Map((answer.Vpcs ?? []).map((vpc) => [vpc.VpcId!, { id: vpc.VpcId!, tags: toTags(vpc.Tags) }]));
    },

    /** One by one, since a single unknown ARN fails a call as a whole. */
    async readLoadBalancers(
      arns: readonly string[],
      signal: AbortSignal,
    ): Promise<ReadonlyMap<string, LoadBalancerFact>> {
      const found = await Promise.all(arns.map((arn) => readLoadBalancer(arn, signal)));
      return new Map(
        found.flatMap((loadBalancer) =>
          loadBalancer === undefined ? [] : [[loadBalancer.arn, loadBalancer] as const],
        ),
      );
    },
  };

  async function readLoadBalancer(arn: string, signal: AbortSignal): Promise<LoadBalancerFact | undefined> {
    const [described, listeners, tags] = await Promise.all([
      loadBalancingCalls.readIfExists('DescribeLoadBalancers', signal, (options) =>
        loadBalancing.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [arn] }), options),
      ),
      loadBalancingCalls.readIfExists('DescribeListeners', signal, (options) =>
        loadBalancing.send(new DescribeListenersCommand({ LoadBalancerArn: arn }), options),
      ),
      loadBalancingCalls.readIfExists('DescribeTags', signal, (options) =>
        loadBalancing.send(new DescribeTagsCommand({ ResourceArns: [arn] }), options),
      ),
    ]);
    const loadBalancer = described?.LoadBalancers?.[0];
    if (loadBalancer === undefined) return undefined;
    return {
      arn,
      type: loadBalancer.Type ?? '',
      state: loadBalancer.State?.Code ?? '',
      vpcId: loadBalancer.VpcId ?? '',
      dnsName: loadBalancer.DNSName ?? '',
      listenerPorts: (listeners?.Listeners ?? [])
        .flatMap(({ Port }) => (Port === undefined ? [] : [Port]))
        .sort((a, b) => a - b),
      tags: toTags(tags?.TagDescriptions?.[0]?.Tags),
    };
  }
}

/** The first entry is the regional one, and all are in one hosted zone. */
function zoneOf(entries: readonly DnsEntry[] | undefined): Pick<VpcEndpointFact, 'dnsZoneId'> {
  const dnsZoneId = entries?.[0]?.HostedZoneId;
  return dnsZoneId === undefined ? {} : { dnsZoneId };
}

function toTags(tags: readonly Pick<Tag, 'Key' | 'Value'>[] | undefined): Tags {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}
