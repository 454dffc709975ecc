import { badRequest } from '../aws-error.ts';
import type { Call } from '../operation.ts';

/** Logs go to CloudWatch with a role that is set once per account and Region. @throws AwsError when it is not set. */
export function requireLoggingRole(call: Call): void {
  if (call.region.cloudwatchRoleArn === undefined) {
    throw badRequest('CloudWatch Logs role ARN must be set in account settings to enable logging');
  }
}
