import { badRequest, conflict, limitExceeded } from '../aws-error.ts';
import type { Answer, Call } from '../operation.ts';
import type { Resource, RestApi } from '../state.ts';
import type { AwsSettings } from '../settings.ts';
import { jsonBody, textMember } from './json-body.ts';
import type { JsonObject } from './json-body.ts';
import { findRestApi, requireResource, requireRestApi } from './lookups.ts';
import { methodJson } from './methods.ts';
import { page } from './paging.ts';
import { patchOperations } from './patch.ts';
import { defined } from './rest-apis.ts';

export function createResource(call: Call): Answer {
  const pathPart = textMember(jsonBody(call), 'pathPart') ?? '';
  const parent = requireResource(call, call.path['parentId']);
  const api = findRestApi(call)!;
  const resource = addResource(api.resources, parent, pathPart, call.world.ids.alphanumeric(6), call.world.settings);
  return { status: 201, body: resourceJson(resource), resourceId: resource.id };
}

export function getResource(call: Call): Answer {
  const resource = requireResource(call);
  return { status: 200, body: resourceJson(resource, embedsMethods(call)), resourceId: resource.id };
}

/** Sorted by path, as AWS lists them. */
export function getResources(call: Call): Answer {
  const api = requireRestApi(call);
  const resources = [...api.resources.values()]
    .filter(({ id }) => call.world.isVisible(id))
    .toSorted((one, other) => (one.path < other.path ? -1 : 1));
  return { status: 200, body: page(resources, call.query, (resource) => resourceJson(resource, embedsMethods(call))) };
}

export function updateResource(call: Call): Answer {
  const operations = patchOperations(call, 'updateResourceInput');
  const resource = requireResource(call);
  const api = findRestApi(call)!;
  const changed = { parentId: resource.parentId, pathPart: resource.pathPart };
  for (const { op, path, value = '' } of operations) {
    if (op !== 'replace') {
      throw badRequest(`Invalid patch path  '${path}' specified for op '${op}'. Please choose supported operations`);
    }
    const member = path === '/parentId' ? 'parentId' : path === '/pathPart' ? 'pathPart' : undefined;
    if (member === undefined) {
      throw badRequest(
        `Invalid patch path  '${path}' specified for op 'replace'. Must be one of: [/parentId, /pathPart]`,
      );
    }
    if (resource.parentId === undefined) throw badRequest(`Root resource cannot update its ${member}.`);
    changed[member] = value;
  }
  const parent = requireResource(call, changed.parentId ?? '');
  if (isWithin(api, parent, resource)) throw badRequest('Resources cannot be cyclical.');
  refuseSiblings(api.resources, parent, changed.pathPart ?? '', resource);
  Object.assign(resource, changed);
  repath(api, resource, joined(parent.path, changed.pathPart ?? ''));
  return { status: 200, body: resourceJson(resource), resourceId: resource.id };
}

/** Takes the resources below with it. */
export function deleteResource(call: Call): Answer {
  const resource = requireResource(call);
  const api = findRestApi(call)!;
  if (resource.parentId === undefined) throw badRequest('Root resource cannot be deleted.');
  const gone = [...api.resources.values()].filter((other) => isWithin(api, other, resource));
  for (const { id } of gone) api.resources.delete(id);
  return { status: 202, resourceId: resource.id };
}

/** Checks and adds a child. @throws AwsError for a bad part, a sibling in the way, or one resource too many. */
export function addResource(
  resources: Map<string, Resource>,
  parent: Resource,
  pathPart: string,
  id: string,
  settings: AwsSettings,
): Resource {
  if (!/^(\{[A-Za-z0-9._:-]+\+?\}|[A-Za-z0-9._:-]+)$/.test(pathPart)) {
    throw badRequest(
      "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
    );
  }
  if (isGreedy(parent.pathPart)) {
    throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${parent.pathPart}`);
  }
  refuseSiblings(resources, parent, pathPart);
  if (settings.enforceQuotas && resources.size >= settings.quotas.resourcesPerApi) {
    throw limitExceeded(
      'Maximum number of Resources for this API has been reached. Please contact AWS if you need additional Resources.',
    );
  }
  const resource = { id, parentId: parent.id, pathPart, path: joined(parent.path, pathPart), methods: new Map() };
  resources.set(id, resource);
  return resource;
}

export function resourceJson(resource: Resource, methodsEmbedded = false): JsonObject {
  const verbs = [...resource.methods.values()].toSorted((one, other) => (one.httpMethod < other.httpMethod ? -1 : 1));
  const methods = Object.fromEntries(
    verbs.map((method) => [method.httpMethod, methodsEmbedded ? methodJson(method) : {}]),
  );
  return defined({
    id: resource.id,
    parentId: resource.parentId,
    pathPart: resource.pathPart,
    path: resource.path,
    resourceMethods: resource.methods.size === 0 ? undefined : methods,
  });
}

const embedsMethods = (call: Call) => call.query.getAll('embed').includes('methods');

const isVariable = (pathPart: string | undefined) => pathPart?.startsWith('{') ?? false;
const isGreedy = (pathPart: string | undefined) => pathPart?.endsWith('+}') ?? false;
const joined = (parentPath: string, pathPart: string) =>
  parentPath === '/' ? `/${pathPart}` : `${parentPath}/${pathPart}`;

/** Names are unique among siblings, and only one of them may be a variable, greedy or not. */
function refuseSiblings(
  resources: ReadonlyMap<string, Resource>,
  parent: Resource,
  pathPart: string,
  moved?: Resource,
): void {
  const siblings = [...resources.values()].filter(({ parentId, id }) => parentId === parent.id && id !== moved?.id);
  if (siblings.some((sibling) => sibling.pathPart === pathPart)) {
    throw conflict(`Another resource with the same parent already has this name: ${pathPart}`);
  }
  const variable = siblings.find((sibling) => isVariable(sibling.pathPart));
  if (isVariable(pathPart) && variable !== undefined) {
    throw badRequest(
      `A sibling (${variable.pathPart}) of this resource already has a variable path part -- only one is allowed`,
    );
  }
}

function isWithin(api: RestApi, resource: Resource, ancestor: Resource): boolean {
  if (resource.id === ancestor.id) return true;
  const parent = api.resources.get(resource.parentId ?? '');
  return parent !== undefined && isWithin(api, parent, ancestor);
}

function repath(api: RestApi, resource: Resource, path: string): void {
  resource.path = path;
  for (const child of api.resources.values()) {
    if (child.parentId === resource.id) repath(api, child, joined(path, child.pathPart ?? ''));
  }
}
