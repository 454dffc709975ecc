import { createHash } from 'node:crypto';
import type { ManagedEndpoint } from '../api/private-api.ts';
import { canonicalJson } from './content-hash.ts';
import type {
  AwsIdentity,
  EndpointReferences,
  ManagedEndpointFacts,
  SecurityGroupFact,
  VpcEndpointFact,
} from './facts.ts';
import { endpointSecurityGroupName } from './names.ts';
import { sharedTags, shareKeyOf, vpcEndpointShareKey } from './ownership.ts';
import type { Tags } from './ownership.ts';
import type { PolicyDocument } from './resource-policy.ts';
import { tcpRule } from './security-group.ts';
import type { DesiredSecurityGroup, SecurityGroupRule } from './security-group.ts';

/** The managed endpoint of a VPC as its users want it. */
export interface DesiredEndpoint {
  readonly vpcId: string;
  readonly serviceName: string;
  readonly subnetIds: readonly string[];
  readonly privateDns: boolean;
  readonly ipAddressType: 'ipv4' | 'dualstack';
  /** Given groups; undefined for one of its own, `securityGroup`. */
  readonly securityGroupIds: readonly string[] | undefined;
  readonly securityGroup: DesiredSecurityGroup | undefined;
  readonly policy: PolicyDocument;
  readonly tags: Tags;
}

/** `settings` are the wishes of the claim that decides, `ingress` the rules that all claims add up to. */
export function desiredEndpoint(
  settings: ManagedEndpoint,
  ingress: readonly SecurityGroupRule[],
  serviceName: string,
  identity: AwsIdentity,
  clusterId: string,
): DesiredEndpoint {
  const { vpcId } = settings;
  const shareKey = vpcEndpointShareKey(vpcId);
  return {
    vpcId,
    serviceName,
    subnetIds: [...settings.subnetIds].sort(),
    privateDns: settings.privateDns,
    ipAddressType: addressType(settings),
    securityGroupIds: settings.securityGroupIds && [...settings.securityGroupIds].sort(),
    securityGroup:
      settings.securityGroupIds === undefined
        ? {
            name: endpointSecurityGroupName(clusterId),
            description: 'Callers of the VPC endpoint for execute-api',
            vpcId,
            tags: sharedTags(clusterId, 'VpcEndpointSecurityGroup', shareKey),
            ingress,
            // AWS answers through an endpoint's interfaces and opens nothing from them, so a rule for the way out means
            // nothing here. To revoke the one of a new group would cost every endpoint a write.
            egress: undefined,
          }
        : undefined,
    policy: endpointPolicy(identity),
    tags: sharedTags(clusterId, 'VpcEndpoint', shareKey),
  };
}

/**
 * What has to be looked up for specs that name one VPC; of the subnets that endpoints have, too, since their zones
 * decide what can be changed at once.
 */
export function endpointReferences(
  vpcId: string,
  specs: readonly ManagedEndpoint[],
  endpoints: readonly Pick<VpcEndpointFact, 'subnetIds'>[] = [],
): EndpointReferences {
  const unique = (values: readonly string[]) => [...new Set(values)].sort();
  return {
    vpcId,
    subnetIds: unique([...specs, ...endpoints].flatMap(({ subnetIds }) => subnetIds)),
    securityGroupIds: unique(
      specs.flatMap(({ ingress, securityGroupIds = [] }) => [
        ...securityGroupIds,
        ...(ingress?.securityGroupIds ?? []),
      ]),
    ),
    needsDns: specs.some(({ privateDns }) => privateDns),
  };
}

/** The security group rules that a spec asks for, none when it brings groups of its own. */
export function ingressRules({ ingress }: ManagedEndpoint): readonly SecurityGroupRule[] {
  return [...(ingress?.cidrs ?? []), ...(ingress?.securityGroupIds ?? [])].map((peer) => tcpRule(peer, 443));
}

/**
 * Constant, so that no API has to wait for it: whoever may use the endpoint reaches every API of this account and
 * region and none of others. Who may call which API is said by the API's own policy.
 */
function endpointPolicy({ partition, region, accountId }: AwsIdentity): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'ApisOfThisAccount',
        Effect: 'Allow',
        Principal: '*',
        Action: 'execute-api:Invoke',
        Resource: `arn:${partition}:execute-api:${region}:${accountId}:*`,
      },
    ],
  };
}

/**
 * The same for every attempt of one announced creation, so that AWS makes one endpoint however often it is asked; and
 * another when the announcement or what is asked for is another, since AWS answers an old token with the old endpoint.
 */
export function endpointClientToken(
  endpoint: DesiredEndpoint,
  securityGroupIds: readonly string[],
  since: string,
): string {
  const { securityGroup, ...inputs } = endpoint;
  return createHash('sha256')
    .update(canonicalJson({ ...inputs, securityGroupIds, since }))
    .digest('hex');
}

const stateRanks: Readonly<Record<string, number>> = { available: 0, pending: 1, deleting: 3 };

/** Endpoints of this cluster in the VPC, the one in use first. */
export function sharedEndpoints(
  endpoints: readonly VpcEndpointFact[],
  clusterId: string,
  vpcId: string,
): readonly VpcEndpointFact[] {
  const rank = ({ state }: VpcEndpointFact) => stateRanks[state] ?? 2;
  return endpoints
    .filter(({ tags }) => shareKeyOf(tags, clusterId, 'VpcEndpoint') === vpcEndpointShareKey(vpcId))
    .sort((a, b) => rank(a) - rank(b) || a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1));
}

/** The one in use: what is being deleted is nobody's endpoint any more. */
export function sharedEndpoint(
  { endpoints }: Pick<ManagedEndpointFacts, 'endpoints'>,
  clusterId: string,
  vpcId: string,
): VpcEndpointFact | undefined {
  return sharedEndpoints(endpoints, clusterId, vpcId).find(({ state }) => state !== 'deleting');
}

/** Fields in which the endpoint is not as this spec wants it. */
export function unmetFields(
  wanted: ManagedEndpoint,
  endpoint: VpcEndpointFact,
  ownGroup: SecurityGroupFact | undefined,
): readonly string[] {
  const isOwn = ownGroup !== undefined && endpoint.securityGroupIds.includes(ownGroup.id);
  const hasIngress = ingressRules(wanted).every(
    (rule) => isOwn && ownGroup.ingress.some((other) => canonicalJson(other) === canonicalJson(rule)),
  );
  const unmet = {
    subnetIds: !isSameSet(wanted.subnetIds, endpoint.subnetIds),
    privateDns: wanted.privateDns !== endpoint.privateDnsEnabled,
    ipAddressType: addressType(wanted) !== endpoint.ipAddressType,
    securityGroupIds:
      wanted.securityGroupIds !== undefined && !isSameSet(wanted.securityGroupIds, endpoint.securityGroupIds),
    ingress: !hasIngress,
  };
  return Object.entries(unmet).flatMap(([field, isUnmet]) => (isUnmet ? [field] : []));
}

export function addressType({ ipAddressType }: Pick<ManagedEndpoint, 'ipAddressType'>): 'ipv4' | 'dualstack' {
  return ipAddressType === 'DualStack' ? 'dualstack' : 'ipv4';
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value) => b.includes(value));
}
