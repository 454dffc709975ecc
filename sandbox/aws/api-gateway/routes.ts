import type { Operation, OperationFunction } from '../operation.ts';
import { getAccount } from './account.ts';
import { createDeployment, deleteDeployment, getDeployment, getDeployments, updateDeployment } from './deployments.ts';
import { getAuthorizer, getAuthorizers } from './authorizers.ts';
import { getGatewayResponses, putGatewayResponse } from './gateway-responses.ts';
import { importRestApi, putRestApi } from './imports.ts';
import { updateIntegration } from './integration-patch.ts';
import {
  deleteIntegrationResponse,
  getIntegrationResponse,
  putIntegrationResponse,
  updateIntegrationResponse,
} from './integration-responses.ts';
import { deleteIntegration, getIntegration, putIntegration } from './integrations.ts';
import {
  deleteMethodResponse,
  getMethodResponse,
  putMethodResponse,
  updateMethodResponse,
} from './method-responses.ts';
import { deleteMethod, getMethod, putMethod, updateMethod } from './methods.ts';
import { createResource, deleteResource, getResource, getResources, updateResource } from './resources.ts';
import { updateRestApi } from './rest-api-patch.ts';
import { createRestApi, deleteRestApi, getRestApi, getRestApis } from './rest-apis.ts';
import { updateStage } from './stage-patch.ts';
import { createStage, deleteStage, getStage, getStages } from './stages.ts';
import { getTags, tagResource, untagResource } from './tags.ts';
import { createVpcLinkV2, deleteVpcLinkV2, getVpcLinkV2, getVpcLinksV2, updateVpcLinkV2 } from './vpc-links-v2.ts';
import { createVpcLink, deleteVpcLink, getVpcLink, getVpcLinks, updateVpcLink } from './vpc-links.ts';

export interface Route {
  readonly method: string;
  /** Of the path; `{name}` takes a parameter. */
  readonly segments: readonly string[];
  /** A query parameter that tells this operation from another on the same path, as `mode=import`. */
  readonly query: string | undefined;
  readonly operation: Operation;
}

const API = '/restapis/{restApiId}';
const AUTHORIZER = `${API}/authorizers/{authorizerId}`;
const RESOURCE = `${API}/resources/{resourceId}`;
const METHOD = `${RESOURCE}/methods/{httpMethod}`;
const METHOD_RESPONSE = `${METHOD}/responses/{statusCode}`;
const INTEGRATION = `${METHOD}/integration`;
const INTEGRATION_RESPONSE = `${INTEGRATION}/responses/{statusCode}`;
const GATEWAY_RESPONSE = `${API}/gatewayresponses/{responseType}`;
const DEPLOYMENT = `${API}/deployments/{deploymentId}`;
const STAGE = `${API}/stages/{stageName}`;
const LINK = '/vpclinks/{vpcLinkId}';

