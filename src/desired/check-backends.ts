import type { Backend, PrivateApi } from '../api/private-api.ts';
import { backendPort, managedLinkIntent } from './backend-intent.ts';
import { checkLinkNetwork } from './check-link-network.ts';
import { hasConsent, hasLoadBalancerConsent } from './consent.ts';
import type { Facts, LoadBalancerFact } from './facts.ts';
import { linkVersion } from './managed-link.ts';
import { shareKeyOf, vpcLinkShareKey } from './ownership.ts';
import { notPermitted, pending, problem } from './reference-problem.ts';
import type { ReferenceProblem } from './reference-problem.ts';
import type { Settings } from './settings.ts';

/** The field that leads to the load balancer. */
function fieldOf({ service, ingress }: Backend): string {
  if (service !== undefined) return `service.name, the load balancer of ${service.name}`;
  return ingress === undefined ? 'loadBalancer.arn' : `ingress.name, the load balancer of ${ingress.name}`;
}

/** What requests are passed on to, and the links that carry them. */
export function checkBackends({ metadata, spec }: PrivateApi, facts: Facts, settings: Settings): ReferenceProblem[] {
  const { namespace } = metadata;
  return spec.backends.flatMap((backend) => {
    // A Service or Ingress without a load balancer is a problem of its own, see `resolve-backends.ts`.
    if (backend.loadBalancer === undefined) return [];
    const { arn } = backend.loadBalancer;
    const where = `spec.backends[${backend.name}].${fieldOf(backend)}: ${arn}`;
    const loadBalancer = facts.loadBalancers.get(arn);
    if (loadBalancer === undefined) {
      return problem(
        'LoadBalancerNotFound',
        'BackendsReady',
        `${where} does not exist in account ${facts.identity.accountId}, region ${facts.identity.region}; a VPC link reaches load balancers of its own account and region only`,
      );
    }
    if (!hasLoadBalancerConsent(namespace, loadBalancer.tags, settings))
      return notPermitted('BackendsReady', where, namespace, 'the load balancer');
    if (loadBalancer.type !== 'network' && loadBalancer.type !== 'application') {
      return problem(
        'LoadBalancerNotFound',
        'BackendsReady',
        `${where} is of type ${loadBalancer.type}; name a Network or an Application Load Balancer`,
      );
    }
    if (loadBalancer.state === 'failed') {
      return problem(
        'LoadBalancerNotFound',
        'BackendsReady',
        `${where} is in state failed; name a load balancer that works`,
      );
    }
    if (loadBalancer.state === 'provisioning')
      return pending('LoadBalancerPending', 'BackendsReady', `load balancer ${arn} is provisioning`);
    const port = backendPort(backend);
    if (!loadBalancer.listenerPorts.includes(port)) {
      const ports =
        loadBalancer.listenerPorts.length === 0
          ? 'no listener'
          : `listeners on ${loadBalancer.listenerPorts.join(', ')}`;
      return problem(
        'BackendNotFound',
        'BackendsReady',
        `spec.backends[${backend.name}].${backend.service === undefined ? '' : 'service.'}port: the load balancer has no listener on port ${port} but ${ports}; set port to one of its listeners`,
      );
    }
    const linkId = backend.vpcLink?.existing?.id;
    if (linkId !== undefined) return existingLinkProblems(backend.name, linkId, loadBalancer);
    const version = linkVersion(managedLinkIntent(backend), loadBalancer);
    if (version === 'V1' && loadBalancer.type === 'application') {
      return problem(
        'VpcLinkConflict',
        'BackendsReady',
        `spec.backends[${backend.name}].vpcLink.managed.version: a V1 link cannot reach the Application Load Balancer ${arn}; remove version, or set it to V2`,
      );
    }
    return version === 'V1'
      ? managedLinkProblems(loadBalancer)
      : checkLinkNetwork(namespace, backend, loadBalancer, facts, settings);
  });

  /** AWS builds an endpoint service on the load balancer, and only one link can have it. */
  function managedLinkProblems({ arn }: LoadBalancerFact): ReferenceProblem[] {
    const other = facts.vpcLinks.find(
      (link) =>
        link.targetArns.includes(arn) &&
        link.status !== 'FAILED' &&
        shareKeyOf(link.tags, settings.clusterId, 'VpcLink') !== vpcLinkShareKey(arn),
    );
    return other === undefined
      ? []
      : problem(
          'VpcLinkConflict',
          'BackendsReady',
          `VPC link ${other.id} occupies load balancer ${arn}, and AWS allows one V1 link for each; set vpcLink.existing.id to ${other.id} or delete that link`,
        );
  }

  function existingLinkProblems(
    backendName: string,
    linkId: string,
    loadBalancer: LoadBalancerFact,
  ): ReferenceProblem[] {
    const where = `spec.backends[${backendName}].vpcLink.existing.id: ${linkId}`;
    const link = facts.vpcLinks.find(({ id }) => id === linkId);
    if (link === undefined)
      return problem(
        'VpcLinkNotFound',
        'BackendsReady',
        `${where} does not exist; name a VPC link of this account and region`,
      );
    if (!hasConsent(namespace, link.tags, facts.vpcs.get(loadBalancer.vpcId)?.tags, settings)) {
      return notPermitted('BackendsReady', where, namespace, `the link or the VPC ${loadBalancer.vpcId}`);
    }
    if (link.version === 'V1' && loadBalancer.type === 'application') {
      return problem(
        'VpcLinkConflict',
        'BackendsReady',
        `${where} is a V1 link, which cannot reach an Application Load Balancer; name a V2 link of VPC ${loadBalancer.vpcId}`,
      );
    }
    const elsewhere = link.subnetIds.map((id) => facts.subnets.get(id)?.vpcId).find((id) => id !== loadBalancer.vpcId);
    if (link.version === 'V2' && (elsewhere !== undefined || link.subnetIds.length === 0)) {
      return problem(
        'VpcLinkConflict',
        'BackendsReady',
        `${where} is in VPC ${elsewhere ?? 'unknown'}; name a link in the load balancer's VPC ${loadBalancer.vpcId}`,
      );
    }
    if (link.version === 'V1' && !link.targetArns.includes(loadBalancer.arn)) {
      return problem(
        'VpcLinkConflict',
        'BackendsReady',
        `${where} leads to ${link.targetArns.join(', ')}; name the link of ${loadBalancer.arn}`,
      );
    }
    if (link.status === 'AVAILABLE' || link.status === 'INACTIVE') return [];
    if (link.status === 'PENDING') return pending('VpcLinkPending', 'BackendsReady', `VPC link ${linkId} is PENDING`);
    return problem('VpcLinkFailed', 'BackendsReady', `${where} is ${link.status}: ${link.statusMessage}`);
  }
}
