import type { Tags } from './ownership.ts';

/** What a spec refers to, as AWS describes it: read in `aws/facts.ts`, decided on in this folder. Absent is undefined. */
export interface Facts {
  readonly identity: AwsIdentity;
  readonly vpcEndpoints: ReadonlyMap<string, VpcEndpointFact>;
  readonly vpcs: ReadonlyMap<string, VpcFact>;
  readonly loadBalancers: ReadonlyMap<string, LoadBalancerFact>;
  /** Every V1 link of the account and Region. */
  readonly vpcLinks: readonly VpcLinkFact[];
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
  readonly tags: Tags;
}

export interface LoadBalancerFact {
  readonly arn: string;
  readonly type: string;
  readonly state: string;
  readonly vpcId: string;
  readonly dnsName: string;
  readonly listenerPorts: readonly number[];
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
  readonly status: string;
  readonly statusMessage: string;
  readonly targetArns: readonly string[];
  readonly tags: Tags;
}
