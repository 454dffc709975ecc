import { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import type { Vpc } from '@aws-sdk/client-ec2';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancerFact, VpcFact } from '../desired/facts.ts';
import type { Calls } from './calls.ts';
import type { AwsClients } from './clients.ts';
import { toTags } from './ec2-tags.ts';

/** Looks up what specs refer to, one thing's tags and state with it. Ids that do not exist are left out. */
export function createFactReaders(ec2Calls: Calls, loadBalancingCalls: Calls, { ec2, loadBalancing }: AwsClients) {
  return {
    /** By filter, since asking for ids directly fails as a whole when one of them does not exist. */
    async readVpcs(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, VpcFact>> {
      if (ids.length === 0) return new Map();
      const answer = await ec2Calls.read('DescribeVpcs', signal, (options) =>
        ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: 'vpc-id', Values: [...ids] }] }), options),
      );
      return new Map(
        (answer.Vpcs ?? []).map((vpc) => [vpc.VpcId!, { id: vpc.VpcId!, cidrs: cidrsOf(vpc), tags: toTags(vpc.Tags) }]),
      );
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

/** The ranges that the VPC has now; one that is being added or removed is none. */
function cidrsOf(vpc: Vpc): readonly string[] {
  return [
    ...(vpc.CidrBlockAssociationSet ?? []).flatMap(({ CidrBlock, CidrBlockState }) =>
      CidrBlockState?.State === 'associated' ? (CidrBlock ?? []) : [],
    ),
    ...(vpc.Ipv6CidrBlockAssociationSet ?? []).flatMap(({ Ipv6CidrBlock, Ipv6CidrBlockState }) =>
      Ipv6CidrBlockState?.State === 'associated' ? (Ipv6CidrBlock ?? []) : [],
    ),
  ];
}
