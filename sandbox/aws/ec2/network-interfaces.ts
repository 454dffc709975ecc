import { AwsError } from '../aws-error.ts';
import type { NetworkInterface, RegionalState } from '../state.ts';
import { list } from './describe.ts';
import type { Description } from './describe.ts';

/** Those that are there at this time. */
export function presentNetworkInterfaces(region: RegionalState, now: number): NetworkInterface[] {
  return [...region.networkInterfaces.values()].filter(({ goneAt }) => goneAt === undefined || now < goneAt);
}

export const networkInterfaces: Description<NetworkInterface> = {
  operation: 'DescribeNetworkInterfaces',
  all: ({ region, world }) => presentNetworkInterfaces(region, world.now()),
  id: ({ networkInterfaceId }) => networkInterfaceId,
  idParameter: 'NetworkInterfaceId',
  idPattern: /^eni-[0-9a-f]{8,17}$/,
  malformedCode: 'InvalidNetworkInterfaceID.Malformed',
  notFound: ([id]) =>
    new AwsError(400, 'InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${id}' does not exist`),
  filters: {
    'network-interface-id': ({ networkInterfaceId }) => [networkInterfaceId],
    'group-id': ({ securityGroupIds }) => securityGroupIds,
    'subnet-id': ({ subnetId }) => [subnetId],
    'vpc-id': ({ vpcId }) => [vpcId],
  },
  resultName: 'networkInterfaceSet',
  render: (networkInterface, { region }) => ({
    networkInterfaceId: networkInterface.networkInterfaceId,
    subnetId: networkInterface.subnetId,
    vpcId: networkInterface.vpcId,
    ownerId: region.accountId,
    description: networkInterface.description,
    interfaceType: networkInterface.interfaceType,
    status: 'in-use',
    groupSet: list(
      networkInterface.securityGroupIds.map((groupId) => ({
        groupId,
        groupName: region.securityGroups.get(groupId)?.groupName,
      })),
    ),
  }),
};
