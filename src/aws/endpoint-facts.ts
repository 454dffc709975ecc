import { DescribeVpcAttributeCommand } from '@aws-sdk/client-ec2';
import type { VpcAttributeName } from '@aws-sdk/client-ec2';
import type { EndpointReferences, ManagedEndpointFacts } from '../desired/facts.ts';
import type { Calls } from './calls.ts';
import type { AwsClients } from './clients.ts';
import type { createFactReaders } from './facts.ts';
import type { createSecurityGroups } from './security-group.ts';
import type { createVpcEndpoints } from './vpc-endpoint.ts';

/** Reads the network that managed endpoints of one VPC live in. */
export function createEndpointFactReader(
  calls: Calls,
  { ec2 }: AwsClients,
  sources: {
    facts: ReturnType<typeof createFactReaders>;
    vpcEndpoints: ReturnType<typeof createVpcEndpoints>;
    securityGroups: ReturnType<typeof createSecurityGroups>;
  },
) {
  return async function readEndpointFacts(
    { vpcId, subnetIds, securityGroupIds, needsDns }: EndpointReferences,
    signal: AbortSignal,
  ): Promise<ManagedEndpointFacts> {
    const [vpcs, service, subnets, endpoints, dns] = await Promise.all([
      sources.facts.readVpcs([vpcId], signal),
      sources.vpcEndpoints.readService(signal),
      sources.facts.readSubnets(subnetIds, signal),
      sources.vpcEndpoints.listInVpc(vpcId, signal),
      needsDns ? readDns(vpcId, signal) : undefined,
    ]);
    // Those of the endpoint too: whether they let in whom they should is seen in their rules.
    const groupIds = new Set([...securityGroupIds, ...endpoints.flatMap((endpoint) => endpoint.securityGroupIds)]);
    const securityGroups = await sources.securityGroups.read([...groupIds].sort(), signal);
    return { vpc: vpcs.get(vpcId), dns, service, subnets, securityGroups, endpoints };
  };

  /** AWS tells one attribute a call. */
  async function readDns(vpcId: string, signal: AbortSignal): Promise<ManagedEndpointFacts['dns']> {
    const ask = (Attribute: VpcAttributeName) =>
      calls.readIfExists('DescribeVpcAttribute', signal, (options) =>
        ec2.send(new DescribeVpcAttributeCommand({ VpcId: vpcId, Attribute }), options),
      );
    const [support, hostnames] = await Promise.all([ask('enableDnsSupport'), ask('enableDnsHostnames')]);
    return {
      support: support?.EnableDnsSupport?.Value ?? false,
      hostnames: hostnames?.EnableDnsHostnames?.Value ?? false,
    };
  }
}
