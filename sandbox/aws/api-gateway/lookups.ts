import { notFound } from '../aws-error.ts';
import type { Call } from '../operation.ts';
import type { Deployment, Method, Resource, RestApi, Stage } from '../state.ts';

/** The REST API of the path. Ids are case-sensitive. @throws AwsError NotFoundException */
export function requireRestApi(call: Call): RestApi {
  const api = findRestApi(call);
  if (api === undefined) {
    throw notFound(`Invalid API identifier specified ${call.region.accountId}:${call.path['restApiId']}`);
  }
  return api;
}

export function findRestApi(call: Call): RestApi | undefined {
  const id = call.path['restApiId'] ?? '';
  return call.world.isVisible(id) ? call.region.restApis.get(id) : undefined;
}

/** The resource of the path. AWS names the resource even when the API is what is missing. */
export function requireResource(call: Call, id = call.path['resourceId'] ?? ''): Resource {
  const resource = call.world.isVisible(id) ? findRestApi(call)?.resources.get(id) : undefined;
  if (resource === undefined) throw notFound('Invalid Resource identifier specified');
  return resource;
}

export function requireMethod(call: Call, text = 'Invalid Method identifier specified'): Method {
  const method = requireResource(call).methods.get(call.path['httpMethod'] ?? '');
  if (method === undefined) throw notFound(text);
  return method;
}

export function requireDeployment(call: Call): Deployment {
  const id = call.path['deploymentId'] ?? '';
  const deployment = call.world.isVisible(id) ? requireRestApi(call).deployments.get(id) : undefined;
  if (deployment === undefined) throw notFound('Invalid Deployment identifier specified');
  return deployment;
}

export function requireStage(call: Call): Stage {
  const api = requireRestApi(call);
  const name = call.path['stageName'] ?? '';
  const stage = call.world.isVisible(stageKey(api.id, name)) ? api.stages.get(name) : undefined;
  if (stage === undefined) throw notFound('Invalid stage identifier specified');
  return stage;
}

/** Stages have no id of their own; this is how log and lag call them. */
export const stageKey = (restApiId: string, stageName: string) => `${restApiId}/${stageName}`;

export const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);
