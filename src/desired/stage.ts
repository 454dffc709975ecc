import type { PrivateApiSpec, Stage } from '../api/private-api.ts';
import type { DesiredLogGroup } from './log-group.ts';
import type { Tags } from './ownership.ts';

/** The stage that one object asks for. */
export interface DesiredStage {
  readonly name: string;
  readonly description: string | undefined;
  readonly variables: Readonly<Record<string, string>>;
  readonly tags: Tags;
  readonly tracing: boolean;
  /** Undefined: no access log. */
  readonly accessLog: { readonly destinationArn: string; readonly format: string } | undefined;
  readonly methodSettings: MethodSettings;
}

/** Settings of every method of a stage. */
export interface MethodSettings {
  readonly executionLogLevel: 'OFF' | 'ERROR' | 'INFO';
  readonly detailedMetrics: boolean;
  /** Undefined: only the limits of the account hold. */
  readonly throttling: { readonly rateLimit: number; readonly burstLimit: number } | undefined;
}

/**
 * Valid JSON whatever a caller sends: no variable that it holds can carry a quote, which texts of errors and paths can.
 * AWS writes `-` for what a call has not.
 */
const defaultFormat =
  '{' +
  Object.entries({
    requestId: 'requestId',
    extendedRequestId: 'extendedRequestId',
    requestTime: 'requestTime',
    vpceId: 'identity.vpceId',
    sourceIp: 'identity.sourceIp',
    caller: 'identity.userArn',
    method: 'httpMethod',
    resourcePath: 'resourcePath',
    status: 'status',
    responseLatency: 'responseLatency',
    integrationLatency: 'integrationLatency',
    integrationStatus: 'integrationStatus',
    error: 'error.responseType',
  })
    .map(([name, variable]) => `"${name}":"$context.${variable}"`)
    .join(',') +
  '}';

const logLevels = { Off: 'OFF', Error: 'ERROR', Info: 'INFO' } as const;

export function desiredStage(stage: Stage, tags: Tags, logGroup: DesiredLogGroup | undefined): DesiredStage {
  const destinationArn = logGroup?.arn ?? stage.accessLog?.destinationArn;
  return {
    name: stage.name,
    description: stage.description,
    variables: stage.variables ?? {},
    tags,
    tracing: stage.tracing ?? false,
    accessLog:
      destinationArn === undefined ? undefined : { destinationArn, format: stage.accessLog?.format ?? defaultFormat },
    methodSettings: {
      executionLogLevel: logLevels[stage.executionLog?.level ?? 'Off'],
      detailedMetrics: stage.metrics?.detailed ?? false,
      throttling: stage.throttling,
    },
  };
}

/** Whether API Gateway has to write to CloudWatch Logs, which it does with a role that the account lends it. */
export function logsToCloudWatch({ stage }: PrivateApiSpec): boolean {
  const { accessLog, executionLog } = stage;
  const logsAccess = accessLog !== undefined && !isFirehose(accessLog.destinationArn);
  return logsAccess || (executionLog !== undefined && executionLog.level !== 'Off');
}

/** The access log's given log group. */
export function givenLogGroupArn({ stage }: PrivateApiSpec): string | undefined {
  const destinationArn = stage.accessLog?.destinationArn;
  return isFirehose(destinationArn) ? undefined : destinationArn;
}

/** The access log's given Firehose stream. */
export function givenStreamArn({ stage }: PrivateApiSpec): string | undefined {
  const destinationArn = stage.accessLog?.destinationArn;
  return isFirehose(destinationArn) ? destinationArn : undefined;
}

/** The key of the log group that is made for the access log. */
export function logKeyArn({ stage }: PrivateApiSpec): string | undefined {
  return stage.accessLog?.logGroup?.kmsKeyArn;
}

function isFirehose(arn: string | undefined): boolean {
  return arn?.split(':')[2] === 'firehose';
}
