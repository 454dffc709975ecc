import type {
  Facts,
  FunctionFact,
  LoadBalancerFact,
  LogGroupFact,
  SecurityGroupFact,
  SubnetFact,
  VpcEndpointFact,
  VpcFact,
  VpcLinkFact,
} from '../../src/desired/facts.ts';
import { linkRules } from '../../src/desired/link-security-group.ts';
import { sharedTags, vpcLinkShareKey, vpcLinkV2ShareKey } from '../../src/desired/ownership.ts';
import type { LinkNetwork, Tags } from '../../src/desired/ownership.ts';
import type { Settings } from '../../src/desired/settings.ts';
import { clusterId, endpointId, identity, ordersArn, subnetIds, vpcId } from './names.ts';

const open = { 'privateapi.dev/allow': 'shop' };

/** What `aPrivateApi()` refers to, all of it there, ready and open to its namespace. */
export function someFacts(
  overrides: {
    vpcEndpoints?: readonly VpcEndpointFact[];
    vpcs?: readonly VpcFact[];
    loadBalancers?: readonly LoadBalancerFact[];
    vpcLinks?: readonly VpcLinkFact[];
    logGroups?: readonly LogGroupFact[];
    subnets?: readonly SubnetFact[];
    securityGroups?: readonly SecurityGroupFact[];
    resourceTags?: Readonly<Record<string, Tags>>;
    functions?: readonly FunctionFact[];
    hasCloudWatchRole?: boolean;
  } = {},
): Facts {
  const byId = <Fact extends { id: string }>(facts: readonly Fact[]) => new Map(facts.map((fact) => [fact.id, fact]));
  return {
    identity,
    vpcEndpoints: byId(overrides.vpcEndpoints ?? [anEndpoint()]),
    vpcs: byId(overrides.vpcs ?? [aVpc()]),
    loadBalancers: new Map((overrides.loadBalancers ?? [aLoadBalancer()]).map((fact) => [fact.arn, fact])),
    vpcLinks: overrides.vpcLinks ?? [aSharedLink()],
    subnets: byId(
      overrides.subnets ?? subnetIds.map((id, index) => aSubnet({ id, availabilityZoneId: `euw1-az${index + 1}` })),
    ),
    securityGroups: byId(overrides.securityGroups ?? []),
    logGroups: new Map((overrides.logGroups ?? []).map((fact) => [fact.arn, fact])),
    resourceTags: new Map(Object.entries(overrides.resourceTags ?? {})),
    functions: new Map((overrides.functions ?? []).map((fact) => [fact.arn, fact])),
    hasCloudWatchRole: overrides.hasCloudWatchRole ?? true,
  };
}

export function anEndpoint(overrides: Partial<VpcEndpointFact> = {}): VpcEndpointFact {
  const id = overrides.id ?? endpointId;
  return {
    id,
    vpcId,
    serviceName: 'com.amazonaws.eu-west-1.execute-api',
    state: 'available',
    privateDnsEnabled: false,
    dnsNames: [`${id}-abcdefgh.execute-api.eu-west-1.vpce.amazonaws.com`],
    tags: open,
    ...overrides,
  };
}

export function aVpc(overrides: Partial<VpcFact> = {}): VpcFact {
  return { id: vpcId, cidrs: ['10.0.0.0/16'], tags: {}, ...overrides };
}

export function aLoadBalancer(overrides: Partial<LoadBalancerFact> = {}): LoadBalancerFact {
  const arn = overrides.arn ?? ordersArn;
  const [name, suffix] = arn.split('/').slice(-2);
  return {
    arn,
    type: 'network',
    state: 'active',
    vpcId,
    dnsName: `${name}-${suffix}.elb.eu-west-1.amazonaws.com`,
    listenerPorts: [80, 443],
    subnetIds,
    tags: open,
    ...overrides,
  };
}

/** A link that this cluster made for a load balancer. */
export function aSharedLink(overrides: Partial<VpcLinkFact> = {}, loadBalancerArn: string = ordersArn): VpcLinkFact {
  return {
    id: 'abc123',
    version: 'V1',
    status: 'AVAILABLE',
    statusMessage: 'Your vpc link is ready for use',
    targetArns: [loadBalancerArn],
    subnetIds: [],
    securityGroupIds: [],
    tags: sharedTags(clusterId, 'VpcLink', vpcLinkShareKey(loadBalancerArn)),
    ...overrides,
  };
}

/** In the VPC of everything else, with a security group of its own. */
export const aNetwork: LinkNetwork = { vpcId, subnetIds, securityGroupIds: undefined };

/** A V2 link that this cluster made for a network. */
export function aSharedLinkV2(overrides: Partial<VpcLinkFact> = {}, network: LinkNetwork = aNetwork): VpcLinkFact {
  return {
    id: 'v2v2v2',
    version: 'V2',
    status: 'AVAILABLE',
    statusMessage: 'VPC link is ready to route traffic',
    targetArns: [],
    subnetIds: network.subnetIds,
    securityGroupIds: network.securityGroupIds ?? [aLinkGroup().id],
    tags: sharedTags(clusterId, 'VpcLink', vpcLinkV2ShareKey(network)),
    ...overrides,
  };
}

/** The security group that this cluster made for a V2 link, open to the listeners that `aPrivateApi()` uses. */
export function aLinkGroup(overrides: Partial<SecurityGroupFact> = {}): SecurityGroupFact {
  return {
    id: 'sg-0f1e2d3c4b5a69788',
    name: 'a group',
    vpcId,
    ingress: [],
    egress: linkRules([80], ['10.0.0.0/16']),
    tags: sharedTags(clusterId, 'VpcLinkSecurityGroup', vpcLinkV2ShareKey(aNetwork)),
    ...overrides,
  };
}

export function aSubnet(overrides: Partial<SubnetFact> = {}): SubnetFact {
  return { id: subnetIds[0]!, vpcId, availabilityZoneId: 'euw1-az1', tags: {}, ...overrides };
}

export function someSettings(overrides: Partial<Settings> = {}): Settings {
  return { clusterId, clusterName: undefined, referenceConsent: true, allowForeignCallers: false, ...overrides };
}
