import type { SecurityGroupFact, VpcEndpointFact } from '../desired/facts.ts';
import type { DesiredEndpoint } from '../desired/shared-endpoint.ts';
import { planSecurityGroup } from './plan-security-group.ts';
import type { SecurityGroupStep } from './plan-security-group.ts';
import { isSamePolicy } from './policy-meaning.ts';

/** What ModifyVpcEndpoint is to change; absent is left as it is. */
export interface EndpointChanges {
  readonly addSubnetIds?: readonly string[];
  readonly removeSubnetIds?: readonly string[];
  readonly addSecurityGroupIds?: readonly string[];
  readonly removeSecurityGroupIds?: readonly string[];
  readonly privateDns?: boolean;
  readonly ipAddressType?: DesiredEndpoint['ipAddressType'];
  readonly policy?: DesiredEndpoint['policy'];
}

/** What the pass of a shared endpoint does next. */
export type SharedEndpointStep =
  | SecurityGroupStep
  | { readonly kind: 'create-endpoint'; readonly because: string; readonly securityGroupIds: readonly string[] }
  | {
      readonly kind: 'modify-endpoint';
      readonly because: string;
      readonly endpointId: string;
      readonly changes: EndpointChanges;
    }
  | { readonly kind: 'delete-endpoint'; readonly because: string; readonly endpoint: VpcEndpointFact }
  | { readonly kind: 'delete-security-group'; readonly because: string; readonly securityGroupId: string }
  | { readonly kind: 'wait'; readonly because: string };

/** What AWS holds under the share key of one VPC. */
export interface ObservedSharedEndpoint {
  /** The one in use first. */
  readonly endpoints: readonly VpcEndpointFact[];
  readonly securityGroup: SecurityGroupFact | undefined;
  /** Endpoints that some API of the account names. */
  readonly usedEndpointIds: ReadonlySet<string>;
  /** Availability zone by subnet, as far as it is known. */
  readonly zoneOf: (subnetId: string) => string | undefined;
}

/** What may be changed of an endpoint that is there. */
export interface Freedom {
  /** False while the claim that decides cannot be acted on: the settings stay as they are. */
  readonly maySet: boolean;
  /** False while it is not known of every user whom it lets in: nobody is shut out. */
  readonly mayShut: boolean;
}

/**
 * Brings the endpoint and its security group in line, one change of the endpoint at a time: AWS refuses the next while
 * it is pending. The group is made first and goes last, since an endpoint that is there holds it.
 */
export function planSharedEndpoint(
  desired: DesiredEndpoint,
  observed: ObservedSharedEndpoint,
  { maySet, mayShut }: Freedom,
): readonly SharedEndpointStep[] {
  const [endpoint, ...others] = observed.endpoints;
  if (endpoint?.state === 'failed') return [{ kind: 'delete-endpoint', because: 'it failed', endpoint }];
  const isThere = endpoint !== undefined && endpoint.state !== 'deleting';
  const group = groupSteps();
  if (group.some(({ kind }) => kind === 'create-security-group')) return group;
  const securityGroupIds = desired.securityGroupIds ?? (observed.securityGroup ? [observed.securityGroup.id] : []);
  if (!isThere) {
    return endpoint === undefined
      ? [...group, { kind: 'create-endpoint', because: 'there is none', securityGroupIds }]
      : [...group, { kind: 'wait', because: `VPC endpoint ${endpoint.id} is deleting` }];
  }
  if (endpoint.state !== 'available') {
    return [...group, { kind: 'wait', because: `VPC endpoint ${endpoint.id} is ${endpoint.state}` }];
  }
  const surplus = others.find(({ id, state }) => state !== 'deleting' && !observed.usedEndpointIds.has(id));
  if (surplus !== undefined) {
    return [...group, { kind: 'delete-endpoint', because: 'it is a duplicate', endpoint: surplus }];
  }
  const changes = maySet ? endpointChanges(desired, endpoint, securityGroupIds, observed.zoneOf) : {};
  if (Object.keys(changes).length > 0) {
    const because = Object.keys(changes).join(', ');
    return [...group, { kind: 'modify-endpoint', because, endpointId: endpoint.id, changes }];
  }
  const { securityGroup } = observed;
  return securityGroup !== undefined &&
    desired.securityGroup === undefined &&
    !endpoint.securityGroupIds.includes(securityGroup.id)
    ? [deletion(securityGroup, 'the endpoint has others')]
    : group;

  function groupSteps(): readonly SecurityGroupStep[] {
    if (desired.securityGroup === undefined) return [];
    return planSecurityGroup(desired.securityGroup, observed.securityGroup).filter(
      (step) => mayShut || step.kind !== 'revoke' || step.direction !== 'ingress',
    );
  }
}

/** Nothing wants it: the endpoint goes, and once it is gone its security group. */
export function planUnwantedEndpoint({
  endpoints,
  securityGroup,
}: Pick<ObservedSharedEndpoint, 'endpoints' | 'securityGroup'>): readonly SharedEndpointStep[] {
  const endpoint = endpoints.find(({ state }) => state !== 'deleting');
  if (endpoint !== undefined) return [{ kind: 'delete-endpoint', because: 'nothing uses it', endpoint }];
  const [deleting] = endpoints;
  if (deleting !== undefined) return [{ kind: 'wait', because: `VPC endpoint ${deleting.id} is deleting` }];
  return securityGroup === undefined ? [] : [deletion(securityGroup, 'nothing uses it')];
}

function deletion({ id }: SecurityGroupFact, because: string): SharedEndpointStep {
  return { kind: 'delete-security-group', because, securityGroupId: id };
}

function endpointChanges(
  desired: DesiredEndpoint,
  endpoint: VpcEndpointFact,
  securityGroupIds: readonly string[],
  zoneOf: ObservedSharedEndpoint['zoneOf'],
): EndpointChanges {
  const removeSubnetIds = without(endpoint.subnetIds, desired.subnetIds);
  // AWS looks at additions before removals, so a zone gives up its subnet in one change and takes another in the next.
  const takenZones = removeSubnetIds.map(zoneOf);
  const addSubnetIds = without(desired.subnetIds, endpoint.subnetIds).filter(
    (id) => !takenZones.some((zone) => zone === undefined || zone === zoneOf(id)),
  );
  const addSecurityGroupIds = without(securityGroupIds, endpoint.securityGroupIds);
  const removeSecurityGroupIds = without(endpoint.securityGroupIds, securityGroupIds);
  // The policy names whole APIs only, so there is no short form to expand.
  const place = { partition: '', region: '', accountId: '', restApiId: '' };
  return {
    ...(addSubnetIds.length > 0 && { addSubnetIds }),
    ...(removeSubnetIds.length > 0 && { removeSubnetIds }),
    ...(addSecurityGroupIds.length > 0 && { addSecurityGroupIds }),
    ...(removeSecurityGroupIds.length > 0 && { removeSecurityGroupIds }),
    ...(desired.privateDns !== endpoint.privateDnsEnabled && { privateDns: desired.privateDns }),
    ...(desired.ipAddressType !== endpoint.ipAddressType && { ipAddressType: desired.ipAddressType }),
    ...(!isSamePolicy(desired.policy, endpoint.policy, place) && { policy: desired.policy }),
  };
}

function without(ids: readonly string[], others: readonly string[]): readonly string[] {
  return ids.filter((id) => !others.includes(id)).sort();
}
