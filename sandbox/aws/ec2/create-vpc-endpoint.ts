import { AwsError } from '../aws-error.ts';
import type { Answer, Call } from '../operation.ts';
import { listParameter } from '../query-parameters.ts';
import { executeApiServiceName } from '../seed.ts';
import type { PolicyDocument, SecurityGroup, VpcEndpoint } from '../state.ts';
import { placeInterfaces, requirePrivateDns, requireSecurityGroups, requireSubnets } from './endpoint-subnets.ts';
import { readTagSpecifications } from './tag-specifications.ts';

/** As AWS shows it: no version, everything allowed. */
const fullAccess: PolicyDocument = { Statement: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' } };

/**
 * The same client token with the same parameters is answered with the endpoint that the first call made, be it gone by
 * now. https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
export function createVpcEndpoint(call: Call): Answer {
  const { query, region, world } = call;
  const token = query.get('ClientToken');
  const parameters = new URLSearchParams(query);
  parameters.delete('ClientToken');
  parameters.sort();
  const earlier = token === null ? undefined : region.clientTokens.get(token);
  if (earlier !== undefined) {
    if (earlier.parameters !== parameters.toString()) {
      throw new AwsError(
        400,
        'IdempotentParameterMismatch',
        'The request uses the same client token as a previous, but non-identical request.',
      );
    }
    return answer(region.vpcEndpoints.get(earlier.vpcEndpointId)!, token);
  }
  const endpoint = newEndpoint(call);
  region.vpcEndpoints.set(endpoint.vpcEndpointId, endpoint);
  placeInterfaces(call, endpoint);
  if (token !== null) {
    region.clientTokens.set(token, { parameters: parameters.toString(), vpcEndpointId: endpoint.vpcEndpointId });
  }
  return answer(endpoint, token);

  function newEndpoint({ world: { ids, now, settings } }: Call): VpcEndpoint {
    const vpcId = query.get('VpcId') ?? '';
    if (!region.vpcs.has(vpcId)) {
      throw new AwsError(400, 'InvalidVpcId.NotFound', `The vpc ID '${vpcId}' does not exist`);
    }
    const serviceName = query.get('ServiceName') ?? '';
    if (serviceName !== executeApiServiceName(world.state, region.region)) {
      throw new AwsError(400, 'InvalidServiceName', `The Vpc Endpoint Service '${serviceName}' does not exist`);
    }
    const vpcEndpointType = query.get('VpcEndpointType') ?? 'Gateway';
    if (vpcEndpointType !== 'Interface') {
      throw new AwsError(
        400,
        'InvalidParameter',
        `Endpoint type (${vpcEndpointType}) does not match available service types ([Interface]).`,
      );
    }
    const ipAddressType = query.get('IpAddressType') ?? 'ipv4';
    const subnetIds = listParameter(query, 'SubnetId');
    requireSubnets(call, { vpcId, serviceName, ipAddressType }, subnetIds);
    const given = listParameter(query, 'SecurityGroupId');
    requireSecurityGroups(call, vpcId, given);
    const privateDnsEnabled = query.get('PrivateDnsEnabled') === 'true';
    if (privateDnsEnabled) requirePrivateDns(call, { vpcId, serviceName });
    const settlesAt = now() + settings.vpcEndpointPendingMs;
    return {
      vpcEndpointId: `vpce-${ids.hexadecimal(17)}`,
      vpcId,
      serviceName,
      vpcEndpointType,
      state: 'available',
      settlesAt,
      deletedAt: undefined,
      createdAt: now(),
      servesFrom: settlesAt,
      ipAddressType,
      privateDnsEnabled,
      subnetIds,
      securityGroupIds: given.length > 0 ? given : [defaultGroup(call, vpcId).groupId],
      networkInterfaceIds: [],
      policy: readPolicy(call) ?? fullAccess,
      tags: readTagSpecifications(call, 'vpc-endpoint'),
    };
  }
}

/** Undefined when the request brings none. */
export function readPolicy({ query }: Call): PolicyDocument | undefined {
  const text = query.get('PolicyDocument');
  if (text === null || text === '') return undefined;
  try {
    const policy = JSON.parse(text) as PolicyDocument;
    if (typeof policy === 'object' && 'Statement' in policy) return policy;
  } catch {
    // Not JSON: refused below.
  }
  throw new AwsError(400, 'InvalidPolicyDocument', 'The policy document is not valid');
}

function answer(endpoint: VpcEndpoint, token: string | null): Answer {
  return {
    status: 200,
    resourceId: endpoint.vpcEndpointId,
    body: {
      vpcEndpoint: {
        vpcEndpointId: endpoint.vpcEndpointId,
        vpcEndpointType: endpoint.vpcEndpointType,
        vpcId: endpoint.vpcId,
        serviceName: endpoint.serviceName,
        state: 'pending',
      },
      ...(token !== null && { clientToken: token }),
    },
  };
}

/** Every VPC has one; here it appears when it is first needed. */
function defaultGroup({ region, world }: Call, vpcId: string): SecurityGroup {
  const existing = [...region.securityGroups.values()].find(
    (group) => group.vpcId === vpcId && group.groupName === 'default',
  );
  if (existing !== undefined) return existing;
  const groupId = `sg-${world.ids.hexadecimal(17)}`;
  const everything = { protocol: '-1', fromPort: -1, toPort: -1 };
  const group: SecurityGroup = {
    groupId,
    groupName: 'default',
    description: 'default VPC security group',
    vpcId,
    ingress: [{ ...everything, peer: groupId }],
    egress: [{ ...everything, peer: '0.0.0.0/0' }],
    tags: {},
  };
  region.securityGroups.set(groupId, group);
  return group;
}
