import {
  CreateVpcEndpointCommand,
  DeleteVpcEndpointsCommand,
  DescribeVpcEndpointServicesCommand,
  DescribeVpcEndpointsCommand,
  ModifyVpcEndpointCommand,
} from '@aws-sdk/client-ec2';
import type { DnsEntry, Filter, VpcEndpoint } from '@aws-sdk/client-ec2';
import type { EndpointServiceFact, VpcEndpointFact } from '../desired/facts.ts';
import type { Tags } from '../desired/ownership.ts';
import type { DesiredEndpoint } from '../desired/shared-endpoint.ts';
import type { EndpointChanges } from '../plan/plan-shared-endpoint.ts';
import type { Calls } from './calls.ts';
import type { AwsClients } from './clients.ts';
import { toTags, toTagSpecifications } from './ec2-tags.ts';

/** AWS adds an availability zone to a service now and then, no more often. */
const serviceIsKnownForMs = 3_600_000;

/** Interface endpoints for execute-api of one account and Region. */
export function createVpcEndpoints(calls: Calls, { ec2, ec2Writes }: AwsClients, now: () => number) {
  let known: { readonly readAtMs: number; readonly service: EndpointServiceFact | undefined } | undefined;
  return {
    /** By filter, since asking for ids directly fails as a whole when one of them does not exist. */
    async read(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, VpcEndpointFact>> {
      if (ids.length === 0) return new Map();
      const found = await describe([{ Name: 'vpc-endpoint-id', Values: [...ids] }], signal);
      return new Map(found.map((endpoint) => [endpoint.id, endpoint]));
    },

    async listInVpc(vpcId: string, signal: AbortSignal): Promise<readonly VpcEndpointFact[]> {
      const found = await describe([{ Name: 'vpc-id', Values: [vpcId] }], signal);
      return found.filter(({ serviceName }) => serviceName.endsWith('.execute-api'));
    },

    /** Every endpoint with all of these tags. */
    async find(tags: Tags, signal: AbortSignal): Promise<readonly VpcEndpointFact[]> {
      return await describe(
        Object.entries(tags).map(([name, value]) => ({ Name: `tag:${name}`, Values: [value] })),
        signal,
      );
    },

    /** Its name is looked up: partitions spell it differently. */
    async readService(signal: AbortSignal): Promise<EndpointServiceFact | undefined> {
      if (known !== undefined && now() < known.readAtMs + serviceIsKnownForMs) return known.service;
      let service: EndpointServiceFact | undefined;
      let token: string | undefined;
      do {
        const page = await calls.read('DescribeVpcEndpointServices', signal, (options) =>
          ec2.send(
            new DescribeVpcEndpointServicesCommand({
              Filters: [
                { Name: 'owner', Values: ['amazon'] },
                { Name: 'service-type', Values: ['Interface'] },
              ],
              MaxResults: 1000,
              ...(token !== undefined && { NextToken: token }),
            }),
            options,
          ),
        );
        const found = page.ServiceDetails?.find(({ ServiceName }) => ServiceName?.endsWith('.execute-api'));
        if (found !== undefined) service = { name: found.ServiceName!, zoneIds: found.AvailabilityZoneIds ?? [] };
        token = page.NextToken;
      } while (token !== undefined && service === undefined);
      known = { readAtMs: now(), service };
      return service;
    },

    /** However often it is sent with one token, it makes one endpoint. */
    async create(
      endpoint: DesiredEndpoint,
      { securityGroupIds, clientToken }: { securityGroupIds: readonly string[]; clientToken: string },
      signal: AbortSignal,
    ): Promise<{ id: string }> {
      const created = await calls.write('CreateVpcEndpoint', signal, (options) =>
        ec2Writes.send(
          new CreateVpcEndpointCommand({
            VpcEndpointType: 'Interface',
            VpcId: endpoint.vpcId,
            ServiceName: endpoint.serviceName,
            SubnetIds: [...endpoint.subnetIds],
            SecurityGroupIds: [...securityGroupIds],
            IpAddressType: endpoint.ipAddressType,
            // Never left to a default: it diverts names of the whole VPC.
            PrivateDnsEnabled: endpoint.privateDns,
            PolicyDocument: JSON.stringify(endpoint.policy),
            ClientToken: clientToken,
            TagSpecifications: toTagSpecifications('vpc-endpoint', endpoint.tags),
          }),
          options,
        ),
      );
      return { id: created.VpcEndpoint!.VpcEndpointId! };
    },

    async modify(id: string, changes: EndpointChanges, signal: AbortSignal): Promise<void> {
      await calls.write('ModifyVpcEndpoint', signal, (options) =>
        ec2Writes.send(
          new ModifyVpcEndpointCommand({
            VpcEndpointId: id,
            AddSubnetIds: listOf(changes.addSubnetIds),
            RemoveSubnetIds: listOf(changes.removeSubnetIds),
            AddSecurityGroupIds: listOf(changes.addSecurityGroupIds),
            RemoveSecurityGroupIds: listOf(changes.removeSecurityGroupIds),
            PrivateDnsEnabled: changes.privateDns,
            IpAddressType: changes.ipAddressType,
            PolicyDocument: changes.policy && JSON.stringify(changes.policy),
          }),
          options,
        ),
      );
    },

    /** Answered at once and done later: the endpoint is deleting until it is gone. */
    async delete(id: string, signal: AbortSignal): Promise<void> {
      await calls.remove('DeleteVpcEndpoints', signal, async (options) => {
        const { Unsuccessful } = await ec2Writes.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] }), options);
        // The call succeeds whatever became of the endpoint.
        const error = Unsuccessful?.[0]?.Error;
        if (error === undefined) return;
        throw Object.assign(new Error(error.Message), { name: error.Code, $metadata: { httpStatusCode: 400 } });
      });
    },
  };

  async function describe(filters: Filter[], signal: AbortSignal): Promise<readonly VpcEndpointFact[]> {
    const endpoints: VpcEndpoint[] = [];
    let token: string | undefined;
    do {
      const page = await calls.read('DescribeVpcEndpoints', signal, (options) =>
        ec2.send(
          new DescribeVpcEndpointsCommand({
            Filters: filters,
            MaxResults: 1000,
            ...(token !== undefined && { NextToken: token }),
          }),
          options,
        ),
      );
      endpoints.push(...(page.VpcEndpoints ?? []));
      token = page.NextToken;
    } while (token !== undefined);
    return endpoints.map(toFact).filter(({ state }) => state !== 'deleted');
  }
}

