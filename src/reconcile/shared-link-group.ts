import { linkSecurityGroup } from '../desired/link-security-group.ts';
import type { SecurityGroupFact } from '../desired/facts.ts';
import { sharedTags } from '../desired/ownership.ts';
import { planSecurityGroup } from '../plan/plan-security-group.ts';
import type { AwsPort, Logger } from './ports.ts';

/** The security group of one V2 link's own, seen by the link's pass. */
export interface SharedLinkGroup {
  readonly aws: AwsPort;
  readonly clusterId: string;
  readonly shareKey: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** EC2 lets no two groups of a VPC have one name, so there is one at most. */
export async function findLinkGroup(link: SharedLinkGroup): Promise<SecurityGroupFact | undefined> {
  const { aws, clusterId, shareKey, signal } = link;
  const [group] = await aws.findSecurityGroups(sharedTags(clusterId, 'VpcLinkSecurityGroup', shareKey), signal);
  return group;
}

/**
 * Makes the group be there and let out to exactly these ports. Its name is its identity, so a creation whose answer was
 * lost is simply refused the second time. Undefined: it is made and does not show yet.
 */
export async function bringGroupInLine(
  link: SharedLinkGroup,
  wanted: { readonly vpcId: string; readonly ports: readonly number[] },
  { create }: { readonly create: boolean },
): Promise<{ readonly group: SecurityGroupFact | undefined; readonly changed: boolean }> {
  const { aws, clusterId, shareKey, log, signal } = link;
  let group = await findLinkGroup(link);
  let changed = false;
  if (group === undefined && !create) return { group, changed };
  const vpc = (await aws.readVpcs([wanted.vpcId], signal)).get(wanted.vpcId);
  const desired = linkSecurityGroup({ clusterId, shareKey, ...wanted, cidrs: vpc?.cidrs ?? [] });
  if (group === undefined) {
    log.info({ securityGroup: desired.name }, 'creating the security group of a VPC link');
    await aws.createSecurityGroup(desired, signal);
    changed = true;
    group = await findLinkGroup(link);
  }
  if (group === undefined) return { group, changed };
  for (const step of planSecurityGroup(desired, group)) {
    if (step.kind === 'create-security-group') continue;
    log.info({ step: step.kind, because: step.because, securityGroupId: group.id }, 'writing to AWS');
    if (step.kind === 'authorize') await aws.authorizeSecurityGroup(group.id, step.direction, step.rules, signal);
    else await aws.revokeSecurityGroup(group.id, step.direction, step.rules, signal);
    changed = true;
  }
  return { group, changed };
}

/** Once its link is gone: `gone`, or `wait` while network interfaces of the link still use it. */
export async function removeLinkGroup(link: SharedLinkGroup): Promise<'gone' | 'wait'> {
  const { aws, log, signal } = link;
  const group = await findLinkGroup(link);
  if (group === undefined) return 'gone';
  const interfaces = await aws.listNetworkInterfaces(group.id, signal);
  if (interfaces.length > 0) {
    log.debug({ securityGroupId: group.id, interfaces }, 'waiting for network interfaces of a VPC link');
    return 'wait';
  }
  log.info({ securityGroupId: group.id }, 'deleting the security group of a VPC link');
  await aws.deleteSecurityGroup(group.id, signal);
  return 'gone';
}
