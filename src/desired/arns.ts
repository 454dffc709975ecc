import type { AwsIdentity } from './facts.ts';

/** Management ARNs as tagging and IAM name them; source: service authorization reference, "API Gateway Management". */
export function restApiArn(identity: AwsIdentity, restApiId: string): string {
  return `arn:${identity.partition}:apigateway:${identity.region}::/restapis/${restApiId}`;
}

/** What API Gateway calls to invoke a function; source: API Gateway developer guide, "AWS_PROXY integrations". */
export function invocationUri({ partition, region }: AwsIdentity, functionArn: string): string {
  return `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}

/** Of calls of one API: `path` is `STAGE/METHOD/PATH` or `authorizers/ID`, with wildcards. */
export function executeApiArn({ partition, region, accountId }: AwsIdentity, restApiId: string, path: string): string {
  return `arn:${partition}:execute-api:${region}:${accountId}:${restApiId}/${path}`;
}

/** Without the `:*` that some answers of CloudWatch Logs carry: API Gateway refuses it as a destination. */
export function logGroupArn({ partition, region, accountId }: AwsIdentity, name: string): string {
  return `arn:${partition}:logs:${region}:${accountId}:log-group:${name}`;
}

export function stageArn(identity: AwsIdentity, restApiId: string, stageName: string): string {
  return `${restApiArn(identity, restApiId)}/stages/${stageName}`;
}
