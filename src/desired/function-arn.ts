import type { PrivateApiSpec } from '../api/private-api.ts';
import type { AwsIdentity } from './facts.ts';

/** A Lambda function, or one of its versions or aliases. */
export interface FunctionName {
  /** ARN of the function itself, which carries the tags. */
  readonly arn: string;
  /** Version or alias, each of which has a policy of its own; undefined: the function's own policy. */
  readonly qualifier: string | undefined;
}

/** `arn:aws:lambda:REGION:ACCOUNT:function:NAME:QUALIFIER`; source: Lambda developer guide, "Manage Lambda function versions". */
export function functionName(functionArn: string): FunctionName {
  const parts = functionArn.split(':');
  return { arn: parts.slice(0, 7).join(':'), qualifier: parts[7] };
}

/** API Gateway invokes functions of other accounts as well; only those of this one are asked whom they are open to. */
export function isFunctionOfHome(functionArn: string, { partition, region, accountId }: AwsIdentity): boolean {
  return functionArn.startsWith(`arn:${partition}:lambda:${region}:${accountId}:function:`);
}

/** Every function that a spec names, used by a route or not. The spec may have stopped to parse. */
export function functionArnsOf({ backends, authorizers }: Partial<PrivateApiSpec>): readonly string[] {
  return [...(backends ?? []), ...(authorizers ?? [])].flatMap(({ lambda }) => lambda?.functionArn ?? []);
}
