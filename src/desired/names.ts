/**
 * Names shown in AWS. Identity is in the tags, these are for people. A namespace holds no dot, so the name of a REST
 * API is unique in the cluster; CloudWatch keys API Gateway's metrics on it.
 */
export function restApiName(namespace: string, name: string): string {
  return `${namespace}.${name}`;
}

/** `arn:...:loadbalancer/net/orders/50dc6c495c0c9188` -> `orders-50dc6c495c0c9188`. */
export function vpcLinkName(loadBalancerArn: string): string {
  return loadBalancerArn.split('/').slice(-2).join('-');
}

/** A V2 link has no load balancer of its own. */
export function vpcLinkV2Name(vpcId: string, shareKey: string): string {
  return `${vpcId}-${shareKey}`;
}

/** Its identity in EC2, so it is spelled once and for all. */
export function linkSecurityGroupName(clusterId: string, shareKey: string): string {
  return `privateapi.dev/${clusterId}/vpc-link/${shareKey}`;
}

/** The prefix keeps it apart from the names that a spec may give. */
export function logGroupName(namespace: string, name: string): string {
  return `/privateapi.dev/${namespace}/${name}`;
}
