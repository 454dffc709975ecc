import { badRequest, limitExceeded, validationError, violation } from '../aws-error.ts';
import type { Answer, Call } from '../operation.ts';
import type { RestApi } from '../state.ts';
import { domainsOf } from './domain-names.ts';
import { flagMember, jsonBody, objectMember, textListMember, textMapMember, textMember } from './json-body.ts';
import type { Json, JsonObject } from './json-body.ts';
import { requireRestApi, seconds } from './lookups.ts';
import { modelsFromBirth } from './models.ts';
import { page } from './paging.ts';
import { policyForAnswer, storedPolicy } from './policy-storage.ts';
import { checkedTags, tagsWhenAny } from './tag-sets.ts';

export const ENDPOINT_TYPES = ['PRIVATE', 'EDGE', 'REGIONAL'];
export const IP_ADDRESS_TYPES = ['ipv4', 'dualstack'];
const MAXIMUM_COMPRESSION_SIZE = 10_485_760;

export function createRestApi(call: Call): Answer {
  const body = jsonBody(call);
  refuseConstraintViolations(body);
  if (body['description'] === '') throw badRequest('Description cannot be an empty string');
  const name = textMember(body, 'name') ?? '';
  if (name === '') throw badRequest('Name cannot be empty');
  const configuration = objectMember(body, 'endpointConfiguration') ?? {};
  const types = textListMember(configuration, 'types') ?? ['EDGE'];
  const api = newRestApi(call, { name, type: onlyType(types) });
  api.description = textMember(body, 'description');
  api.version = textMember(body, 'version');
  api.apiKeySource = textMember(body, 'apiKeySource') === 'AUTHORIZER' ? 'AUTHORIZER' : 'HEADER';
  api.disableExecuteApiEndpoint = flagMember(body, 'disableExecuteApiEndpoint');
  api.minimumCompressionSize = compressionSize(body['minimumCompressionSize']);
  const binaryMediaTypes = textListMember(body, 'binaryMediaTypes') ?? [];
  api.binaryMediaTypes = binaryMediaTypes.length === 0 ? undefined : binaryMediaTypes;
  const ipAddressType = textMember(configuration, 'ipAddressType') ?? '';
  if (ipAddressType !== '') setIpAddressType(api, ipAddressType);
  setVpcEndpointIds(api, textListMember(configuration, 'vpcEndpointIds') ?? []);
  api.tags = checkedTags(textMapMember(body, 'tags'), call.world.settings);
  const policy = textMember(body, 'policy') ?? '';
  if (policy !== '') api.policy = storedPolicy(policy, api.id, call);
  call.region.restApis.set(api.id, api);
  return { status: 201, body: restApiJson(api, tagsWhenAny(api.tags)), resourceId: api.id };
}

export function getRestApi(call: Call): Answer {
  const api = requireRestApi(call);
  return { status: 200, body: restApiJson(api, { tags: api.tags }), resourceId: api.id };
}

export function getRestApis(call: Call): Answer {
  const visible = [...call.region.restApis.values()].filter(({ id }) => call.world.isVisible(id));
  return { status: 200, body: page(visible, call.query, (api) => restApiJson(api, tagsWhenAny(api.tags))) };
}

/** Takes everything inside with it, but not VPC links, endpoints or log groups. */
export function deleteRestApi(call: Call): Answer {
  const api = requireRestApi(call);
  const domains = domainsOf(call.region, api.id);
  if (domains.length > 0) {
    throw badRequest(
      `Deleting RestApi failed. Please remove all base path mappings related to the RestApi in your domains: ${domains.join(', ')}`,
    );
  }
  call.region.restApis.delete(api.id);
  return { status: 202, resourceId: api.id };
}

