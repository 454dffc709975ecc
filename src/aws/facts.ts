import { DescribeSubnetsCommand, DescribeVpcEndpointsCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancerFact, SubnetFact, VpcEndpointFact, VpcFact } from '../desired/facts.ts';
import { isSameHostname, parseLoadBalancerHostname } from '../desired/load-balancer-hostname.ts';
import type { Calls } from './calls.ts';
import type { AwsClients } from './clients.ts';
import { toTags } from './ec2-tags.ts';

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
      return new Map(
        (answer.Vpcs ?? []).map((vpc) => [
          vpc.VpcId!,
          {
            id: vpc.VpcId!,
            // The first one is among the associations, and those that are on their way out are as well.
            cidrs: (vpc.CidrBlockAssociationSet ?? [])
              .flatMap(({ CidrBlock, CidrBlockState }) =>
                CidrBlock === undefined || CidrBlockState?.State !== 'associated' ? [] : [CidrBlock],
              )
              .sort(),
            tags: toTags(vpc.Tags),
          },
        ]),
      );
    },

    async readSubnets(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, SubnetFact>> {
      if (ids.length === 0) return new Map();
      const answer = await ec2Calls.read('DescribeSubnets', signal, (options) =>
        ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name: 'subnet-id', Values: [...ids] }] }), options),
      );
      return new Map(
        (answer.Subnets ?? []).map((subnet) => [
          subnet.SubnetId!,
          {
            id: subnet.SubnetId!,
            vpcId: subnet.VpcId ?? '',
            availabilityZoneId: subnet.AvailabilityZoneId ?? '',
            tags: toTags(subnet.Tags),
          },
        ]),
      );
    },

    /** One by one, since a single unknown ARN or name fails a call as a whole. All by ARN, those of hostnames too. */
    async readLoadBalancers(
      {
        loadBalancerArns,
        loadBalancerHostnames,
      }: { [what in 'loadBalancerArns' | 'loadBalancerHostnames']: readonly string[] },
      signal: AbortSignal,
    ): Promise<ReadonlyMap<string, LoadBalancerFact>> {
      const found = await Promise.all([
        ...loadBalancerArns.map((arn) => readLoadBalancer(arn, signal)),
        ...loadBalancerHostnames.map((hostname) => findLoadBalancer(hostname, signal)),
      ]);
      return new Map(
        found.flatMap((loadBalancer) =>
          loadBalancer === undefined ? [] : [[loadBalancer.arn, loadBalancer] as const],
        ),
      );
    },
  };

  /**
   * There is no filter by DNS name, but that begins with the load balancer's name, which is unique in the account and
   * Region. It costs no more calls than a given ARN does, so nothing has to be remembered.
   */
  async function findLoadBalancer(hostname: string, signal: AbortSignal): Promise<LoadBalancerFact | undefined> {
    const name = parseLoadBalancerHostname(hostname)?.name;
    if (name === undefined) return undefined;
    const described = await loadBalancingCalls.readIfExists('DescribeLoadBalancers', signal, (options) =>
      loadBalancing.send(new DescribeLoadBalancersCommand({ Names: [name] }), options),
    );
    const found = described?.LoadBalancers?.find(({ DNSName = '' }) => isSameHostname(DNSName, hostname));
    return found && readLoadBalancer(found.LoadBalancerArn!, signal, found);
  }

  async function readLoadBalancer(
    arn: string,
    signal: AbortSignal,
    found?: LoadBalancer,
  ): Promise<LoadBalancerFact | undefined> {
    const [described, listeners, tags] = await Promise.all([
      found === undefined
        ? loadBalancingCalls.readIfExists('DescribeLoadBalancers', signal, (options) =>
            loadBalancing.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [arn] }), options),
          )
        : { LoadBalancers: [found] },
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
      subnetIds: (loadBalancer.AvailabilityZones ?? []).flatMap(({ SubnetId }) => SubnetId ?? []).sort(),
      tags: toTags(tags?.TagDescriptions?.[0]?.Tags),
    };
  }
}
