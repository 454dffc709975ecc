import type { PrivateApi } from '../api/private-api.ts';
import type { Reason } from '../api/reasons.ts';
import { checkLogReferences } from './check-log-references.ts';
import { hasConsent, hasLoadBalancerConsent } from './consent.ts';
import type { Facts, LoadBalancerFact, VpcEndpointFact } from './facts.ts';
import { foreignPrincipals } from './foreign-principals.ts';
import { shareKeyOf, vpcLinkShareKey } from './ownership.ts';
import { backendPort } from './route-intent.ts';
import type { Settings } from './settings.ts';

/** Something the spec refers to that cannot be used, and what to do about it. */
export interface ReferenceProblem {
  readonly reason: Reason;
  readonly condition: 'EndpointReady' | 'BackendsReady' | 'PolicyApplied' | 'Deployed';
  /** Names the field, the value and the remedy. */
  readonly message: string;
  /** True when waiting may help: the thing is on its way. */
  readonly pending: boolean;
}

const pendingEndpointStates = new Set(['pending', 'pendingacceptance', 'partial']);

/**
 * Everything wrong with what the spec refers to: not open to the namespace, not there, not ready. Pure: `facts` carry
 * the tags. Consent is asked first, so that nobody learns the state of what is not theirs.
 */
export function checkReferences(object: PrivateApi, facts: Facts, settings: Settings): readonly ReferenceProblem[] {
  const { namespace } = object.metadata;
  return [
    ...endpointProblems(),
    ...callerProblems(),
    ...backendProblems(),
    ...checkLogReferences(object, facts, settings),
  ];

  function endpointProblems(): ReferenceProblem[] {
    return object.spec.endpoint.existing.vpcEndpointIds.flatMap((id) => {
      const where = `spec.endpoint.existing.vpcEndpointIds: ${id}`;
      const endpoint = facts.vpcEndpoints.get(id);
      if (endpoint === undefined) {
        return problem(
          'EndpointNotFound',
          'EndpointReady',
          `${where} does not exist in account ${facts.identity.accountId}, region ${facts.identity.region}; name an endpoint of this account`,
        );
      }
      if (!isOpen(endpoint)) return notPermitted('EndpointReady', where, `the endpoint or its VPC ${endpoint.vpcId}`);
      if (!endpoint.serviceName.endsWith('.execute-api')) {
        return problem(
          'EndpointNotFound',
          'EndpointReady',
          `${where} is an endpoint for ${endpoint.serviceName}; name one for execute-api`,
        );
      }
      if (endpoint.state === 'available') return [];
      if (pendingEndpointStates.has(endpoint.state)) {
        return pending('EndpointPending', 'EndpointReady', `VPC endpoint ${id} is ${endpoint.state}`);
      }
      return problem(
        'EndpointRejected',
        'EndpointReady',
        `${where} is ${endpoint.state}; name an endpoint that is available`,
      );
    });
  }

  function callerProblems(): ReferenceProblem[] {
    const endpoints = (object.spec.access?.vpcEndpoints ?? []).flatMap(({ id }) => {
      const endpoint = facts.vpcEndpoints.get(id);
      const where = `spec.access.vpcEndpoints: ${id}`;
      if (endpoint === undefined) return foreignCaller(where, 'EndpointNotFound');
      return isOpen(endpoint) ? [] : notPermitted('PolicyApplied', where, `the endpoint or its VPC ${endpoint.vpcId}`);
    });
    const vpcs = (object.spec.access?.vpcs ?? []).flatMap(({ id }) => {
      const vpc = facts.vpcs.get(id);
      const where = `spec.access.vpcs: ${id}`;
      if (vpc === undefined) return foreignCaller(where, 'VpcNotFound');
      return hasConsent(namespace, vpc.tags, undefined, settings)
        ? []
        : notPermitted('PolicyApplied', where, 'the VPC');
    });
    return [...endpoints, ...vpcs, ...foreignPrincipals(object, facts.identity, settings)];
  }

  function backendProblems(): ReferenceProblem[] {
    return object.spec.backends.flatMap((backend) => {
      const { arn } = backend.loadBalancer;
      const where = `spec.backends[${backend.name}].loadBalancer.arn: ${arn}`;
      const loadBalancer = facts.loadBalancers.get(arn);
      if (loadBalancer === undefined) {
        return problem(
          'LoadBalancerNotFound',
          'BackendsReady',
          `${where} does not exist in account ${facts.identity.accountId}, region ${facts.identity.region}; a VPC link reaches load balancers of its own account and region only`,
        );
      }
      if (!hasLoadBalancerConsent(namespace, loadBalancer.tags, settings))
        return notPermitted('BackendsReady', where, 'the load balancer');
      if (loadBalancer.type !== 'network') {
        return problem(
          'LoadBalancerNotFound',
          'BackendsReady',
          `${where} is of type ${loadBalancer.type}; name a Network Load Balancer`,
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
          `spec.backends[${backend.name}].port: the load balancer has no listener on port ${port} but ${ports}; set port to one of its listeners`,
        );
      }
      const linkId = backend.vpcLink.existing?.id;
      return linkId === undefined
        ? managedLinkProblems(loadBalancer)
        : existingLinkProblems(backend.name, linkId, loadBalancer);
    });
  }

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
        `${where} does not exist; name a V1 VPC link of this account and region`,
      );
    if (!hasConsent(namespace, link.tags, facts.vpcs.get(loadBalancer.vpcId)?.tags, settings)) {
      return notPermitted('BackendsReady', where, `the link or the VPC ${loadBalancer.vpcId}`);
    }
    if (!link.targetArns.includes(loadBalancer.arn)) {
      return problem(
        'VpcLinkConflict',
        'BackendsReady',
        `${where} leads to ${link.targetArns.join(', ')}; name the link of ${loadBalancer.arn}`,
      );
    }
    if (link.status === 'AVAILABLE') return [];
    if (link.status === 'PENDING') return pending('VpcLinkPending', 'BackendsReady', `VPC link ${linkId} is PENDING`);
    return problem('VpcLinkFailed', 'BackendsReady', `${where} is ${link.status}: ${link.statusMessage}`);
  }

  function isOpen(endpoint: VpcEndpointFact): boolean {
    return hasConsent(namespace, endpoint.tags, facts.vpcs.get(endpoint.vpcId)?.tags, settings);
  }

  function foreignCaller(where: string, reason: Reason): ReferenceProblem[] {
    return settings.allowForeignCallers
      ? []
      : problem(
          reason,
          'PolicyApplied',
          `${where} does not exist in account ${facts.identity.accountId}; callers of other accounts need the operator's flag --allow-foreign-callers`,
        );
  }

  function notPermitted(condition: ReferenceProblem['condition'], where: string, what: string): ReferenceProblem[] {
    return problem(
      'RefNotPermitted',
      condition,
      `${where} is not open to namespace ${namespace}; its owner opens it with the AWS tag privateapi.dev/allow = ${namespace} on ${what}`,
    );
  }
}

function problem(reason: Reason, condition: ReferenceProblem['condition'], message: string): ReferenceProblem[] {
  return [{ reason, condition, message, pending: false }];
}

function pending(reason: Reason, condition: ReferenceProblem['condition'], message: string): ReferenceProblem[] {
  return [{ reason, condition, message, pending: true }];
}