/** An empty API with its root resource, not yet stored. @throws AwsError LimitExceededException */
export function newRestApi(call: Call, { name, type }: { name: string; type: string }): RestApi {
  const { settings, ids } = call.world;
  const privateApis = [...call.region.restApis.values()].filter((api) => isPrivate(api)).length;
  if (type === 'PRIVATE' && settings.enforceQuotas && privateApis >= settings.quotas.privateApis) {
    throw limitExceeded('Maximum number of private APIs for this account has been reached. Please contact AWS.');
  }
  const rootResourceId = ids.alphanumeric(10);
  const root = { id: rootResourceId, parentId: undefined, pathPart: undefined, path: '/', methods: new Map() };
  return {
    id: ids.alphanumeric(10),
    rootResourceId,
    createdAt: call.world.now(),
    name,
    description: undefined,
    version: undefined,
    apiKeySource: 'HEADER',
    disableExecuteApiEndpoint: false,
    binaryMediaTypes: undefined,
    minimumCompressionSize: undefined,
    endpointConfiguration: {
      types: [type],
      vpcEndpointIds: undefined,
      ipAddressType: type === 'PRIVATE' ? 'dualstack' : 'ipv4',
    },
    policy: undefined,
    tags: {},
    resources: new Map([[rootResourceId, root]]),
    authorizers: new Map(),
    models: modelsFromBirth(ids),
    requestValidators: new Map(),
    deployments: new Map(),
    stages: new Map(),
  };
}

export const isPrivate = (api: RestApi) => api.endpointConfiguration.types.includes('PRIVATE');

/** @throws AwsError unless there is exactly one endpoint type. */
export function onlyType(types: readonly string[]): string {
  const [type, second] = types;
  if (type === undefined) throw badRequest('REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.');
  if (second !== undefined) throw badRequest('Cannot create an api with multiple Endpoint Types.');
  return type;
}

export function setIpAddressType(api: RestApi, ipAddressType: string): void {
  if (isPrivate(api) && ipAddressType !== 'dualstack') {
    throw badRequest('Only dualstack ipAddressType is supported for Private APIs.');
  }
  api.endpointConfiguration.ipAddressType = ipAddressType;
}

export function setVpcEndpointIds(api: RestApi, vpcEndpointIds: readonly string[]): void {
  if (vpcEndpointIds.length > 0 && !isPrivate(api)) {
    throw badRequest('VPCEndpoints can only be specified with PRIVATE apis.');
  }
  api.endpointConfiguration.vpcEndpointIds = vpcEndpointIds.length === 0 ? undefined : [...new Set(vpcEndpointIds)];
}

/** @throws AwsError for what is no number of bytes within AWS's limits; absent and null switch compression off. */
export function compressionSize(value: Json | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  const size = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 0 || size > MAXIMUM_COMPRESSION_SIZE) {
    throw badRequest(`Invalid minimum compression size, must be between 0 and ${MAXIMUM_COMPRESSION_SIZE}`);
  }
  return size;
}

export function restApiJson(api: RestApi, more: JsonObject = {}): JsonObject {
  const { types, vpcEndpointIds, ipAddressType } = api.endpointConfiguration;
  return defined({
    id: api.id,
    name: api.name,
    description: api.description,
    version: api.version,
    createdDate: seconds(api.createdAt),
    apiKeySource: api.apiKeySource,
    binaryMediaTypes: api.binaryMediaTypes,
    minimumCompressionSize: api.minimumCompressionSize,
    endpointConfiguration: defined({ types, vpcEndpointIds, ipAddressType }),
    policy: api.policy === undefined ? undefined : policyForAnswer(api.policy),
    disableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
    rootResourceId: api.rootResourceId,
    ...more,
  });
}

/** The members that have a value: absent things are left out of answers, not null. */
export function defined(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as JsonObject;
}

function refuseConstraintViolations(body: JsonObject): void {
  const configuration = objectMember(body, 'endpointConfiguration') ?? {};
  const types = textListMember(configuration, 'types') ?? [];
  const ipAddressType = textMember(configuration, 'ipAddressType') ?? '';
  const at = 'createRestApiInput.endpointConfiguration';
  const wrong: string[] = [];
  if (types.some((type) => !ENDPOINT_TYPES.includes(type))) {
    const constraint = `Member must satisfy constraint: [Member must satisfy enum value set: [${ENDPOINT_TYPES.join(', ')}]]`;
    wrong.push(violation(`[${types.join(', ')}]`, `${at}.types`, constraint));
  }
  if (ipAddressType !== '' && !IP_ADDRESS_TYPES.includes(ipAddressType)) {
    const constraint = `Member must satisfy enum value set: [${IP_ADDRESS_TYPES.join(', ')}]`;
    wrong.push(violation(ipAddressType, `${at}.ipAddressType`, constraint));
  }
  if (wrong.length > 0) throw validationError(wrong);
}
