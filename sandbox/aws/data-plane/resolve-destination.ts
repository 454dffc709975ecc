import { ConnectionLost } from '../../http.ts';
import { isServing } from '../ec2/vpc-endpoint-states.ts';
import type { AwsState, RegionalState, RestApi, VpcEndpoint } from '../state.ts';
import { readApiHostName } from './api-host-name.ts';
import { admitsConnection } from './admit-connection.ts';
import type { Caller } from './network-interface.ts';

/** Where a connection ends: at a VPC endpoint, or at the public front end of API Gateway in a Region. */
export interface Destination {
  readonly endpoint: VpcEndpoint | undefined;
  readonly region: string;
}

/**
 * What DNS and the network make of a host name for this caller. Throws ConnectionLost when the name leads nowhere, or to
 * private addresses the caller has no route to (peering and VPN are not modelled: that is any other VPC).
 *
 * - A VPC whose endpoint has private DNS answers every `*.execute-api.{region}.{suffix}` name with that endpoint, so
 *   from there public APIs, and aliases of other endpoints, are out of reach.
 *   https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html
 * - `{api}-{vpce}` is a public alias to the endpoint's private addresses, made by associating the endpoint with the API.
 *   https://docs.aws.amazon.com/apigateway/latest/developerguide/associate-private-api-with-vpc-endpoint.html
 * - Other names are looked up in the private hosted zones of the caller's VPC, for an alias to an endpoint.
 * - All else under execute-api is the public front end.
 *
 * The endpoint's security groups are asked next; what they do not let in is dropped, and nobody answers.
 */
export function resolveDestination(state: AwsState, caller: Caller, hostName: string, now: number): Destination {
  const destination = lookUp(state, caller, hostName, now);
  const { endpoint } = destination;
  if (endpoint !== undefined && caller !== 'internet' && !admitsConnection(state, endpoint, caller)) {
    throw new ConnectionLost(
      `the security groups of ${endpoint.vpcEndpointId} drop what ${caller.address} sends: the connection times out`,
    );
  }
  return destination;
}

function lookUp(state: AwsState, caller: Caller, hostName: string, now: number): Destination {
  const known = readApiHostName(hostName, state.partition);
  const alias = known === undefined ? privateAlias(state, caller, hostName) : undefined;
  const name = alias === undefined ? known : readApiHostName(alias, state.partition);
  if (name === undefined) throw new ConnectionLost(`${hostName} does not resolve`);
  const { region } = name;
  if (name.kind === 'Endpoint')
    return { endpoint: reachableEndpoint(state, caller, name.vpceId, hostName, now), region };

  const privateDnsEndpoint = endpointsOf(state, region).find(
    (endpoint) =>
      caller !== 'internet' &&
      endpoint.vpcId === caller.vpcId &&
      endpoint.privateDnsEnabled &&
      isServing(endpoint, now),
  );
  if (privateDnsEndpoint !== undefined) return { endpoint: privateDnsEndpoint, region };
  if (name.vpceId !== undefined && isAssociated(findApi(state, name.apiId, region)?.api, name.vpceId)) {
    return { endpoint: reachableEndpoint(state, caller, name.vpceId, hostName, now), region };
  }
  return { endpoint: undefined, region };
}

function privateAlias(state: AwsState, caller: Caller, hostName: string): string | undefined {
  if (caller === 'internet') return undefined;
  const zones = [...state.hostedZones.values()].filter(
    ({ isPrivate, vpcs }) => isPrivate && vpcs.some(({ vpcId }) => vpcId === caller.vpcId),
  );
  return zones
    .flatMap(({ recordSets }) => recordSets)
    .find(({ name, type }) => name === `${hostName}.` && (type === 'A' || type === 'AAAA'))
    ?.alias?.dnsName.replace(/\.$/, '');
}

/** API ids are unique in a Region, across accounts. */
export function findApi(
  state: AwsState,
  apiId: string,
  region: string,
): { api: RestApi; owner: RegionalState } | undefined {
  for (const owner of state.regions.values()) {
    const api = owner.region === region ? owner.restApis.get(apiId) : undefined;
    if (api !== undefined) return { api, owner };
  }
  return undefined;
}

/** Whether a deployment that some stage serves has the endpoint associated: like every change, it needs a deployment. */
export function isAssociated(api: RestApi | undefined, vpceId: string): boolean {
  return [...(api?.stages.values() ?? [])].some((stage) =>
    api?.deployments.get(stage.deploymentId)?.snapshot.vpcEndpointIds.includes(vpceId),
  );
}

function reachableEndpoint(
  state: AwsState,
  caller: Caller,
  vpceId: string,
  hostName: string,
  now: number,
): VpcEndpoint {
  const endpoint = [...state.regions.values()]
    .map((regional) => regional.vpcEndpoints.get(vpceId))
    .find((found) => found !== undefined && isServing(found, now) && isForExecuteApi(found));
  if (endpoint === undefined) throw new ConnectionLost(`${hostName} does not resolve`);
  if (caller === 'internet' || caller.vpcId !== endpoint.vpcId) {
    throw new ConnectionLost(`${hostName} has private addresses in ${endpoint.vpcId}: the connection times out`);
  }
  return endpoint;
}

function endpointsOf(state: AwsState, region: string): VpcEndpoint[] {
  return [...state.regions.values()]
    .filter((regional) => regional.region === region)
    .flatMap((regional) => [...regional.vpcEndpoints.values()])
    .filter(isForExecuteApi);
}

function isForExecuteApi(endpoint: VpcEndpoint): boolean {
  return endpoint.serviceName.endsWith('.execute-api') && endpoint.vpcEndpointType === 'Interface';
}
