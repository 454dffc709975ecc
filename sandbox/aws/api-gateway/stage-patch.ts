import { badRequest } from '../aws-error.ts';
import type { Answer, Call } from '../operation.ts';
import type { RestApi, Stage } from '../state.ts';
import { requireRestApi, requireStage, stageKey } from './lookups.ts';
import { requireLoggingRole } from './logging-role.ts';
import { changeMethodSetting, isMethodSettingPath, noSuchSetting, removeMethodSettings } from './method-settings.ts';
import { patchOperations, pointerSegments } from './patch.ts';
import type { PatchOperation } from './patch.ts';
import { checkedVariables, requireDeploymentId, stageJson } from './stages.ts';

/** All operations apply, or none. */
export function updateStage(call: Call): Answer {
  const operations = patchOperations(call, 'updateStageInput');
  const api = requireRestApi(call);
  const stage = requireStage(call);
  const methodSettings = new Map(stage.methodSettings);
  const changed: Stage = { ...stage, methodSettings, variables: { ...stage.variables } };
  for (const operation of operations) apply(changed, operation, api, call);
  changed.variables = checkedVariables(changed.variables, call);
  Object.assign(stage, changed, { updatedAt: call.world.now() });
  return { status: 200, body: stageJson(stage), resourceId: stageKey(api.id, stage.stageName) };
}

function apply(stage: Stage, operation: PatchOperation, api: RestApi, call: Call): void {
  const { op, path } = operation;
  const [member = '', name] = pointerSegments(path);
  if (path.startsWith('/accessLogSettings')) {
    applyToAccessLog(stage, operation, call);
  } else if (member === 'variables' && name !== undefined) {
    applyToVariables(stage, name, operation);
  } else if (op === 'remove') {
    removeMethodSettings(stage, path);
  } else if (isMethodSettingPath(path)) {
    changeMethodSetting(stage, operation, call);
  } else {
    const change = scalarChanges[path];
    if (change === undefined) throw badRequest(`Invalid method setting path: ${path}. ${ALLOWED_PATHS}`);
    change(stage, operation.value ?? '', { api, call });
  }
}

type ScalarChange = (stage: Stage, value: string, context: { api: RestApi; call: Call }) => void;

const scalarChanges: Readonly<Record<string, ScalarChange>> = {
  '/deploymentId': (stage, value, { api, call }) => {
    requireDeploymentId(api, value, call);
    stage.deploymentId = value;
  },
  '/description': (stage, value) => {
    stage.description = value === '' ? undefined : value;
  },
  '/documentationVersion': (stage, value) => {
    stage.documentationVersion = value === '' ? undefined : value;
  },
  '/cacheClusterEnabled': (stage, value) => {
    stage.cacheClusterEnabled = value === 'true';
  },
  '/cacheClusterSize': (stage, value) => {
    stage.cacheClusterSize = value;
  },
  '/clientCertificateId': (stage, value) => {
    stage.clientCertificateId = value === '' ? undefined : value;
  },
  '/tracingEnabled': (stage, value) => {
    stage.tracingEnabled = value === 'true';
  },
};

function applyToVariables(stage: Stage, name: string, { op, value }: PatchOperation): void {
  const { [name]: _removed, ...others } = stage.variables ?? {};
  stage.variables = op === 'remove' ? others : { ...others, [name]: value ?? '' };
}

const ACCESS_LOG_PATHS = '[/accessLogSettings/destinationArn, /accessLogSettings/format]';

function applyToAccessLog(stage: Stage, { op, path, value }: PatchOperation, call: Call): void {
  if (op === 'remove' && path === '/accessLogSettings') {
    stage.accessLogSettings = undefined;
    return;
  }
  // Only the whole can be removed; AWS takes the rest for a method setting that is not there.
  if (op === 'remove') throw badRequest(noSuchSetting(path));
  const name = path.slice('/accessLogSettings/'.length);
  if (name !== 'destinationArn' && name !== 'format') {
    throw badRequest(`Invalid accessLogSettings path. Must be one of : ${ACCESS_LOG_PATHS}`);
  }
  if ((value ?? '') === '') throw badRequest('Access Log value must not be empty');
  if (name === 'destinationArn' && value?.includes(':logs:') === true) requireLoggingRole(call);
  stage.accessLogSettings = { ...stage.accessLogSettings, [name]: value ?? '' };
}

/** AWS's own list, its missing commas included. */
const ALLOWED_PATHS =
  'Must be one of: [/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId, ' +
  '/accessLogSettings, /accessLogSettings/destinationArn, /accessLogSettings/format, ' +
  '/{resourcePath}/{httpMethod}/metrics/enabled, /{resourcePath}/{httpMethod}/logging/dataTrace, ' +
  '/{resourcePath}/{httpMethod}/logging/loglevel, /{resourcePath}/{httpMethod}/throttling/burstLimit' +
  '/{resourcePath}/{httpMethod}/throttling/rateLimit/{resourcePath}/{httpMethod}/caching/ttlInSeconds, ' +
  '/{resourcePath}/{httpMethod}/caching/enabled, /{resourcePath}/{httpMethod}/caching/dataEncrypted, ' +
  '/{resourcePath}/{httpMethod}/caching/requireAuthorizationForCacheControl, ' +
  '/{resourcePath}/{httpMethod}/caching/unauthorizedCacheControlHeaderStrategy, /*/*/metrics/enabled, ' +
  '/*/*/logging/dataTrace, /*/*/logging/loglevel, /*/*/throttling/burstLimit /*/*/throttling/rateLimit ' +
  '/*/*/caching/ttlInSeconds, /*/*/caching/enabled, /*/*/caching/dataEncrypted, ' +
  '/*/*/caching/requireAuthorizationForCacheControl, /*/*/caching/unauthorizedCacheControlHeaderStrategy, ' +
  '/variables/{variable_name}, /tracingEnabled]';
