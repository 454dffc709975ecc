import type { AwsIdentity } from './facts.ts';

/** Management ARNs as tagging and IAM name them; source: service authorization reference, "API Gateway Management". */
export function restApiArn(identity: AwsIdentity, restApiId: string): string {
  return `arn:${identity.partition}:apigateway:${identity.region}::/restapis/${restApiId}`;
}

export function stageArn(identity: AwsIdentity, restApiId: string, stageName: string): string {
  return `${restApiArn(identity, restApiId)}/stages/${stageName}`;
}
