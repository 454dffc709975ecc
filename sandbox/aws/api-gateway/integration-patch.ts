import { badRequest } from '../aws-error.ts';
import type { Answer, Call } from '../operation.ts';
import type { Integration } from '../state.ts';
import {
  checkIntegration,
  connectionType,
  integrationJson,
  passthroughBehavior,
  requireIntegration,
  timeout,
} from './integrations.ts';
import { requireMethod } from './lookups.ts';
import { changedMap } from './maps.ts';
import { allowOnly, patchOperations, pointerSegments } from './patch.ts';
import type { PatchOperation } from './patch.ts';

/** All operations apply, or none. */
export function updateIntegration(call: Call): Answer {
  const operations = patchOperations(call, 'updateIntegrationInput');
  const integration = requireIntegration(call);
  const changed: Integration = { ...integration };
  for (const operation of operations) apply(changed, operation);
  checkIntegration(changed, requireMethod(call), call);
  Object.assign(integration, changed);
  return { status: 200, body: integrationJson(integration), resourceId: call.path['resourceId'] ?? '' };
}

function apply(integration: Integration, operation: PatchOperation): void {
  const { op, path, value = '' } = operation;
  const [member = '', name] = pointerSegments(path);
  if (name !== undefined && (member === 'requestParameters' || member === 'requestTemplates')) {
    integration[member] = changedMap(integration[member], name, op, value);
    return;
  }
  if (name !== undefined && member === 'cacheKeyParameters') {
    const others = integration.cacheKeyParameters.filter((one) => one !== name);
    integration.cacheKeyParameters = op === 'remove' ? others : [...others, name];
    return;
  }
  const change = scalarChanges[path];
  if (change === undefined) throw badRequest(`Invalid patch path ${path}`);
  allowOnly(operation, 'replace');
  change(integration, value);
}

const orAbsent = (value: string) => (value === '' ? undefined : value);

const scalarChanges: Readonly<Record<string, (integration: Integration, value: string) => void>> = {
  '/uri': (integration, value) => {
    integration.uri = value;
  },
  '/httpMethod': (integration, value) => {
    integration.httpMethod = value;
  },
  '/connectionType': (integration, value) => {
    integration.connectionType = connectionType(value, integration.type);
  },
  '/connectionId': (integration, value) => {
    integration.connectionId = orAbsent(value);
  },
  '/credentials': (integration, value) => {
    integration.credentials = orAbsent(value);
  },
  '/passthroughBehavior': (integration, value) => {
    integration.passthroughBehavior = passthroughBehavior(value);
  },
  '/contentHandling': (integration, value) => {
    integration.contentHandling = orAbsent(value);
  },
  '/timeoutInMillis': (integration, value) => {
    integration.timeoutInMillis = timeout(value);
  },
  '/tlsConfig/insecureSkipVerification': (integration, value) => {
    integration.tlsConfig = { insecureSkipVerification: value === 'true' };
  },
  '/cacheNamespace': (integration, value) => {
    integration.cacheNamespace = value;
  },
};
