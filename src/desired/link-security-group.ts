import { linkSecurityGroupName } from './names.ts';
import { sharedTags } from './ownership.ts';
import { tcpRule } from './security-group.ts';
import type { DesiredSecurityGroup, SecurityGroupRule } from './security-group.ts';

/**
 * The security group of a V2 link's own: nothing in, and out only to the listeners in use. A load balancer's addresses
 * change, so the rules name the VPC. Naming the load balancer's group instead would keep its owner from deleting it.
 */
export function linkSecurityGroup(input: {
  clusterId: string;
  shareKey: string;
  vpcId: string;
  ports: readonly number[];
  cidrs: readonly string[];
}): DesiredSecurityGroup {
  const { clusterId, shareKey, vpcId, ports, cidrs } = input;
  return {
    name: linkSecurityGroupName(clusterId, shareKey),
    description: 'VPC link of private APIs: out to the listeners of load balancers',
    vpcId,
    tags: sharedTags(clusterId, 'VpcLinkSecurityGroup', shareKey),
    ingress: [],
    egress: linkRules(ports, cidrs),
  };
}

export function linkRules(ports: readonly number[], cidrs: readonly string[]): readonly SecurityGroupRule[] {
  return ports.flatMap((port) => cidrs.map((cidr) => tcpRule(cidr, port)));
}
