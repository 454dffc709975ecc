/** Where a caller sits: the sandbox's stand-in for an instance, a pod or a function with an address in a VPC. */
export interface NetworkInterface {
  readonly vpcId: string;
  /** Private IPv4 or IPv6 address; policies see it as `aws:VpcSourceIp`. */
  readonly address: string;
  readonly accountId: string;
  /** Rules of an endpoint's security groups may name these. */
  readonly securityGroupIds?: readonly string[];
}

export type Caller = NetworkInterface | 'internet';

/** What public front ends see of callers that come over the internet or through a NAT gateway (RFC 5737). */
export const PUBLIC_ADDRESS = '203.0.113.10';
