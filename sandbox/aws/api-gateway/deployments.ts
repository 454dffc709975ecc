import { badRequest } from '../aws-error.ts';
import { MustWait } from '../operation.ts';
import type { Answer, Call } from '../operation.ts';
import type { DeployedApi, DeployedMethod, Deployment, RestApi } from '../state.ts';
import { jsonBody, textMapMember, textMember } from './json-body.ts';
import type { JsonObject } from './json-body.ts';
import { requireDeployment, requireRestApi, seconds } from './lookups.ts';
import { page } from './paging.ts';
import { allowOnly, patchOperations } from './patch.ts';
import { defined, isPrivate } from './rest-apis.ts';
import { newStage } from './stages.ts';
import { findVpcLinkV2, vpcLinkV2Status } from './vpc-links-v2.ts';
import { findVpcLink, resolvedConnectionId, vpcLinkStatus } from './vpc-links.ts';

/** Takes a snapshot of the API, policy included; `stageName` makes that stage or points it here, settings kept. */
export function createDeployment(call: Call): Answer {
  const body = jsonBody(call);
  const api = requireRestApi(call);
  const stageName = textMember(body, 'stageName') ?? '';
  const variables = textMapMember(body, 'variables');
  if (isPrivate(api) && api.policy === undefined) {
    throw badRequest("Private REST API doesn't have a resource policy attached to it");
  }
  const snapshot = snapshotOf(api);
  if (snapshot.methods.length === 0) throw badRequest("The REST API doesn't contain any methods");
  if (snapshot.methods.some(({ method }) => method.integration === undefined)) {
    throw badRequest('No integration defined for method');
  }
  const stage = api.stages.get(stageName);
  awaitVpcLinks(snapshot.methods, { ...stage?.variables, ...variables }, call);
  const deployment: Deployment = {
    id: call.world.ids.alphanumeric(6),
    createdAt: call.world.now(),
    description: textMember(body, 'description'),
    snapshot,
  };
  if (stageName !== '' && stage === undefined) {
    const made = newStage(call, api, { stageName, deploymentId: deployment.id });
    made.description = textMember(body, 'stageDescription');
    made.variables = variables;
    api.stages.set(stageName, made);
  } else if (stage !== undefined) {
    stage.deploymentId = deployment.id;
    stage.updatedAt = call.world.now();
    if (variables !== undefined) stage.variables = { ...stage.variables, ...variables };
  }
  api.deployments.set(deployment.id, deployment);
  return { status: 201, body: deploymentJson(deployment), resourceId: deployment.id };
}

export function getDeployment(call: Call): Answer {
  const deployment = requireDeployment(call);
  const embedded = call.query.getAll('embed').includes('apisummary');
  const more = embedded ? { apiSummary: apiSummary(deployment) } : {};
  return { status: 200, body: { ...deploymentJson(deployment), ...more }, resourceId: deployment.id };
}

export function getDeployments(call: Call): Answer {
  const visible = [...requireRestApi(call).deployments.values()].filter(({ id }) => call.world.isVisible(id));
  return { status: 200, body: page(visible, call.query, deploymentJson) };
}

export function updateDeployment(call: Call): Answer {
  const operations = patchOperations(call, 'updateDeploymentInput');
  const deployment = requireDeployment(call);
  let { description } = deployment;
  for (const operation of operations) {
    if (operation.path !== '/description') throw badRequest(`Invalid patch path ${operation.path}`);
    allowOnly(operation, 'replace');
    description = operation.value;
  }
  deployment.description = description;
  return { status: 200, body: deploymentJson(deployment), resourceId: deployment.id };
}

export function deleteDeployment(call: Call): Answer {
  const api = requireRestApi(call);
  const deployment = requireDeployment(call);
  if ([...api.stages.values()].some((stage) => stage.deploymentId === deployment.id)) {
    throw badRequest('Active stages pointing to this deployment must be moved or deleted');
  }
  api.deployments.delete(deployment.id);
  return { status: 202, resourceId: deployment.id };
}

/** What callers will meet, copied so that later changes of the API do not reach it. */
function snapshotOf(api: RestApi): DeployedApi {
  const methods = [...api.resources.values()].flatMap((resource) =>
    [...resource.methods.values()].map((method) => ({
      path: resource.path,
      resourceId: resource.id,
      method: structuredClone(method),
    })),
  );
  return {
    policy: structuredClone(api.policy),
    authorizers: structuredClone(api.authorizers),
    endpointTypes: [...api.endpointConfiguration.types],
    vpcEndpointIds: [...(api.endpointConfiguration.vpcEndpointIds ?? [])],
    disableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
    binaryMediaTypes: [...(api.binaryMediaTypes ?? [])],
    minimumCompressionSize: api.minimumCompressionSize,
    gatewayResponses: new Map(api.gatewayResponses),
    methods,
  };
}

/** AWS deploys only over AVAILABLE links: it waits for PENDING ones and fails on the rest (VpcLink.status in the SDK). */
function awaitVpcLinks(
  methods: readonly DeployedMethod[],
  variables: Readonly<Record<string, string>>,
  call: Call,
): void {
  for (const { method } of methods) {
    const { connectionType, connectionId } = method.integration ?? {};
    if (connectionType !== 'VPC_LINK' || connectionId === undefined) continue;
    const id = resolvedConnectionId(connectionId, variables);
    // A variable may be set later, on the stage.
    if (id.startsWith('${')) continue;
    const linkV2 = findVpcLinkV2(call.region, id, call.world);
    const statusV2 = linkV2 && vpcLinkV2Status(linkV2, call.world.now());
    // Only of V1 links it is told that a deployment waits for them.
    if (statusV2 !== undefined && statusV2 !== 'DELETING' && statusV2 !== 'FAILED') continue;
    const link = findVpcLink(call.region, id, call.world);
    const status = link === undefined ? undefined : vpcLinkStatus(link, call.world.now());
    if (status === 'PENDING' && link !== undefined) throw new MustWait(link.settlesAt);
    if (status !== 'AVAILABLE') throw badRequest(`VPC link ${id} is not available`);
  }
}

function apiSummary({ snapshot }: Deployment): JsonObject {
  const summary: Record<string, Record<string, JsonObject>> = {};
  for (const { path, method } of snapshot.methods) {
    summary[path] ??= {};
    const { authorizationType, apiKeyRequired } = method;
    summary[path][method.httpMethod] = { authorizationType, apiKeyRequired };
  }
  return summary;
}

const deploymentJson = (deployment: Deployment): JsonObject =>
  defined({
    id: deployment.id,
    description: deployment.description,
    createdDate: seconds(deployment.createdAt),
  });
