import type { PrivateApi } from '../api/private-api.ts';
import type { Facts, VpcEndpointFact } from './facts.ts';
import { sharedEndpoint } from './shared-endpoint.ts';

/** The endpoints that the API is associated with. A managed one has to be there before it is asked for here. */
export function endpointIds(
  { spec }: Pick<PrivateApi, 'spec'>,
  { managedEndpoint }: Facts,
  clusterId: string,
): readonly string[] {
  const { existing, managed } = spec.endpoint;
  const shared = managed && managedEndpoint && sharedEndpoint(managedEndpoint, clusterId, managed.vpcId);
  return [...(existing?.vpcEndpointIds ?? []), ...(shared === undefined ? [] : [shared.id])].sort();
}

/** The endpoints through which the API is called, given ones or the managed one, as far as they are there. */
export function usedEndpoints(
  { spec }: Pick<PrivateApi, 'spec'>,
  facts: Facts,
  clusterId: string,
): readonly VpcEndpointFact[] {
  const { existing, managed } = spec.endpoint;
  const given = [...(existing?.vpcEndpointIds ?? [])].sort().flatMap((id) => facts.vpcEndpoints.get(id) ?? []);
  const shared = managed && facts.managedEndpoint && sharedEndpoint(facts.managedEndpoint, clusterId, managed.vpcId);
  return [...given, ...(shared === undefined ? [] : [shared])];
}
