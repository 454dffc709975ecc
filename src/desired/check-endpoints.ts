import type { PrivateApi } from '../api/private-api.ts';
import { hasConsent } from './consent.ts';
import type { Facts, VpcEndpointFact } from './facts.ts';
import { notPermitted, pending, problem } from './reference-problem.ts';
import type { ReferenceProblem } from './reference-problem.ts';
import type { Settings } from './settings.ts';

const pendingEndpointStates = new Set(['pending', 'pendingacceptance', 'partial']);

/** The endpoints through which the API is called. */
export function checkEndpoints({ metadata, spec }: PrivateApi, facts: Facts, settings: Settings): ReferenceProblem[] {
  const { namespace } = metadata;
  return spec.endpoint.existing.vpcEndpointIds.flatMap((id) => {
    const where = `spec.endpoint.existing.vpcEndpointIds: ${id}`;
    const endpoint = facts.vpcEndpoints.get(id);
    if (endpoint === undefined) {
      return problem(
        'EndpointNotFound',
        'EndpointReady',
        `${where} does not exist in account ${facts.identity.accountId}, region ${facts.identity.region}; name an endpoint of this account`,
      );
    }
    if (!isEndpointOpen(namespace, endpoint, facts, settings))
      return notPermitted('EndpointReady', where, namespace, `the endpoint or its VPC ${endpoint.vpcId}`);
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

export function isEndpointOpen(
  namespace: string,
  endpoint: VpcEndpointFact,
  facts: Facts,
  settings: Settings,
): boolean {
  return hasConsent(namespace, endpoint.tags, facts.vpcs.get(endpoint.vpcId)?.tags, settings);
}
