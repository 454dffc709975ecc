import { jsonBody, textListMember, textMapMember, textMember } from './api-gateway/json-body.ts';
import type { JsonObject } from './api-gateway/json-body.ts';
import { AwsError } from './aws-error.ts';
import type { Answer, Call, Operation } from './operation.ts';
import type { LogGroup } from './state.ts';

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]; // prettier-ignore

/** What CloudWatch Logs does with log groups. Creations are answered 200 with an empty body, as in JSON 1.1. */
export const logsOperations: readonly Operation[] = [
  { name: 'CreateLogGroup', kind: 'write', run: createLogGroup },
  { name: 'DescribeLogGroups', kind: 'read', run: describeLogGroups },
  { name: 'PutRetentionPolicy', kind: 'write', run: putRetentionPolicy },
  { name: 'AssociateKmsKey', kind: 'write', run: associateKmsKey },
  { name: 'DisassociateKmsKey', kind: 'write', run: disassociateKmsKey },
  { name: 'DeleteLogGroup', kind: 'write', run: deleteLogGroup },
  { name: 'TagResource', kind: 'write', run: tagResource },
  { name: 'UntagResource', kind: 'write', run: untagResource },
  { name: 'ListTagsForResource', kind: 'read', run: listTagsForResource },
];

function createLogGroup(call: Call): Answer {
  const body = jsonBody(call);
  const logGroupName = textMember(body, 'logGroupName') ?? '';
  if (!/^[.\-_/#A-Za-z0-9]{1,512}$/.test(logGroupName)) {
    throw invalid(
      logGroupName,
      'logGroupName',
      'Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+',
    );
  }
  if (call.region.logGroups.has(logGroupName)) {
    throw new AwsError(400, 'ResourceAlreadyExistsException', 'The specified log group already exists');
  }
  call.region.logGroups.set(logGroupName, {
    logGroupName,
    createdAt: call.world.now(),
    retentionInDays: undefined,
    kmsKeyId: usableKey(call, body, logGroupName),
    tags: textMapMember(body, 'tags') ?? {},
    events: [],
  });
  return { status: 200, resourceId: logGroupName };
}

/** Sorted by name; `nextToken` is the last name of the page before. */
function describeLogGroups(call: Call): Answer {
  const body = jsonBody(call);
  const prefix = textMember(body, 'logGroupNamePrefix') ?? '';
  const after = textMember(body, 'nextToken') ?? '';
  const limit = Number(body['limit'] ?? 50);
  const names = [...call.region.logGroups.keys()]
    .filter((name) => name.startsWith(prefix) && name > after && call.world.isVisible(name))
    .sort();
  const shown = names.slice(0, limit);
  const logGroups = shown.map((name) => toJson(call.region.logGroups.get(name)!, call));
  return {
    status: 200,
    body: { logGroups, ...(names.length > shown.length && { nextToken: shown.at(-1)! }) },
  };
}

function putRetentionPolicy(call: Call): Answer {
  const body = jsonBody(call);
  const days = Number(body['retentionInDays']);
  if (!RETENTION_DAYS.includes(days)) {
    throw invalid(days, 'retentionInDays', `Member must satisfy enum value set: [${RETENTION_DAYS.join(', ')}]`);
  }
  const logGroup = requireLogGroup(call, textMember(body, 'logGroupName') ?? '');
  logGroup.retentionInDays = days;
  return { status: 200, resourceId: logGroup.logGroupName };
}

function associateKmsKey(call: Call): Answer {
  const body = jsonBody(call);
  const logGroup = requireLogGroup(call, textMember(body, 'logGroupName') ?? '');
  logGroup.kmsKeyId = usableKey(call, body, logGroup.logGroupName);
  return { status: 200, resourceId: logGroup.logGroupName };
}

function disassociateKmsKey(call: Call): Answer {
  const logGroup = requireLogGroup(call, textMember(jsonBody(call), 'logGroupName') ?? '');
  logGroup.kmsKeyId = undefined;
  return { status: 200, resourceId: logGroup.logGroupName };
}

/** @throws AwsError when there is no such key, it is disabled, or its policy does not let CloudWatch Logs use it. */
function usableKey({ region, world }: Call, body: JsonObject, logGroupName: string): string | undefined {
  const kmsKeyId = textMember(body, 'kmsKeyId');
  if (kmsKeyId === undefined) return undefined;
  const key = region.kmsKeys.get(kmsKeyId);
  if (key?.enabled !== true) {
    const text = `The specified KMS Key Id could not be found. '${logGroupName}'`;
    throw new AwsError(400, 'InvalidParameterException', text);
  }
  if (key.admitsLogs) return kmsKeyId;
  const arn = `arn:${world.state.partition}:logs:${region.region}:${region.accountId}:log-group:${logGroupName}`;
  throw new AwsError(
    400,
    'AccessDeniedException',
    `The specified KMS key does not exist or is not allowed to be used with Arn '${arn}'`,
  );
}

function deleteLogGroup(call: Call): Answer {
  const { logGroupName } = requireLogGroup(call, textMember(jsonBody(call), 'logGroupName') ?? '');
  call.region.logGroups.delete(logGroupName);
  return { status: 200, resourceId: logGroupName };
}

function tagResource(call: Call): Answer {
  const body = jsonBody(call);
  const logGroup = requireTagged(call, body);
  logGroup.tags = { ...logGroup.tags, ...textMapMember(body, 'tags') };
  return { status: 200, resourceId: logGroup.logGroupName };
}

function untagResource(call: Call): Answer {
  const body = jsonBody(call);
  const logGroup = requireTagged(call, body);
  const removed = textListMember(body, 'tagKeys') ?? [];
  logGroup.tags = Object.fromEntries(Object.entries(logGroup.tags).filter(([key]) => !removed.includes(key)));
  return { status: 200, resourceId: logGroup.logGroupName };
}

function listTagsForResource(call: Call): Answer {
  const logGroup = requireTagged(call, jsonBody(call));
  return { status: 200, body: { tags: logGroup.tags }, resourceId: logGroup.logGroupName };
}

/** By ARN, which names a log group of this account and Region without `:*` at its end. */
function requireTagged(call: Call, body: JsonObject): LogGroup {
  const [, , , , , , name = '', ...more] = (textMember(body, 'resourceArn') ?? '').split(':');
  return requireLogGroup(call, more.length === 0 ? name : '');
}

function requireLogGroup(call: Call, name: string): LogGroup {
  const logGroup = call.region.logGroups.get(name);
  if (logGroup === undefined || !call.world.isVisible(name)) {
    throw new AwsError(400, 'ResourceNotFoundException', 'The specified log group does not exist.');
  }
  return logGroup;
}

function toJson(
  { logGroupName, createdAt, retentionInDays, kmsKeyId, events }: LogGroup,
  { region, world }: Call,
): JsonObject {
  const arn = `arn:${world.state.partition}:logs:${region.region}:${region.accountId}:log-group:${logGroupName}`;
  return {
    logGroupName,
    creationTime: createdAt,
    ...(retentionInDays !== undefined && { retentionInDays }),
    ...(kmsKeyId !== undefined && { kmsKeyId }),
    metricFilterCount: 0,
    arn: `${arn}:*`,
    storedBytes: events.reduce((bytes, { message }) => bytes + Buffer.byteLength(message), 0),
    logGroupClass: 'STANDARD',
    logGroupArn: arn,
  };
}

function invalid(value: string | number, at: string, constraint: string): AwsError {
  const text = `1 validation error detected: Value '${value}' at '${at}' failed to satisfy constraint: ${constraint}`;
  return new AwsError(400, 'InvalidParameterException', text);
}
