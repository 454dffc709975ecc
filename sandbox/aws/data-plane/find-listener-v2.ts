import type { SandboxClock } from '../../clock.ts';
import { useVpcLinkV2 } from '../api-gateway/vpc-links-v2.ts';
import type { Integration, Listener, LoadBalancer, RegionalState, SecurityGroupRule, VpcLinkV2 } from '../state.ts';

/**
 * Over a V2 link the integration names the load balancer, and the port of its uri picks the listener. `closed`: a
 * security group drops the packets, the link's on their way out or the load balancer's on their way in.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-links-v2.html
 */
export function findListenerV2(
  owner: RegionalState,
  link: VpcLinkV2,
  { integrationTarget = '' }: Integration,
  port: number,
  clock: SandboxClock,
): Listener | 'closed' | undefined {
  if (!useVpcLinkV2(link, clock.now())) return undefined;
  const loadBalancer = owner.loadBalancers.get(integrationTarget);
  const isInVpc = link.subnetIds.every((id) => owner.subnets.get(id)?.vpcId === loadBalancer?.vpcId);
  if (loadBalancer?.state !== 'active' || !isInVpc) return undefined;
  const listener = loadBalancer.listeners.find((one) => one.port === port);
  if (listener === undefined) return undefined;
  return letsOut(owner, link, loadBalancer, port) && letsIn(owner, link, loadBalancer, port) ? listener : 'closed';
}

function letsOut(owner: RegionalState, link: VpcLinkV2, loadBalancer: LoadBalancer, port: number): boolean {
  const addresses = cidrsOf(owner, loadBalancer.subnetIds);
  return link.securityGroupIds.some((id) =>
    owner.securityGroups.get(id)?.egress.some((rule) => allows(rule, port, addresses, loadBalancer.securityGroupIds)),
  );
}

/** A Network Load Balancer may have no group, and then lets everybody in. */
function letsIn(owner: RegionalState, link: VpcLinkV2, { securityGroupIds }: LoadBalancer, port: number): boolean {
  const addresses = cidrsOf(owner, link.subnetIds);
  return (
    securityGroupIds.length === 0 ||
    securityGroupIds.some((id) =>
      owner.securityGroups.get(id)?.ingress.some((rule) => allows(rule, port, addresses, link.securityGroupIds)),
    )
  );
}

/** Addresses stand anywhere in their subnets, so the rule has to hold for all of these. */
function allows(
  { protocol, fromPort, toPort, peer }: SecurityGroupRule,
  port: number,
  addresses: readonly string[],
  groupIds: readonly string[],
): boolean {
  const isForPort = protocol === '-1' || (protocol === 'tcp' && fromPort <= port && port <= toPort);
  if (!isForPort) return false;
  return peer.startsWith('sg-') ? groupIds.includes(peer) : addresses.every((cidr) => contains(peer, cidr));
}

function cidrsOf(owner: RegionalState, subnetIds: readonly string[]): string[] {
  return subnetIds.flatMap((id) => owner.subnets.get(id)?.cidrBlock ?? []);
}

/** IPv4 only. */
function contains(outer: string, inner: string): boolean {
  const [outerStart, outerSize] = range(outer);
  const [innerStart, innerSize] = range(inner);
  return outerStart <= innerStart && innerStart + innerSize <= outerStart + outerSize;
}

function range(cidr: string): [start: number, size: number] {
  const [address = '', prefix = ''] = cidr.split('/');
  return [address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0), 2 ** (32 - Number(prefix))];
}
