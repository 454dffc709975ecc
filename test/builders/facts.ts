import type {
  Facts,
  FunctionFact,
  LoadBalancerFact,
  LogGroupFact,
  VpcEndpointFact,
  VpcFact,
  VpcLinkFact,
} from '../../src/desired/facts.ts';
import { sharedTags, vpcLinkShareKey } from '../../src/desired/ownership.ts';
import type { Tags } from '../../src/desired/ownership.ts';
import type { Settings } from '../../src/desired/settings.ts';
import { clusterId, endpointId, identity, ordersArn, vpcId } from './names.ts';

const open = { 'privateapi.dev/allow': 'shop' };

/** What `aPrivateApi()` refers to, all of it there, ready and open to its namespace. */
export function someFacts(
  overrides: {
    vpcEndpoints?: readonly VpcEndpointFact[];
    vpcs?: readonly VpcFact[];
    loadBalancers?: readonly LoadBalancerFact[];
    vpcLinks?: readonly VpcLinkFact[];
    logGroups?: readonly LogGroupFact[];
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
  return { id: vpcId, tags: {}, ...overrides };
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
    tags: open,
    ...overrides,
  };
}

/** A link that this cluster made for a load balancer. */
export function aSharedLink(overrides: Partial<VpcLinkFact> = {}, loadBalancerArn: string = ordersArn): VpcLinkFact {
  return {
    id: 'abc123',
    status: 'AVAILABLE',
    statusMessage: 'Your vpc link is ready for use',
    targetArns: [loadBalancerArn],
    tags: sharedTags(clusterId, 'VpcLink', vpcLinkShareKey(loadBalancerArn)),
    ...overrides,
  };
}

export function someSettings(overrides: Partial<Settings> = {}): Settings {
  return { clusterId, clusterName: undefined, referenceConsent: true, allowForeignCallers: false, ...overrides };
}