/** The REST bindings of the API Gateway V1 service model, for the operations implemented here. */
export const apiGatewayRoutes: readonly Route[] = [
  route('ImportRestApi', 'POST /restapis?mode=import', importRestApi),
  route('CreateRestApi', 'POST /restapis', createRestApi),
  route('GetRestApis', 'GET /restapis', getRestApis),
  route('GetRestApi', `GET ${API}`, getRestApi),
  route('UpdateRestApi', `PATCH ${API}`, updateRestApi),
  route('PutRestApi', `PUT ${API}`, putRestApi),
  route('DeleteRestApi', `DELETE ${API}`, deleteRestApi),
  route('CreateResource', `POST ${API}/resources/{parentId}`, createResource),
  route('GetResources', `GET ${API}/resources`, getResources),
  route('GetResource', `GET ${RESOURCE}`, getResource),
  route('UpdateResource', `PATCH ${RESOURCE}`, updateResource),
  route('DeleteResource', `DELETE ${RESOURCE}`, deleteResource),
  route('PutMethod', `PUT ${METHOD}`, putMethod),
  route('GetMethod', `GET ${METHOD}`, getMethod),
  route('UpdateMethod', `PATCH ${METHOD}`, updateMethod),
  route('DeleteMethod', `DELETE ${METHOD}`, deleteMethod),
  route('PutMethodResponse', `PUT ${METHOD_RESPONSE}`, putMethodResponse),
  route('GetMethodResponse', `GET ${METHOD_RESPONSE}`, getMethodResponse),
  route('UpdateMethodResponse', `PATCH ${METHOD_RESPONSE}`, updateMethodResponse),
  route('DeleteMethodResponse', `DELETE ${METHOD_RESPONSE}`, deleteMethodResponse),
  route('PutIntegration', `PUT ${INTEGRATION}`, putIntegration),
  route('GetIntegration', `GET ${INTEGRATION}`, getIntegration),
  route('UpdateIntegration', `PATCH ${INTEGRATION}`, updateIntegration),
  route('DeleteIntegration', `DELETE ${INTEGRATION}`, deleteIntegration),
  route('PutIntegrationResponse', `PUT ${INTEGRATION_RESPONSE}`, putIntegrationResponse),
  route('GetIntegrationResponse', `GET ${INTEGRATION_RESPONSE}`, getIntegrationResponse),
  route('UpdateIntegrationResponse', `PATCH ${INTEGRATION_RESPONSE}`, updateIntegrationResponse),
  route('DeleteIntegrationResponse', `DELETE ${INTEGRATION_RESPONSE}`, deleteIntegrationResponse),
  route('GetAuthorizers', `GET ${API}/authorizers`, getAuthorizers),
  route('GetAuthorizer', `GET ${AUTHORIZER}`, getAuthorizer),
  route('GetGatewayResponses', `GET ${API}/gatewayresponses`, getGatewayResponses),
  route('PutGatewayResponse', `PUT ${GATEWAY_RESPONSE}`, putGatewayResponse),
  route('CreateDeployment', `POST ${API}/deployments`, createDeployment),
  route('GetDeployments', `GET ${API}/deployments`, getDeployments),
  route('GetDeployment', `GET ${DEPLOYMENT}`, getDeployment),
  route('UpdateDeployment', `PATCH ${DEPLOYMENT}`, updateDeployment),
  route('DeleteDeployment', `DELETE ${DEPLOYMENT}`, deleteDeployment),
  route('CreateStage', `POST ${API}/stages`, createStage),
  route('GetStages', `GET ${API}/stages`, getStages),
  route('GetStage', `GET ${STAGE}`, getStage),
  route('UpdateStage', `PATCH ${STAGE}`, updateStage),
  route('DeleteStage', `DELETE ${STAGE}`, deleteStage),
  route('CreateVpcLink', 'POST /vpclinks', createVpcLink),
  route('GetVpcLinks', 'GET /vpclinks', getVpcLinks),
  route('GetVpcLink', `GET ${LINK}`, getVpcLink),
  route('UpdateVpcLink', `PATCH ${LINK}`, updateVpcLink),
  route('DeleteVpcLink', `DELETE ${LINK}`, deleteVpcLink),
  // Of the V2 service model, at the same endpoint. AWS names its operations as those of V1.
  route('CreateVpcLinkV2', 'POST /v2/vpclinks', createVpcLinkV2),
  route('GetVpcLinksV2', 'GET /v2/vpclinks', getVpcLinksV2),
  route('GetVpcLinkV2', `GET /v2${LINK}`, getVpcLinkV2),
  route('UpdateVpcLinkV2', `PATCH /v2${LINK}`, updateVpcLinkV2),
  route('DeleteVpcLinkV2', `DELETE /v2${LINK}`, deleteVpcLinkV2),
  route('TagResource', 'PUT /tags/{resourceArn}', tagResource),
  route('UntagResource', 'DELETE /tags/{resourceArn}', untagResource),
  route('GetTags', 'GET /tags/{resourceArn}', getTags),
  route('GetAccount', 'GET /account', getAccount),
];

function route(name: string, binding: string, run: OperationFunction): Route {
  const [method = '', target = ''] = binding.split(' ');
  const [path = '', query] = target.split('?');
  const operation: Operation = { name, kind: method === 'GET' ? 'read' : 'write', run };
  return { method, segments: path.split('/').slice(1), query, operation };
}
