import { isIPv4, isIPv6 } from 'node:net';
import { AwsError } from '../aws-error.ts';
import type { Call } from '../operation.ts';
import type { SecurityGroupRule } from '../state.ts';
import type { XmlElement } from '../xml.ts';
import { list } from './describe.ts';

/** The rules of a request, one for each peer of each `IpPermissions.N`. */
export function readPermissions(call: Call): SecurityGroupRule[] {
  const rules: SecurityGroupRule[] = [];
  for (let index = 1; call.query.has(`IpPermissions.${index}.IpProtocol`); index += 1) {
    const at = `IpPermissions.${index}`;
    const protocol = call.query.get(`${at}.IpProtocol`)!;
    const ports =
      protocol === '-1'
        ? { fromPort: -1, toPort: -1 }
        : { fromPort: port(call, `${at}.FromPort`), toPort: port(call, `${at}.ToPort`) };
    for (const peer of peersOf(call, at)) rules.push({ protocol, ...ports, peer });
  }
  if (rules.length === 0) {
    throw new AwsError(400, 'MissingParameter', 'The request must contain the parameter ipPermissions');
  }
  return rules;
}

/** How EC2 shows rules: those of one protocol and port range together. */
export function renderPermissions(rules: readonly SecurityGroupRule[], accountId: string): readonly XmlElement[] {
  const groups = Map.groupBy(rules, ({ protocol, fromPort, toPort }) => `${protocol} ${fromPort} ${toPort}`);
  return [...groups.values()].map((together) => {
    const { protocol, fromPort, toPort } = together[0]!;
    const peers = together.map(({ peer }) => peer);
    const ids = (prefix: string) => peers.filter((peer) => peer.startsWith(prefix));
    const cidrs = peers.filter((peer) => peer.includes('/'));
    return {
      ipProtocol: protocol,
      ...(protocol !== '-1' && { fromPort, toPort }),
      groups: list(ids('sg-').map((groupId) => ({ groupId, userId: accountId }))),
      ipRanges: list(cidrs.filter((cidr) => !cidr.includes(':')).map((cidrIp) => ({ cidrIp }))),
      ipv6Ranges: list(cidrs.filter((cidr) => cidr.includes(':')).map((cidrIpv6) => ({ cidrIpv6 }))),
      prefixListIds: list(ids('pl-').map((prefixListId) => ({ prefixListId }))),
    };
  });
}

export function isSameRule(a: SecurityGroupRule, b: SecurityGroupRule): boolean {
  return a.protocol === b.protocol && a.fromPort === b.fromPort && a.toPort === b.toPort && a.peer === b.peer;
}

/** As the refusal of a duplicate tells it. */
export function inWords({ peer, protocol, fromPort, toPort }: SecurityGroupRule): string {
  return protocol === '-1'
    ? `peer: ${peer}, ALL, ALLOW`
    : `peer: ${peer}, ${protocol.toUpperCase()}, from port: ${fromPort}, to port: ${toPort}, ALLOW`;
}

function peersOf({ query, region }: Call, at: string): string[] {
  const peers: string[] = [];
  const each = (list: string, member: string) => {
    for (let index = 1; query.has(`${at}.${list}.${index}.${member}`); index += 1) {
      peers.push(query.get(`${at}.${list}.${index}.${member}`)!);
    }
  };
  each('IpRanges', 'CidrIp');
  each('Ipv6Ranges', 'CidrIpv6');
  each('Groups', 'GroupId');
  each('PrefixListIds', 'PrefixListId');
  return peers.map((peer) => {
    if (peer.startsWith('sg-') && !region.securityGroups.has(peer)) {
      throw new AwsError(400, 'InvalidGroup.NotFound', `The security group '${peer}' does not exist`);
    }
    return peer.startsWith('sg-') || peer.startsWith('pl-') ? peer : canonical(peer);
  });
}

function port(call: Call, name: string): number {
  const value = Number(call.query.get(name) ?? Number.NaN);
  if (Number.isInteger(value) && value >= -1 && value <= 65_535) return value;
  throw new AwsError(400, 'InvalidParameterValue', `Invalid value '${call.query.get(name) ?? ''}' for portRange.`);
}

/** EC2 clears the host bits (API reference, IpRange). Of IPv6 this knows only what is written canonically. */
function canonical(cidr: string): string {
  const [address = '', prefixText = ''] = cidr.split('/');
  const prefix = Number(prefixText);
  const bits = isIPv4(address) ? 32 : isIPv6(address) ? 128 : 0;
  if (bits === 0 || prefixText === '' || !(prefix >= 0 && prefix <= bits)) {
    throw new AwsError(400, 'InvalidParameterValue', `CIDR block ${cidr} is malformed`);
  }
  if (bits === 128) return cidr.toLowerCase();
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - prefix);
  const first = Math.floor(number / size) * size;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${prefix}`;
}
