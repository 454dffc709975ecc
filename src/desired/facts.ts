import type { Tags } from './ownership.ts';
import type { SecurityGroupRule } from './security-group.ts';

/** What a spec refers to, as AWS describes it: read in `aws/facts.ts`, decided on in this folder. Absent is undefined. */
export interface Facts {
  readonly identity: AwsIdentity;
  readonly vpcEndpoints: ReadonlyMap<string, VpcEndpointFact>;
  readonly vpcs: ReadonlyMap<string, VpcFact>;
  readonly loadBalancers: ReadonlyMap<string, LoadBalancerFact>;
  /** Every V1 link of the account and Region, and every V2 link when the object may have to do with one. */
  readonly vpcLinks: readonly VpcLinkFact[];
  /** Subnets of load balancers and of V2 links, given ones included. */
  readonly subnets: ReadonlyMap<string, SubnetFact>;
  /** Given security groups, and those that the operator made for V2 links. */
  readonly securityGroups: ReadonlyMap<string, SecurityGroupFact>;
  /** Given destinations of access logs, by ARN. */
  readonly logGroups: ReadonlyMap<string, LogGroupFact>;
  /** Tags by ARN of what nothing but its tags is asked of (keys, streams); absent when it has none or is not there. */
  readonly resourceTags: ReadonlyMap<string, Tags>;
  /** Lambda functions, by ARN as the spec names them. */
  readonly functions: ReadonlyMap<string, FunctionFact>;
  /** Whether the account lends API Gateway a role to write logs with; undefined when nobody asked. */
  readonly hasCloudWatchRole: boolean | undefined;
}

export interface AwsIdentity {
  readonly accountId: string;
  /** `aws`, `aws-cn`, ... */
  readonly partition: string;
  readonly region: string;
}

export interface VpcEndpointFact {
  readonly id: string;
  readonly vpcId: string;
  readonly serviceName: string;
  /** Lower case. */
  readonly state: string;
  readonly privateDnsEnabled: boolean;
  /** Regional name first. */
  readonly dnsNames: readonly string[];
  readonly tags: Tags;
}

export interface VpcFact {
  readonly id: string;
  /** IPv4, in canonical form. */
  readonly cidrs: readonly string[];
  readonly tags: Tags;
}

export interface SubnetFact {
  readonly id: string;
  readonly vpcId: string;
  /** `euw1-az2`: the same place in every account, unlike a name. */
  readonly availabilityZoneId: string;
  readonly tags: Tags;
}

/** Rules one by one, as EC2 holds them: CIDRs in canonical form. */
export interface SecurityGroupFact {
  readonly id: string;
  readonly name: string;
  readonly vpcId: string;
  readonly ingress: readonly SecurityGroupRule[];
  readonly egress: readonly SecurityGroupRule[];
  readonly tags: Tags;
}

export interface LoadBalancerFact {
  readonly arn: string;
  readonly type: string;
  readonly state: string;
  readonly vpcId: string;
  readonly dnsName: string;
  readonly listenerPorts: readonly number[];
  readonly subnetIds: readonly string[];
  readonly tags: Tags;
}

export interface LogGroupFact {
  readonly arn: string;
  readonly tags: Tags;
}

export interface FunctionFact {
  readonly arn: string;
  /** Of the function, whatever version or alias of it is named. */
  readonly tags: Tags;
}

export interface VpcLinkFact {
  readonly id: string;
  readonly version: 'V1' | 'V2';
  readonly status: string;
  readonly statusMessage: string;
  /** The load balancer of a V1 link; of a V2 link none, since each integration names its own. */
  readonly targetArns: readonly string[];
  /** Of a V2 link. */
  readonly subnetIds: readonly string[];
  /** Of a V2 link. */
  readonly securityGroupIds: readonly string[];
  readonly tags: Tags;
}
