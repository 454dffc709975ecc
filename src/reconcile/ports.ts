import type { DesiredConfigMap } from '../desired/exported-config-map.ts';
import type { Definition, DesiredState, Hashes } from '../desired/desired-state.ts';
import type {
  AwsIdentity,
  EndpointReferences,
  Facts,
  ManagedEndpointFacts,
  SecurityGroupFact,
  VpcEndpointFact,
  VpcFact,
  VpcLinkFact,
} from '../desired/facts.ts';
import type { DesiredEndpoint } from '../desired/shared-endpoint.ts';
import type { EndpointChanges } from '../plan/plan-shared-endpoint.ts';
import type { DesiredSecurityGroup, RuleDirection, SecurityGroupRule } from '../desired/security-group.ts';
import type { Tags } from '../desired/ownership.ts';
import type { Memory } from './memory.ts';
import type { Settings } from '../desired/settings.ts';
import type { PrivateApi, PrivateApiStatus } from '../api/private-api.ts';
import type { ConfigMapObject, ReferredKind, ReferredObjects } from '../api/referred-objects.ts';
import type { ErrorDetails } from '../errors.ts';
import type { Clock } from '../clock.ts';
import type { DesiredDomain } from '../desired/domain.ts';
import type { AddressType, DesiredRecord } from '../desired/domain-record.ts';
import type { DesiredLogGroup } from '../desired/log-group.ts';
import type {
  ObservedDeployment,
  ObservedLogGroup,
  ObservedParts,
  ObservedPermission,
  ObservedRestApi,
  ObservedStage,
} from '../plan/observed-state.ts';
import type { DomainRef } from '../plan/domain-steps.ts';
import type { ObservedAssociation, ObservedDomain, ObservedMapping, ObservedRecord } from '../plan/observed-domain.ts';
import type { PatchOperation } from '../plan/diff-stage.ts';
import type { TagChanges } from '../plan/diff-tags.ts';

/** What a pass needs from the world; `operator.ts` is where these meet their implementations. */
export interface Ports {
  /** By Region; always with the credentials of the process. */
  readonly aws: (region: string) => AwsPort;
  readonly kubernetes: KubernetesPort;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: Settings;
  /** For objects that name none. */
  readonly defaultRegion: string;
  readonly memory: Memory;
  readonly metrics: PassMetrics;
  readonly times: Times;
}

export interface PassMetrics {
  driftRepaired(field: string): void;
  resourceReady(namespace: string, name: string, isReady: boolean, reason: string): void;
  terminal(): void;
}

/** All in milliseconds. */
export interface Times {
  /** How long AWS is left unlooked at when nothing happens. */
  readonly resyncMs: number;
  /** When to look again at something that is on its way. */
  readonly lookAgainMs: number;
  /** When to try again what someone has to change first (a permission, a quota). */
  readonly recheckMs: number;
  /** How long a creation without an answer may take to appear. */
  readonly createGraceMs: number;
}

export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What a spec names and the operator has to look up. */
export interface References {
  readonly vpcEndpointIds: readonly string[];
  readonly vpcIds: readonly string[];
  readonly loadBalancerArns: readonly string[];
  /** DNS names, as Services and Ingresses have them in their status. */
  readonly loadBalancerHostnames: readonly string[];
  readonly managedEndpoint: EndpointReferences | undefined;
  readonly logGroupArns: readonly string[];
  readonly links: {
    /** Whether the object has to do with V2 links, whatever its load balancers are. */
    readonly usesV2Links: boolean;
    /** Given links, of either version. */
    readonly vpcLinkIds: readonly string[];
    readonly subnetIds: readonly string[];
    readonly securityGroupIds: readonly string[];
    /** Tags of the security groups that the operator makes for V2 links. */
    readonly linkGroupTags: Tags;
  };
  /** Of whose tags alone consent is asked. */
  readonly resourceArns: readonly string[];
  readonly functionArns: readonly string[];
  readonly hostedZoneIds: readonly string[];
  /** Asked for only when something is to be logged. */
  readonly needsCloudWatchRole: boolean;
}

/** A REST API as lists show it: enough to know whose it is. */
export interface RestApiSummary {
  readonly id: string;
  readonly createdAtMs: number;
  readonly vpcEndpointIds: readonly string[];
  readonly tags: Tags;
}

/**
 * One account and Region of AWS. Not found is `undefined` on reading and success on deleting; everything else that goes
 * wrong is an OperatorError. Writes are sent once and only while this process leads.
 */
