import { dnsSuffixOf } from '../partitions.ts';
import type { RegionalState, VpcEndpoint } from '../state.ts';

/** As AWS reports it at this time; undefined when it is gone. */
export function vpcEndpointState(endpoint: VpcEndpoint, now: number): string | undefined {
  if (endpoint.deletedAt !== undefined) return now < endpoint.deletedAt ? 'deleting' : undefined;
  return now < endpoint.settlesAt ? 'pending' : endpoint.state;
}

/** Those that AWS still shows. */
export function presentVpcEndpoints(region: RegionalState, now: number): VpcEndpoint[] {
  return [...region.vpcEndpoints.values()].filter((endpoint) => vpcEndpointState(endpoint, now) !== undefined);
}

/** Whether connections get through. A change makes an endpoint pending and interrupts nothing. */
export function isServing(endpoint: VpcEndpoint, now: number): boolean {
  return endpoint.state === 'available' && endpoint.deletedAt === undefined && now >= endpoint.servesFrom;
}

/** Regional DNS name of an execute-api endpoint: `vpce-id-xxxxxxxx.execute-api.region.vpce.amazonaws.com`. */
export function endpointDnsName(endpoint: VpcEndpoint, region: string, partition: string): string {
  return `${endpoint.vpcEndpointId}-${endpoint.vpcEndpointId.slice(-8)}.execute-api.${region}.vpce.${dnsSuffixOf(partition)}`;
}

/** Where AWS keeps the names of endpoints; aliases to them carry it. */
export const ENDPOINT_ZONE = 'Z2OJLYMUO9EFXC';
