import type { ManagedEndpoint } from '../../src/api/private-api.ts';
import type { ManagedEndpointFacts, SecurityGroupFact, SubnetFact, VpcEndpointFact } from '../../src/desired/facts.ts';
import { sharedTags, vpcEndpointShareKey } from '../../src/desired/ownership.ts';
import { desiredEndpoint, ingressRules } from '../../src/desired/shared-endpoint.ts';
import type { DesiredEndpoint } from '../../src/desired/shared-endpoint.ts';
import { anEndpoint } from './facts.ts';
import { clusterId, identity, vpcId } from './names.ts';

const serviceName = 'com.amazonaws.eu-west-1.execute-api';
export const subnetIds = ['subnet-0000000a', 'subnet-0000000b'];
export const ownGroupId = 'sg-0000000a';

/** What a spec says under `endpoint.managed`, with the defaults of the CRD. */
export function aManagedEndpoint(overrides: Partial<ManagedEndpoint> = {}): ManagedEndpoint {
  return {
    vpcId,
    subnetIds,
    privateDns: false,
    ipAddressType: 'IPv4',
    ...(overrides.securityGroupIds === undefined && { ingress: { cidrs: ['10.0.0.0/16'] } }),
    ...overrides,
  };
}

export function aDesiredEndpoint(spec: Partial<ManagedEndpoint> = {}): DesiredEndpoint {
  const managed = aManagedEndpoint(spec);
  return desiredEndpoint(managed, ingressRules(managed), serviceName, identity, clusterId);
}

export function aSubnet(overrides: Partial<SubnetFact> & { id: string }): SubnetFact {
  return { vpcId, zoneId: `euw1-az-${overrides.id}`, zoneName: 'eu-west-1x', hasIpv6: false, tags: {}, ...overrides };
}

/** The group of the shared endpoint as the default spec wants it. */
export function ownGroup(overrides: Partial<SecurityGroupFact> = {}): SecurityGroupFact {
  return {
    id: ownGroupId,
    name: 'privateapi.dev/cluster-one/execute-api',
    vpcId,
    ingress: [{ protocol: 'tcp', fromPort: 443, toPort: 443, peer: '10.0.0.0/16' }],
    egress: [{ protocol: '-1', fromPort: -1, toPort: -1, peer: '0.0.0.0/0' }],
    tags: sharedTags(clusterId, 'VpcEndpointSecurityGroup', vpcEndpointShareKey(vpcId)),
    ...overrides,
  };
}

/** The shared endpoint as the default spec wants it. */
export function aSharedEndpoint(overrides: Partial<VpcEndpointFact> = {}): VpcEndpointFact {
  return anEndpoint({
    id: 'vpce-0000000a',
    subnetIds,
    securityGroupIds: [ownGroupId],
    policy: JSON.stringify(aDesiredEndpoint().policy),
    tags: sharedTags(clusterId, 'VpcEndpoint', vpcEndpointShareKey(vpcId)),
    ...overrides,
  });
}

/** Everything that the default spec names, open to namespace shop by the VPC. */
export function someEndpointFacts(overrides: Partial<ManagedEndpointFacts> = {}): ManagedEndpointFacts {
  return {
    vpc: { id: vpcId, cidrs: ['10.0.0.0/16', '2001:db8::/56'], tags: { 'privateapi.dev/allow': 'shop' } },
    dns: { support: true, hostnames: true },
    service: { name: serviceName, zoneIds: subnetIds.map((id) => `euw1-az-${id}`) },
    subnets: new Map(subnetIds.map((id) => [id, aSubnet({ id })])),
    securityGroups: new Map([[ownGroupId, ownGroup()]]),
    endpoints: [aSharedEndpoint()],
    ...overrides,
  };
}
