import type { Backend } from '../api/private-api.ts';
import { managedLinkIntent } from './backend-intent.ts';
import { hasConsent } from './consent.ts';
import type { Facts, LoadBalancerFact } from './facts.ts';
import { canHoldLink } from './link-zones.ts';
import { linkNetwork } from './managed-link.ts';
import { notPermitted, problem } from './reference-problem.ts';
import type { ReferenceProblem } from './reference-problem.ts';
import type { Settings } from './settings.ts';

const condition = 'BackendsReady';

/** Subnets and security groups of a managed V2 link: given ones by consent, the load balancer's own without. */
export function checkLinkNetwork(
  namespace: string,
  backend: Backend,
  loadBalancer: LoadBalancerFact,
  facts: Facts,
  settings: Settings,
): ReferenceProblem[] {
  const intent = managedLinkIntent(backend);
  const at = `spec.backends[${backend.name}].vpcLink.managed`;
  const vpcTags = (vpcId: string) => facts.vpcs.get(vpcId)?.tags;
  const { accountId, region } = facts.identity;
  const problems = [
    ...(intent.subnetIds ?? []).flatMap(subnetProblems),
    ...(intent.securityGroupIds ?? []).flatMap(groupProblems),
  ];
  if (intent.subnetIds === undefined) problems.push(...ownSubnetProblems());
  return problems;

  function subnetProblems(id: string): ReferenceProblem[] {
    const where = `${at}.subnetIds: ${id}`;
    const subnet = facts.subnets.get(id);
    if (subnet === undefined)
      return problem('SubnetNotFound', condition, `${where} does not exist in account ${accountId}, region ${region}`);
    if (!hasConsent(namespace, subnet.tags, vpcTags(subnet.vpcId), settings))
      return notPermitted(condition, where, namespace, `the subnet or its VPC ${subnet.vpcId}`);
    if (subnet.vpcId !== loadBalancer.vpcId)
      return problem('SubnetNotFound', condition, `${where} is not in the load balancer's VPC ${loadBalancer.vpcId}`);
    return canHoldLink(region, subnet.availabilityZoneId)
      ? []
      : problem(
          'ZoneNotSupported',
          condition,
          `${where} is in zone ${subnet.availabilityZoneId}, where AWS has no V2 links; name a subnet in another zone`,
        );
  }

  function groupProblems(id: string): ReferenceProblem[] {
    const where = `${at}.securityGroupIds: ${id}`;
    const group = facts.securityGroups.get(id);
    if (group === undefined) {
      const text = `${where} does not exist in account ${accountId}, region ${region}`;
      return problem('SecurityGroupNotFound', condition, text);
    }
    if (!hasConsent(namespace, group.tags, vpcTags(group.vpcId), settings))
      return notPermitted(condition, where, namespace, `the security group or its VPC ${group.vpcId}`);
    if (group.vpcId === loadBalancer.vpcId) return [];
    const text = `${where} is not in the load balancer's VPC ${loadBalancer.vpcId}`;
    return problem('SecurityGroupNotFound', condition, text);
  }

  function ownSubnetProblems(): ReferenceProblem[] {
    if (linkNetwork(intent, loadBalancer, facts).subnetIds.length > 0) return [];
    const zones = loadBalancer.subnetIds.map(
      (id) => `${id} (zone ${facts.subnets.get(id)?.availabilityZoneId ?? 'unknown'})`,
    );
    return problem(
      'ZoneNotSupported',
      condition,
      `spec.backends[${backend.name}].loadBalancer.arn: no subnet of the load balancer is in a zone where AWS has V2 links: ${zones.join(', ') || 'it has none'}; set vpcLink.managed.subnetIds to subnets of VPC ${loadBalancer.vpcId} in other zones`,
    );
  }
}
