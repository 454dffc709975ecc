import { canonicalCidr } from './cidr.ts';
import type { Tags } from './ownership.ts';

export type RuleDirection = 'ingress' | 'egress';

/** Traffic that a security group lets in or out. EC2 knows nothing but allowing rules. */
export interface SecurityGroupRule {
  /** `tcp`, `udp`, a protocol number, or `-1` for all. */
  readonly protocol: string;
  /** Both -1 when the rule is for all ports. */
  readonly fromPort: number;
  readonly toPort: number;
  /** The other side: a CIDR in canonical form, the id of a security group, or of a prefix list. */
  readonly peer: string;
}

export interface DesiredSecurityGroup {
  /** Its identity: EC2 refuses a second group of this name in the VPC, so a repeated creation makes no duplicate. */
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  readonly tags: Tags;
  readonly ingress: readonly SecurityGroupRule[];
  /** Undefined when nothing that is in the group opens connections: what EC2 gives a new group stays, and any other. */
  readonly egress: readonly SecurityGroupRule[] | undefined;
}

/** A rule for a range of TCP ports; `peer` is a CIDR or the id of a security group. */
export function tcpRule(peer: string, fromPort: number, toPort = fromPort): SecurityGroupRule {
  return { protocol: 'tcp', fromPort, toPort, peer: canonicalCidr(peer) };
}