export interface AwsPort extends DomainPort {
  readonly region: string;
  identity(signal: AbortSignal): Promise<AwsIdentity>;
  readFacts(identity: AwsIdentity, references: References, signal: AbortSignal): Promise<Facts>;
  listVpcLinks(version: 'V1' | 'V2', signal: AbortSignal): Promise<readonly VpcLinkFact[]>;
  readVpcs(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, VpcFact>>;
  listRestApis(signal: AbortSignal): Promise<readonly RestApiSummary[]>;
  readRestApi(id: string, parts: Partial<ObservedParts>, signal: AbortSignal): Promise<ObservedRestApi | undefined>;
  readStages(restApiId: string, signal: AbortSignal): Promise<readonly ObservedStage[]>;
  listDeployments(restApiId: string, signal: AbortSignal): Promise<readonly ObservedDeployment[]>;

  createRestApi(restApi: DesiredState['restApi'], signal: AbortSignal): Promise<{ id: string; rootResourceId: string }>;
  makePrivate(restApiId: string, from: string, signal: AbortSignal): Promise<void>;
  putRestApi(restApiId: string, definition: Definition, signal: AbortSignal): Promise<void>;
  deleteRestApi(restApiId: string, signal: AbortSignal): Promise<void>;
  createDeployment(restApiId: string, hashes: Hashes, signal: AbortSignal): Promise<ObservedDeployment>;
  deleteDeployment(restApiId: string, deploymentId: string, signal: AbortSignal): Promise<void>;
  createStage(
    restApiId: string,
    stage: DesiredState['stage'],
    deploymentId: string,
    signal: AbortSignal,
  ): Promise<void>;
  updateStage(
    restApiId: string,
    stageName: string,
    operations: readonly PatchOperation[],
    signal: AbortSignal,
  ): Promise<void>;
  changeTags(resourceArn: string, changes: TagChanges, signal: AbortSignal): Promise<void>;
  createVpcLink(
    link: { name: string; loadBalancerArn: string; tags: Tags },
    signal: AbortSignal,
  ): Promise<{ id: string }>;
  createVpcLinkV2(
    link: { name: string; subnetIds: readonly string[]; securityGroupIds: readonly string[]; tags: Tags },
    signal: AbortSignal,
  ): Promise<{ id: string }>;
  deleteVpcLink(version: 'V1' | 'V2', id: string, signal: AbortSignal): Promise<void>;
  readLogGroup(name: string, signal: AbortSignal): Promise<ObservedLogGroup | undefined>;
  createLogGroup(logGroup: DesiredLogGroup, signal: AbortSignal): Promise<void>;
  setLogRetention(logGroup: DesiredLogGroup, signal: AbortSignal): Promise<void>;
  /** Holds for lines that come in from then on. */
  setLogKey(logGroup: DesiredLogGroup, signal: AbortSignal): Promise<void>;
  changeLogGroupTags(logGroup: DesiredLogGroup, changes: TagChanges, signal: AbortSignal): Promise<void>;
  deleteLogGroup(name: string, signal: AbortSignal): Promise<void>;
  /** The statements with these ids in the policy of a function; none when there is no function. */
  readPermissions(
    functionArn: string,
    statementIds: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly ObservedPermission[]>;
  /** Lets API Gateway invoke a function for calls with this source. */
  addPermission(
    permission: { functionArn: string; statementId: string; sourceArn: string; sourceAccount: string },
    signal: AbortSignal,
  ): Promise<void>;
  removePermission(functionArn: string, statementId: string, signal: AbortSignal): Promise<void>;

  readEndpointFacts(references: EndpointReferences, signal: AbortSignal): Promise<ManagedEndpointFacts>;
  /** Every VPC endpoint with all of these tags. */
  findVpcEndpoints(tags: Tags, signal: AbortSignal): Promise<readonly VpcEndpointFact[]>;
  /** However often it is sent with one token, it makes one endpoint. */
  createVpcEndpoint(
    endpoint: DesiredEndpoint,
    how: { securityGroupIds: readonly string[]; clientToken: string },
    signal: AbortSignal,
  ): Promise<{ id: string }>;
  modifyVpcEndpoint(id: string, changes: EndpointChanges, signal: AbortSignal): Promise<void>;
  deleteVpcEndpoint(id: string, signal: AbortSignal): Promise<void>;
  /** Every security group with all of these tags. */
  findSecurityGroups(tags: Tags, signal: AbortSignal): Promise<readonly SecurityGroupFact[]>;
  createSecurityGroup(securityGroup: DesiredSecurityGroup, signal: AbortSignal): Promise<{ id: string }>;
  /** Fails as a whole when one of the rules is there already. */
  authorizeSecurityGroup(
    id: string,
    direction: RuleDirection,
    rules: readonly SecurityGroupRule[],
    signal: AbortSignal,
  ): Promise<void>;
  /** Fails as a whole when one of the rules is not there. */
  revokeSecurityGroup(
    id: string,
    direction: RuleDirection,
    rules: readonly SecurityGroupRule[],
    signal: AbortSignal,
  ): Promise<void>;
  deleteSecurityGroup(id: string, signal: AbortSignal): Promise<void>;
  /** Ids of the network interfaces that use a security group. */
  listNetworkInterfaces(securityGroupId: string, signal: AbortSignal): Promise<readonly string[]>;
}

/** Private custom domain names, and their DNS records in Route 53. */
export interface DomainPort {
  listDomains(signal: AbortSignal): Promise<readonly (DomainRef & { tags: Tags })[]>;
  readDomain(domain: DomainRef, signal: AbortSignal): Promise<ObservedDomain | undefined>;
  createDomain(domain: DesiredDomain, signal: AbortSignal): Promise<{ id: string; arn: string; state: string }>;
  updateDomain(domain: DomainRef, operations: readonly PatchOperation[], signal: AbortSignal): Promise<void>;
  deleteDomain(domain: DomainRef, signal: AbortSignal): Promise<void>;
  createMapping(domain: DomainRef, mapping: ObservedMapping, signal: AbortSignal): Promise<void>;
  updateMapping(
    domain: DomainRef,
    basePath: string,
    operations: readonly PatchOperation[],
    signal: AbortSignal,
  ): Promise<void>;
  deleteMapping(domain: DomainRef, basePath: string, signal: AbortSignal): Promise<void>;
  listAssociations(signal: AbortSignal): Promise<readonly ObservedAssociation[]>;
  createAssociation(
    association: { domainArn: string; vpcEndpointId: string; tags: Tags },
    signal: AbortSignal,
  ): Promise<void>;
  deleteAssociation(arn: string, signal: AbortSignal): Promise<void>;
  readRecord(hostedZoneId: string, name: string, signal: AbortSignal): Promise<ObservedRecord>;
  /** `isNew`: fails when there is one already, whoever made it. */
  putRecord(
    record: DesiredRecord,
    how: { isNew: boolean; obsolete: readonly AddressType[] },
    signal: AbortSignal,
  ): Promise<void>;
  deleteRecord(
    place: { hostedZoneId: string; name: string },
    types: readonly AddressType[],
    signal: AbortSignal,
  ): Promise<void>;
}

/** `conflict`: someone was faster, the next pass sees what they did. `gone`: the object exists no more. */
export type WriteOutcome =
  | { readonly result: 'applied' | 'changed' | 'unchanged'; readonly object: PrivateApi }
  | { readonly result: 'conflict' | 'gone'; readonly object?: undefined };

export interface KubernetesPort {
  /** Writes the whole status under the resourceVersion that was read. */
  applyStatus(object: PrivateApi, status: PrivateApiStatus): Promise<WriteOutcome>;
  addFinalizer(object: PrivateApi): Promise<WriteOutcome>;
  removeFinalizer(object: PrivateApi): Promise<WriteOutcome>;
  createConfigMap(configMap: DesiredConfigMap): Promise<'done' | 'conflict'>;
  /** Under the uid and resourceVersion of `live`. */
  applyConfigMap(configMap: DesiredConfigMap, live: ConfigMapObject): Promise<'done' | 'conflict'>;
  /** Only as it was read. */
  deleteConfigMap(live: ConfigMapObject): Promise<'done' | 'conflict'>;
  /** Every object of the cluster, what this process wrote last included. */
  listPrivateApis(): readonly PrivateApi[];
  /**
   * What the spec of an object names in its own namespace, as it is now; undefined when there is none. Later changes of
   * it bring the object back into the queue. `condition` answers for it when it may not be read.
   */
  readReferenced<K extends ReferredKind>(
    object: PrivateApi,
    kind: K,
    name: string,
    condition: ErrorDetails['condition'],
  ): Promise<ReferredObjects[K] | undefined>;
  /** Puts an object or a shared link back into the queue. */
  enqueue(key: string): void;
  /** Never blocks, never fails. */
  recordEvent(
    object: PrivateApi,
    event: { type: 'Normal' | 'Warning'; reason: string; action: string; note: string },
  ): void;
}
