import { badRequest, conflict, limitExceeded } from '../aws-error.ts';
import type { Answer, Call } from '../operation.ts';
import type { RestApi, Stage } from '../state.ts';
import { flagMember, jsonBody, textMapMember, textMember } from './json-body.ts';
import type { JsonObject } from './json-body.ts';
import { requireRestApi, requireStage, seconds, stageKey } from './lookups.ts';
import { defined } from './rest-apis.ts';
import { checkedTags, tagsWhenAny } from './tag-sets.ts';

export function createStage(call: Call): Answer {
  const body = jsonBody(call);
  const api = requireRestApi(call);
  const stageName = textMember(body, 'stageName') ?? '';
  const deploymentId = textMember(body, 'deploymentId') ?? '';
  if (api.stages.has(stageName)) throw conflict('Stage already exists');
  requireDeploymentId(api, deploymentId, call);
  const stage = newStage(call, api, { stageName, deploymentId });
  stage.description = textMember(body, 'description');
  stage.documentationVersion = textMember(body, 'documentationVersion');
  stage.tracingEnabled = flagMember(body, 'tracingEnabled');
  stage.variables = checkedVariables(textMapMember(body, 'variables'), call);
  stage.tags = checkedTags(textMapMember(body, 'tags'), call.world.settings);
  api.stages.set(stageName, stage);
  return { status: 201, body: stageJson(stage), resourceId: stageKey(api.id, stageName) };
}

export function getStage(call: Call): Answer {
  const stage = requireStage(call);
  return { status: 200, body: stageJson(stage), resourceId: stageKey(call.path['restApiId'] ?? '', stage.stageName) };
}

/** Not paged; `deploymentId` narrows. */
export function getStages(call: Call): Answer {
  const api = requireRestApi(call);
  const deploymentId = call.query.get('deploymentId');
  const stages = [...api.stages.values()].filter(
    (stage) =>
      (deploymentId === null || stage.deploymentId === deploymentId) &&
      call.world.isVisible(stageKey(api.id, stage.stageName)),
  );
  return { status: 200, body: { item: stages.map(stageJson) } };
}

export function deleteStage(call: Call): Answer {
  const api = requireRestApi(call);
  const { stageName } = requireStage(call);
  api.stages.delete(stageName);
  return { status: 202, resourceId: stageKey(api.id, stageName) };
}

/** A stage with AWS's defaults, not yet stored. @throws AwsError for a bad name or one stage too many. */
export function newStage(call: Call, api: RestApi, names: { stageName: string; deploymentId: string }): Stage {
  const { settings } = call.world;
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(names.stageName)) throw badRequest('Stage name only allows a-zA-Z0-9_-');
  if (settings.enforceQuotas && api.stages.size >= settings.quotas.stagesPerApi) {
    throw limitExceeded('Maximum number of stages for this API has been reached. Please contact AWS.');
  }
  return {
    ...names,
    createdAt: call.world.now(),
    updatedAt: call.world.now(),
    description: undefined,
    documentationVersion: undefined,
    cacheClusterEnabled: false,
    cacheClusterSize: undefined,
    clientCertificateId: undefined,
    tracingEnabled: false,
    variables: undefined,
    accessLogSettings: undefined,
    methodSettings: new Map(),
    tags: {},
  };
}

/** @throws AwsError when no such deployment can be seen. */
export function requireDeploymentId(api: RestApi, deploymentId: string, call: Call): void {
  if (!api.deployments.has(deploymentId) || !call.world.isVisible(deploymentId)) {
    throw badRequest('Deployment id does not exist');
  }
}

/** Limits of https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
export function checkedVariables(
  variables: Record<string, string> | undefined,
  call: Call,
): Record<string, string> | undefined {
  const { settings } = call.world;
  const entries = Object.entries(variables ?? {});
  for (const [key, value] of entries) {
    if (!/^\w{1,64}$/.test(key)) throw badRequest(`Invalid stage variable name: ${key}`);
    if (!/^[A-Za-z0-9\-._~:/?#&=,]{0,512}$/.test(value)) {
      throw badRequest('Stage variable value must match [A-Za-z0-9-._~:/?#&=,]+');
    }
  }
  if (settings.enforceQuotas && entries.length > settings.quotas.stageVariables) {
    throw limitExceeded('Maximum number of stage variables for this stage has been reached');
  }
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

export function stageJson(stage: Stage): JsonObject {
  return defined({
    stageName: stage.stageName,
    deploymentId: stage.deploymentId,
    description: stage.description,
    documentationVersion: stage.documentationVersion,
    cacheClusterEnabled: stage.cacheClusterEnabled,
    cacheClusterSize: stage.cacheClusterSize,
    cacheClusterStatus: 'NOT_AVAILABLE',
    clientCertificateId: stage.clientCertificateId,
    methodSettings: Object.fromEntries(stage.methodSettings),
    variables: stage.variables,
    accessLogSettings: stage.accessLogSettings,
    tracingEnabled: stage.tracingEnabled,
    createdDate: seconds(stage.createdAt),
    lastUpdatedDate: seconds(stage.updatedAt),
    ...tagsWhenAny(stage.tags),
  });
}
