import { AwsError } from '../aws-error.ts';
import type { Call } from '../operation.ts';
import type { Subnet, VpcEndpoint } from '../state.ts';

/** Subnets of the VPC in zones that have the service, no two of them in one zone; or a refusal in EC2's words. */
export function requireSubnets(
  { region, world }: Call,
  { vpcId, serviceName, ipAddressType }: Pick<VpcEndpoint, 'vpcId' | 'serviceName' | 'ipAddressType'>,
  subnetIds: readonly string[],
): Subnet[] {
  const zones = new Map<string, string>();
  return subnetIds.map((subnetId) => {
    const subnet = region.subnets.get(subnetId);
    if (subnet === undefined) {
      throw new AwsError(400, 'InvalidSubnetId.NotFound', `The subnet ID '${subnetId}' does not exist`);
    }
    if (subnet.vpcId !== vpcId) {
      throw new AwsError(400, 'InvalidParameter', `The subnet ${subnetId} is not in the VPC ${vpcId}`);
    }
    if (world.settings.zonesWithoutExecuteApi.includes(subnet.availabilityZoneId)) {
      throw new AwsError(
        400,
        'InvalidParameter',
        `The VPC endpoint service ${serviceName} does not support the availability zone of the subnet: ${subnetId}.`,
      );
    }
    const other = zones.get(subnet.availabilityZoneId);
    if (other !== undefined) {
      throw new AwsError(
        400,
        'DuplicateSubnetsInSameZone',
        `Found another VPC endpoint subnet in the availability zone of ${other}`,
      );
    }
    if (ipAddressType !== 'ipv4' && subnet.ipv6CidrBlock === undefined) {
      throw new AwsError(400, 'InvalidParameter', `The subnet ${subnetId} has no IPv6 CIDR block`);
    }
    zones.set(subnet.availabilityZoneId, subnetId);
    return subnet;
  });
}

/** Groups of the VPC; or a refusal. */
export function requireSecurityGroups({ region }: Call, vpcId: string, groupIds: readonly string[]): void {
  for (const groupId of groupIds) {
    const group = region.securityGroups.get(groupId);
    if (group === undefined) {
      throw new AwsError(400, 'InvalidGroup.NotFound', `The security group '${groupId}' does not exist`);
    }
    if (group.vpcId !== vpcId) {
      throw new AwsError(
        400,
        'InvalidParameter',
        `Security group ${groupId} and the VPC endpoint belong to different networks.`,
      );
    }
  }
}

/** An interface in each subnet; those of subnets that are not wanted any more go at once. */
export function placeInterfaces({ region, world }: Call, endpoint: VpcEndpoint): void {
  const kept = endpoint.networkInterfaceIds.filter((id) => {
    const one = region.networkInterfaces.get(id)!;
    const stays = endpoint.subnetIds.includes(one.subnetId);
    if (!stays) one.goneAt = world.now() + world.settings.networkInterfaceLingerMs;
    one.securityGroupIds = endpoint.securityGroupIds;
    return stays;
  });
  const placed = new Set(kept.map((id) => region.networkInterfaces.get(id)!.subnetId));
  for (const subnetId of endpoint.subnetIds.filter((id) => !placed.has(id))) {
    const networkInterfaceId = `eni-${world.ids.hexadecimal(17)}`;
    region.networkInterfaces.set(networkInterfaceId, {
      networkInterfaceId,
      vpcId: endpoint.vpcId,
      subnetId,
      interfaceType: 'vpc_endpoint',
      description: `VPC Endpoint Interface ${endpoint.vpcEndpointId}`,
      securityGroupIds: endpoint.securityGroupIds,
      tags: {},
      goneAt: undefined,
    });
    kept.push(networkInterfaceId);
  }
  endpoint.networkInterfaceIds = kept;
}

/**
 * Only one endpoint of a VPC can own the service's names in it, and only in a VPC that has DNS.
 * Source of the texts: hashicorp/terraform-provider-aws #17535 and AWS's PrivateLink guide.
 */
export function requirePrivateDns(
  { region, world }: Call,
  endpoint: Pick<VpcEndpoint, 'vpcId' | 'serviceName'> & { vpcEndpointId?: string },
): void {
  const { vpcId, serviceName } = endpoint;
  const vpc = region.vpcs.get(vpcId)!;
  if (!vpc.enableDnsSupport || !vpc.enableDnsHostnames) {
    throw new AwsError(
      400,
      'InvalidParameter',
      `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${vpcId}`,
    );
  }
  const other = [...region.vpcEndpoints.values()].find(
    (one) =>
      one.vpcId === vpcId &&
      one.serviceName === serviceName &&
      one.privateDnsEnabled &&
      one.vpcEndpointId !== endpoint.vpcEndpointId &&
      (one.deletedAt === undefined || world.now() < one.deletedAt),
  );
  if (other === undefined) return;
  const suffix = world.state.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  throw new AwsError(
    400,
    'InvalidParameter',
    `private-dns-enabled cannot be set because there is already a conflicting DNS domain for execute-api.${region.region}.${suffix} in the VPC ${vpcId}`,
  );
}
