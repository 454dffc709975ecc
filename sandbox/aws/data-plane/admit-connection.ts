import { isInRange } from '../iam/compare-values.ts';
import type { AwsState, SecurityGroupRule, VpcEndpoint } from '../state.ts';
import type { NetworkInterface } from './network-interface.ts';

/**
 * Whether a rule of one of the endpoint's security groups lets the caller in by TCP on port 443. An endpoint that was
 * seeded without a group lets everybody in.
 */
export function admitsConnection(state: AwsState, endpoint: VpcEndpoint, caller: NetworkInterface): boolean {
  if (endpoint.securityGroupIds.length === 0) return true;
  const groups = [...state.regions.values()].flatMap(({ securityGroups }) =>
    endpoint.securityGroupIds.flatMap((id) => securityGroups.get(id) ?? []),
  );
  return groups.some(({ ingress }) => ingress.some((rule) => isForHttps(rule) && isFrom(rule, caller)));
}

function isForHttps({ protocol, fromPort, toPort }: SecurityGroupRule): boolean {
  return protocol === '-1' || ((protocol === 'tcp' || protocol === '6') && fromPort <= 443 && toPort >= 443);
}

function isFrom({ peer }: SecurityGroupRule, { address, securityGroupIds = [] }: NetworkInterface): boolean {
  return peer.startsWith('sg-') ? securityGroupIds.includes(peer) : isInRange(peer, address);
}
