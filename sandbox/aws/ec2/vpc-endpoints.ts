import { AwsError } from '../aws-error.ts';
import { dnsSuffixOf } from '../partitions.ts';
import type { VpcEndpoint } from '../state.ts';
import { list, tagSet } from './describe.ts';
import type { Description } from './describe.ts';

export const vpcEndpoints: Description<VpcEndpoint> = {
  operation: 'DescribeVpcEndpoints',
  all: ({ region }) => region.vpcEndpoints.values(),
  id: (endpoint) => endpoint.vpcEndpointId,
  idParameter: 'VpcEndpointId',
  idPattern: /^vpce-[0-9a-f]{8,17}$/,
  malformedCode: 'InvalidVpcEndpointId.Malformed',
  notFound: (ids) =>
    new AwsError(400, 'InvalidVpcEndpointId.NotFound', `The Vpc Endpoint Id '${ids.join(', ')}' does not exist`),
  filters: {
    'vpc-endpoint-id': (endpoint) => [endpoint.vpcEndpointId],
    'vpc-id': (endpoint) => [endpoint.vpcId],
    'service-name': (endpoint) => [endpoint.serviceName],
    'vpc-endpoint-state': (endpoint) => [endpoint.state],
    'vpc-endpoint-type': (endpoint) => [endpoint.vpcEndpointType],
  },
  resultName: 'vpcEndpointSet',
  render: (endpoint, { region, world }) => ({
    vpcEndpointId: endpoint.vpcEndpointId,
    vpcEndpointType: endpoint.vpcEndpointType,
    vpcId: endpoint.vpcId,
    serviceName: endpoint.serviceName,
    state: endpoint.state,
    policyDocument: JSON.stringify(endpoint.policy),
    routeTableIdSet: list([]),
    subnetIdSet: list(endpoint.subnetIds),
    groupSet: list(
      endpoint.securityGroupIds.map((groupId) => ({
        groupId,
        groupName: region.securityGroups.get(groupId)?.groupName,
      })),
    ),
    ipAddressType: 'ipv4',
    dnsOptions: { dnsRecordIpType: 'ipv4' },
    privateDnsEnabled: endpoint.privateDnsEnabled,
    requesterManaged: false,
    networkInterfaceIdSet: list([]),
    dnsEntrySet: list([{ dnsName: endpointDnsName(endpoint, region.region, world.state.partition) }]),
    ownerId: region.accountId,
    tagSet: tagSet(endpoint.tags),
  }),
};

/** Regional DNS name of an execute-api endpoint: `vpce-id-xxxxxxxx.execute-api.region.vpce.amazonaws.com`. */
export function endpointDnsName(endpoint: VpcEndpoint, region: string, partition: string): string {
  return `${endpoint.vpcEndpointId}-${endpoint.vpcEndpointId.slice(-8)}.execute-api.${region}.vpce.${dnsSuffixOf(partition)}`;
}
