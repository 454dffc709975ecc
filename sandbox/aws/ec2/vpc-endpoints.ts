import { AwsError } from '../aws-error.ts';
import type { Operation } from '../operation.ts';
import type { VpcEndpoint } from '../state.ts';
import { createVpcEndpoint } from './create-vpc-endpoint.ts';
import { describe, list, tagSet } from './describe.ts';
import type { Description } from './describe.ts';
import { modifyVpcEndpoint } from './modify-vpc-endpoint.ts';
import { deleteVpcEndpoints } from './delete-vpc-endpoints.ts';
import { ENDPOINT_ZONE, endpointDnsName, presentVpcEndpoints, vpcEndpointState } from './vpc-endpoint-states.ts';

/** An endpoint in the state that AWS reports now. */
type Shown = Omit<VpcEndpoint, 'state'> & { readonly state: string };

const vpcEndpoints: Description<Shown> = {
  operation: 'DescribeVpcEndpoints',
  all: ({ region, world }) =>
    presentVpcEndpoints(region, world.now())
      .filter(({ vpcEndpointId }) => world.isVisible(vpcEndpointId))
      .map((endpoint) => ({ ...endpoint, state: vpcEndpointState(endpoint, world.now())! })),
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
    ipAddressType: endpoint.ipAddressType,
    dnsOptions: { dnsRecordIpType: endpoint.ipAddressType },
    privateDnsEnabled: endpoint.privateDnsEnabled,
    requesterManaged: false,
    networkInterfaceIdSet: list(endpoint.networkInterfaceIds),
    creationTimestamp: new Date(endpoint.createdAt).toISOString(),
    dnsEntrySet: list([
      { dnsName: endpointDnsName(endpoint, region.region, world.state.partition), hostedZoneId: ENDPOINT_ZONE },
    ]),
    ownerId: region.accountId,
    tagSet: tagSet(endpoint.tags),
  }),
};

export const vpcEndpointOperations: readonly Operation[] = [
  describe(vpcEndpoints),
  { name: 'CreateVpcEndpoint', kind: 'write', run: createVpcEndpoint },
  { name: 'ModifyVpcEndpoint', kind: 'write', run: modifyVpcEndpoint },
  { name: 'DeleteVpcEndpoints', kind: 'write', run: deleteVpcEndpoints },
];
