import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import type { IpPermission, SecurityGroup } from '@aws-sdk/client-ec2';
import type { SecurityGroupFact } from '../desired/facts.ts';
import type { DesiredSecurityGroup, RuleDirection, SecurityGroupRule } from '../desired/security-group.ts';
import type { Calls } from './calls.ts';
import type { AwsClients } from './clients.ts';
import { toTags, toTagSpecifications } from './ec2-tags.ts';

/** Security groups of one account and Region, with their rules. */
export function createSecurityGroups(calls: Calls, { ec2, ec2Writes }: AwsClients) {
  return {
    /** By filter, since asking for ids directly fails as a whole when one of them does not exist. */
    async read(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, SecurityGroupFact>> {
      if (ids.length === 0) return new Map();
      const found = await describe([{ Name: 'group-id', Values: [...ids] }], signal);
      return new Map(found.map((group) => [group.id, group]));
    },

    /** Every group with all of these tags. */
    async find(tags: Readonly<Record<string, string>>, signal: AbortSignal): Promise<readonly SecurityGroupFact[]> {
      return await describe(
        Object.entries(tags).map(([name, value]) => ({ Name: `tag:${name}`, Values: [value] })),
        signal,
      );
    },

    async create(
      { name, description, vpcId, tags }: DesiredSecurityGroup,
      signal: AbortSignal,
    ): Promise<{ id: string }> {
      const created = await calls.write('CreateSecurityGroup', signal, (options) =>
        ec2Writes.send(
          new CreateSecurityGroupCommand({
            GroupName: name,
            Description: description,
            VpcId: vpcId,
            TagSpecifications: toTagSpecifications('security-group', tags),
          }),
          options,
        ),
      );
      return { id: created.GroupId! };
    },

    /** Fails as a whole when one of the rules is there already. */
    async authorize(
      id: string,
      direction: RuleDirection,
      rules: readonly SecurityGroupRule[],
      signal: AbortSignal,
    ): Promise<void> {
      const input = { GroupId: id, IpPermissions: rules.map(toPermission) };
      if (direction === 'ingress') {
        await calls.write('AuthorizeSecurityGroupIngress', signal, (options) =>
          ec2Writes.send(new AuthorizeSecurityGroupIngressCommand(input), options),
        );
      } else {
        await calls.write('AuthorizeSecurityGroupEgress', signal, (options) =>
          ec2Writes.send(new AuthorizeSecurityGroupEgressCommand(input), options),
        );
      }
    },

    /** Fails as a whole when one of the rules is not there. */
    async revoke(
      id: string,
      direction: RuleDirection,
      rules: readonly SecurityGroupRule[],
      signal: AbortSignal,
    ): Promise<void> {
      const input = { GroupId: id, IpPermissions: rules.map(toPermission) };
      if (direction === 'ingress') {
        await calls.write('RevokeSecurityGroupIngress', signal, (options) =>
          ec2Writes.send(new RevokeSecurityGroupIngressCommand(input), options),
        );
      } else {
        await calls.write('RevokeSecurityGroupEgress', signal, (options) =>
          ec2Writes.send(new RevokeSecurityGroupEgressCommand(input), options),
        );
      }
    },

    async delete(id: string, signal: AbortSignal): Promise<void> {
      await calls.remove('DeleteSecurityGroup', signal, (options) =>
        ec2Writes.send(new DeleteSecurityGroupCommand({ GroupId: id }), options),
      );
    },

    /** Ids of the network interfaces that use a group; while there is one, the group cannot be deleted. */
    async listNetworkInterfaces(groupId: string, signal: AbortSignal): Promise<readonly string[]> {
      const ids: string[] = [];
      let token: string | undefined;
      do {
        const page = await calls.read('DescribeNetworkInterfaces', signal, (options) =>
          ec2.send(
            new DescribeNetworkInterfacesCommand({
              Filters: [{ Name: 'group-id', Values: [groupId] }],
              MaxResults: 1000,
              ...(token !== undefined && { NextToken: token }),
            }),
            options,
          ),
        );
        ids.push(...(page.NetworkInterfaces ?? []).map(({ NetworkInterfaceId }) => NetworkInterfaceId!));
        token = page.NextToken;
      } while (token !== undefined);
      return ids.sort();
    },
  };

  async function describe(
    filters: { Name: string; Values: string[] }[],
    signal: AbortSignal,
  ): Promise<readonly SecurityGroupFact[]> {
    const groups: SecurityGroup[] = [];
    let token: string | undefined;
    do {
      const page = await calls.read('DescribeSecurityGroups', signal, (options) =>
        ec2.send(
          new DescribeSecurityGroupsCommand({
            Filters: filters,
            MaxResults: 1000,
            ...(token !== undefined && { NextToken: token }),
          }),
          options,
        ),
      );
      groups.push(...(page.SecurityGroups ?? []));
      token = page.NextToken;
    } while (token !== undefined);
    return groups.map((group) => ({
      id: group.GroupId!,
      name: group.GroupName ?? '',
      vpcId: group.VpcId ?? '',
      ingress: (group.IpPermissions ?? []).flatMap(toRules),
      egress: (group.IpPermissionsEgress ?? []).flatMap(toRules),
      tags: toTags(group.Tags),
    }));
  }
}

/** EC2 puts rules of the same ports together, whoever made them. */
function toRules(permission: IpPermission): SecurityGroupRule[] {
  const peers = [
    ...(permission.IpRanges ?? []).map(({ CidrIp }) => CidrIp),
    ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6),
    ...(permission.UserIdGroupPairs ?? []).map(({ GroupId }) => GroupId),
    ...(permission.PrefixListIds ?? []).map(({ PrefixListId }) => PrefixListId),
  ];
  return peers.map((peer) => ({
    protocol: permission.IpProtocol ?? '-1',
    fromPort: permission.FromPort ?? -1,
    toPort: permission.ToPort ?? -1,
    peer: peer ?? '',
  }));
}

function toPermission({ protocol, fromPort, toPort, peer }: SecurityGroupRule): IpPermission {
  const other = peer.startsWith('sg-')
    ? { UserIdGroupPairs: [{ GroupId: peer }] }
    : peer.startsWith('pl-')
      ? { PrefixListIds: [{ PrefixListId: peer }] }
      : peer.includes(':')
        ? { Ipv6Ranges: [{ CidrIpv6: peer }] }
        : { IpRanges: [{ CidrIp: peer }] };
  return { IpProtocol: protocol, ...(protocol !== '-1' && { FromPort: fromPort, ToPort: toPort }), ...other };
}
