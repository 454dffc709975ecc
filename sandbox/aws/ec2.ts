import { AwsError } from './aws-error.ts';
import { describe, list, tagSet } from './ec2/describe.ts';
import type { Description } from './ec2/describe.ts';
import { networkInterfaces } from './ec2/network-interfaces.ts';
import { securityGroupOperations } from './ec2/security-groups.ts';
import { vpcEndpoints } from './ec2/vpc-endpoints.ts';
import type { Operation } from './operation.ts';
import type { Subnet, Vpc } from './state.ts';

const vpcs: Description<Vpc> = {
  operation: 'DescribeVpcs',
  all: ({ region }) => region.vpcs.values(),
  id: (vpc) => vpc.vpcId,
  idParameter: 'VpcId',
  idPattern: /^vpc-[0-9a-f]{8,17}$/,
  malformedCode: 'InvalidVpcID.Malformed',
  notFound: ([id]) => new AwsError(400, 'InvalidVpcID.NotFound', `The vpc ID '${id}' does not exist`),
  filters: { 'vpc-id': (vpc) => [vpc.vpcId], cidr: (vpc) => [vpc.cidrBlock] },
  resultName: 'vpcSet',
  render: (vpc, { region }) => ({
    vpcId: vpc.vpcId,
    ownerId: region.accountId,
    state: 'available',
    cidrBlock: vpc.cidrBlock,
    isDefault: false,
    cidrBlockAssociationSet: list([
      {
        associationId: vpc.vpcId.replace('vpc-', 'vpc-cidr-assoc-'),
        cidrBlock: vpc.cidrBlock,
        cidrBlockState: { state: 'associated' },
      },
    ]),
    tagSet: tagSet(vpc.tags),
  }),
};

const subnets: Description<Subnet> = {
  operation: 'DescribeSubnets',
  all: ({ region }) => region.subnets.values(),
  id: (subnet) => subnet.subnetId,
  idParameter: 'SubnetId',
  idPattern: /^subnet-[0-9a-f]{8,17}$/,
  malformedCode: 'InvalidSubnetID.Malformed',
  notFound: ([id]) => new AwsError(400, 'InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`),
  filters: {
    'subnet-id': (subnet) => [subnet.subnetId],
    'vpc-id': (subnet) => [subnet.vpcId],
    'availability-zone': (subnet) => [subnet.availabilityZone],
    'availability-zone-id': (subnet) => [subnet.availabilityZoneId],
  },
  resultName: 'subnetSet',
  render: (subnet, { region }) => ({
    subnetId: subnet.subnetId,
    vpcId: subnet.vpcId,
    ownerId: region.accountId,
    state: 'available',
    cidrBlock: subnet.cidrBlock,
    availabilityZone: subnet.availabilityZone,
    availabilityZoneId: subnet.availabilityZoneId,
    tagSet: tagSet(subnet.tags),
  }),
};

export const ec2Operations: readonly Operation[] = [
  describe(vpcs),
  describe(subnets),
  describe(vpcEndpoints),
  describe(networkInterfaces),
  ...securityGroupOperations,
];
