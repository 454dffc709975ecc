import type { Reason } from '../api/reasons.ts';
import type { PrivateApi } from '../api/private-api.ts';
import { isEndpointOpen } from './check-endpoints.ts';
import { hasConsent } from './consent.ts';
import type { Facts } from './facts.ts';
import { foreignPrincipals } from './foreign-principals.ts';
import { notPermitted, problem } from './reference-problem.ts';
import type { ReferenceProblem } from './reference-problem.ts';
import type { Settings } from './settings.ts';

/** Who else is let in: further endpoints, VPCs, principals. */
export function checkCallers(object: PrivateApi, facts: Facts, settings: Settings): ReferenceProblem[] {
  const { namespace } = object.metadata;
  const endpoints = (object.spec.access?.vpcEndpoints ?? []).flatMap(({ id }) => {
    const endpoint = facts.vpcEndpoints.get(id);
    const where = `spec.access.vpcEndpoints: ${id}`;
    if (endpoint === undefined) return foreignCaller(where, 'EndpointNotFound');
    return isEndpointOpen(namespace, endpoint, facts, settings)
      ? []
      : notPermitted('PolicyApplied', where, namespace, `the endpoint or its VPC ${endpoint.vpcId}`);
  });
  const vpcs = (object.spec.access?.vpcs ?? []).flatMap(({ id }) => {
    const vpc = facts.vpcs.get(id);
    const where = `spec.access.vpcs: ${id}`;
    if (vpc === undefined) return foreignCaller(where, 'VpcNotFound');
    return hasConsent(namespace, vpc.tags, undefined, settings)
      ? []
      : notPermitted('PolicyApplied', where, namespace, 'the VPC');
  });
  return [...endpoints, ...vpcs, ...foreignPrincipals(object, facts.identity, settings)];

  function foreignCaller(where: string, reason: Reason): ReferenceProblem[] {
    return settings.allowForeignCallers
      ? []
      : problem(
          reason,
          'PolicyApplied',
          `${where} does not exist in account ${facts.identity.accountId}; callers of other accounts need the operator's flag --allow-foreign-callers`,
        );
  }
}
