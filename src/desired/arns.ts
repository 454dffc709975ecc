import type { AwsIdentity } from './facts.ts';

/** Management ARNs as tagging and IAM name them; source: service authorization reference, "API Gateway Management". */
export function restApiArn(identity: AwsIdentity, restApiId: string): string {
  return `arn:${identity.partition}:apigateway:${identity.region}::/restapis/${restApiId}`;
}

/** Without the `:*` that some answers of CloudWatch Logs carry: API Gateway refuses it as a destination. */
export function logGroupArn({ partition, region, accountId }: AwsIdentity, name: string): string {
  return `arn:${partition}:logs:${region}:${accountId}:log-group:${name}`;
}

export function stageArn(identity: AwsIdentity, restApiId: string, stageName: string): string {
  return `${restApiArn(identity, restApiId)}/stages/${stageName}`;
}