function toFact(endpoint: VpcEndpoint): VpcEndpointFact {
  return {
    id: endpoint.VpcEndpointId!,
    vpcId: endpoint.VpcId ?? '',
    serviceName: endpoint.ServiceName ?? '',
    // The SDK's model writes states with capitals, the wire mostly without.
    state: (endpoint.State ?? '').toLowerCase(),
    privateDnsEnabled: endpoint.PrivateDnsEnabled ?? false,
    dnsNames: (endpoint.DnsEntries ?? []).flatMap(({ DnsName }) => (DnsName?.includes('.vpce.') ? [DnsName] : [])),
    ...zoneOf(endpoint.DnsEntries),
    subnetIds: endpoint.SubnetIds ?? [],
    securityGroupIds: (endpoint.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
    ipAddressType: endpoint.IpAddressType ?? 'ipv4',
    policy: endpoint.PolicyDocument,
    createdAtMs: endpoint.CreationTimestamp?.getTime() ?? 0,
    tags: toTags(endpoint.Tags),
  };
}

function listOf(ids: readonly string[] | undefined): string[] | undefined {
  return ids && [...ids];
}

/** The first entry is the regional one, and all are in one hosted zone. */
function zoneOf(entries: readonly DnsEntry[] | undefined): Pick<VpcEndpointFact, 'dnsZoneId'> {
  const dnsZoneId = entries?.[0]?.HostedZoneId;
  return dnsZoneId === undefined ? {} : { dnsZoneId };
}
