import { AwsError } from '../aws-error.ts';
import type { Answer, Call } from '../operation.ts';
import { listParameter } from '../query-parameters.ts';
import type { VpcEndpoint } from '../state.ts';
import { readPolicy } from './create-vpc-endpoint.ts';
import { placeInterfaces, requirePrivateDns, requireSecurityGroups, requireSubnets } from './endpoint-subnets.ts';
import { vpcEndpointState } from './vpc-endpoint-states.ts';

/** Changes what the request names, all or nothing; the endpoint is pending for a while after it. */
export function modifyVpcEndpoint(call: Call): Answer {
  const { query, world } = call;
  const endpoint = requireVpcEndpoint(call, query.get('VpcEndpointId') ?? '');
  const { vpcEndpointId, vpcId } = endpoint;
  const state = vpcEndpointState(endpoint, world.now());
  if (state !== 'available') {
    throw new AwsError(400, 'IncorrectState', `The VPC endpoint ${vpcEndpointId} is in the state ${state}`);
  }
  const ipAddressType = query.get('IpAddressType') ?? endpoint.ipAddressType;
  const subnetIds = changed(call, endpoint.subnetIds, 'SubnetId');
  requireSubnets(call, { ...endpoint, ipAddressType }, subnetIds);
  const securityGroupIds = changed(call, endpoint.securityGroupIds, 'SecurityGroupId');
  requireSecurityGroups(call, vpcId, securityGroupIds);
  if (securityGroupIds.length === 0) {
    throw new AwsError(400, 'InvalidParameter', 'A VPC endpoint must have at least one security group');
  }
  const wanted = query.get('PrivateDnsEnabled');
  if (wanted === 'true' && !endpoint.privateDnsEnabled) requirePrivateDns(call, endpoint);
  const policy = readPolicy(call);

  endpoint.ipAddressType = ipAddressType;
  endpoint.subnetIds = subnetIds;
  endpoint.securityGroupIds = securityGroupIds;
  if (wanted !== null) endpoint.privateDnsEnabled = wanted === 'true';
  if (policy !== undefined) endpoint.policy = policy;
  endpoint.settlesAt = world.now() + world.settings.vpcEndpointPendingMs;
  placeInterfaces(call, endpoint);
  return { status: 200, resourceId: vpcEndpointId, body: { return: true } };

  /** EC2 looks at additions before removals, so a zone cannot change its subnet in one request. */
  function changed({ query: form }: Call, before: readonly string[], name: string): string[] {
    const added = listParameter(form, `Add${name}`).filter((id) => !before.includes(id));
    const removed = listParameter(form, `Remove${name}`);
    if (name === 'SubnetId' && added.length > 0) requireSubnets(call, endpoint, [...before, ...added]);
    return [...before, ...added].filter((id) => !removed.includes(id));
  }
}

export function requireVpcEndpoint({ region, world }: Call, id: string): VpcEndpoint {
  const endpoint = region.vpcEndpoints.get(id);
  if (endpoint === undefined || vpcEndpointState(endpoint, world.now()) === undefined || !world.isVisible(id)) {
    throw new AwsError(400, 'InvalidVpcEndpointId.NotFound', `The Vpc Endpoint Id '${id}' does not exist`);
  }
  return endpoint;
}
