import { badRequest } from '../aws-error.ts';
import type { Answer, Call } from '../operation.ts';
import type { RestApi } from '../state.ts';
import { domainsOf } from './domain-names.ts';
import { requireRestApi } from './lookups.ts';
import { allowOnly, patchOperations, pointerSegments } from './patch.ts';
import type { PatchOperation } from './patch.ts';
import { storedPolicy } from './policy-storage.ts';
import {
  ENDPOINT_TYPES,
  IP_ADDRESS_TYPES,
  compressionSize,
  isPrivate,
  restApiJson,
  setIpAddressType,
  setVpcEndpointIds,
} from './rest-apis.ts';

/** All operations apply, or none. */
export function updateRestApi(call: Call): Answer {
  const operations = patchOperations(call, 'updateRestApiInput');
  const api = requireRestApi(call);
  const changed: RestApi = { ...api, endpointConfiguration: { ...api.endpointConfiguration } };
  for (const operation of operations) apply(changed, operation, call);
  Object.assign(api, changed);
  return { status: 200, body: restApiJson(api, { tags: api.tags }), resourceId: api.id };
}

function apply(api: RestApi, operation: PatchOperation, call: Call): void {
  const [member = '', ...rest] = pointerSegments(operation.path);
  if (member === 'binaryMediaTypes' && rest.length === 1) {
    api.binaryMediaTypes = changedList(api.binaryMediaTypes ?? [], rest[0] ?? '', operation);
    return;
  }
  if (member === 'endpointConfiguration') {
    applyToEndpoint(api, rest, operation, call);
    return;
  }
  const change = rest.length === 0 ? scalarChanges[member] : undefined;
  if (change === undefined) throw badRequest(`Invalid patch path ${operation.path}`);
  // A removed description is gone; the other members can only be replaced.
  if (member === 'description') allowOnly(operation, 'add', 'remove', 'replace');
  else allowOnly(operation, 'replace');
  change(api, operation.value, call, operation.op);
}

type ScalarChange = (api: RestApi, value: string | undefined, call: Call, op: string) => void;

const scalarChanges: Readonly<Record<string, ScalarChange>> = {
  name: (api, value) => {
    if (value === undefined || value === '') throw badRequest('Name cannot be empty');
    api.name = value;
  },
  description: (api, value, _call, op) => {
    api.description = op === 'remove' || value === '' ? undefined : value;
  },
  policy: (api, value, call) => {
    api.policy = value === undefined || value === '' ? undefined : storedPolicy(value, api.id, call);
  },
  apiKeySource: (api, value) => {
    if (value !== 'HEADER' && value !== 'AUTHORIZER') throw badRequest('Invalid API key source specified');
    api.apiKeySource = value;
  },
  disableExecuteApiEndpoint: (api, value) => {
    api.disableExecuteApiEndpoint = value === 'true';
  },
  minimumCompressionSize: (api, value) => {
    api.minimumCompressionSize = value === '' ? undefined : compressionSize(value);
  },
};

function applyToEndpoint(
  api: RestApi,
  [member = '', ...rest]: readonly string[],
  operation: PatchOperation,
  { region }: Call,
): void {
  const value = operation.value ?? '';
  if (member === 'ipAddressType' && rest.length === 0) {
    allowOnly(operation, 'replace');
    if (!IP_ADDRESS_TYPES.includes(value)) throw badRequest('ipAddressType must be either ipv4 or dualstack.');
    setIpAddressType(api, value);
    return;
  }
  if (member === 'vpcEndpointIds' && rest.length === 0) {
    applyVpcEndpointId(api, operation, value);
    return;
  }
  if (member !== 'types') throw badRequest(`Invalid patch path ${operation.path}`);
  if (!['add', 'remove', 'replace'].includes(operation.op)) {
    throw badRequest("Invalid patch operation specified. Must be 'add'|'remove'|'replace'");
  }
  if (!api.endpointConfiguration.types.includes(value) && domainsOf(region, api.id).length > 0) {
    throw badRequest('Cannot change the endpoint type of an API that is mapped to a private custom domain name');
  }
  replaceType(api, value);
}

/** One operation an id, the id as value: the path has no index. */
function applyVpcEndpointId(api: RestApi, operation: PatchOperation, id: string): void {
  allowOnly(operation, 'add', 'remove');
  const before = api.endpointConfiguration.vpcEndpointIds ?? [];
  setVpcEndpointIds(api, operation.op === 'add' ? [...before, id] : before.filter((one) => one !== id));
}

function replaceType(api: RestApi, type: string): void {
  if (!ENDPOINT_TYPES.includes(type)) {
    throw badRequest('Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE');
  }
  if (isPrivate(api) && type === 'EDGE') {
    throw badRequest('Cannot update endpoint from PRIVATE to EDGE');
  }
  // Endpoint ids go first, then the type.
  if (type !== 'PRIVATE' && api.endpointConfiguration.vpcEndpointIds !== undefined) {
    throw badRequest('VPCEndpoints can only be specified with PRIVATE apis.');
  }
  api.endpointConfiguration.types = [type];
  if (type === 'PRIVATE') api.endpointConfiguration.ipAddressType = 'dualstack';
}

/** `replace` takes the named type out and puts the value at the end. */
function changedList(list: readonly string[], named: string, { op, value }: PatchOperation): string[] | undefined {
  const without = list.filter((one) => one !== named);
  const added = op === 'add' ? [named] : op === 'replace' && value !== undefined ? [value] : [];
  const changed = [...without, ...added];
  return changed.length === 0 ? undefined : changed;
}
