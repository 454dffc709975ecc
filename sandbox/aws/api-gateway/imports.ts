import { AwsError, badRequest, limitExceeded } from '../aws-error.ts';
import type { Answer, Call } from '../operation.ts';
import type { Resource, RestApi } from '../state.ts';
import { importedGatewayResponses } from './gateway-responses.ts';
import { importedDocumentation } from './documentation-parts.ts';
import { parseImportDocument, textOf } from './import-document.ts';
import type { ImportDocument } from './import-document.ts';
import { importedMethod } from './import-method.ts';
import { importedAuthorizers, importedSecurity } from './import-security.ts';
import { isObject, objectMember } from './json-body.ts';
import { requireRestApi } from './lookups.ts';
import { checkMethod } from './methods.ts';
import { importedModels } from './models.ts';
import { storedPolicy } from './policy-storage.ts';
import { importedValidators } from './request-validators.ts';
import { addResource } from './resources.ts';
import { ENDPOINT_TYPES, compressionSize, newRestApi, onlyType, restApiJson, setVpcEndpointIds } from './rest-apis.ts';
import { tagsWhenAny } from './tag-sets.ts';

type Mode = 'merge' | 'overwrite';

/** Makes a REST API of a document; EDGE unless `endpointConfigurationTypes` says otherwise. */
export function importRestApi(call: Call): Answer {
  const document = documentOf(call);
  const type = onlyType((call.query.get('endpointConfigurationTypes') ?? 'EDGE').split(','));
  if (!ENDPOINT_TYPES.includes(type)) {
    throw badRequest('Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE');
  }
  const api = newRestApi(call, { name: document.title, type });
  const { imported, warnings } = applied(api, document, 'overwrite', call);
  call.region.restApis.set(imported.id, imported);
  return {
    status: 201,
    body: restApiJson(imported, { ...tagsWhenAny(imported.tags), ...whenWarned(warnings) }),
    resourceId: imported.id,
  };
}

/** Changes an API to what the document says. Without `mode` it merges. Makes no deployment. */
export function putRestApi(call: Call): Answer {
  const document = documentOf(call);
  const api = requireRestApi(call);
  const mode: Mode = call.query.get('mode') === 'overwrite' ? 'overwrite' : 'merge';
  const { imported, warnings } = applied(api, document, mode, call);
  Object.assign(api, imported);
  return { status: 200, body: restApiJson(api, { tags: api.tags, ...whenWarned(warnings) }), resourceId: api.id };
}

function documentOf(call: Call): ImportDocument {
  const { settings } = call.world;
  if (settings.enforceQuotas && call.body.length > settings.quotas.importDocumentBytes) {
    throw limitExceeded('Import document exceeds the maximum size');
  }
  return parseImportDocument(call.body, call.query.get('basepath') ?? 'ignore');
}

/** The API as it is after the import, not yet stored, so that a refusal leaves the old one. */
function applied(
  api: RestApi,
  document: ImportDocument,
  mode: Mode,
  call: Call,
): { imported: RestApi; warnings: string[] } {
  const imported: RestApi = { ...api, endpointConfiguration: { ...api.endpointConfiguration } };
  applySettings(imported, document, mode, call);
  const authorizers = importedAuthorizers(document, call.world.ids);
  const kept = mode === 'merge' ? [...api.authorizers.values()].filter(({ name }) => !authorizers.has(name)) : [];
  imported.authorizers = new Map([...kept, ...authorizers.values()].map((one) => [one.id, one]));
  const warnings: string[] = [];
  const errors: string[] = [];
  const { ids } = call.world;
  imported.models = new Map([
    ...(mode === 'merge' ? (api.models ?? []) : []),
    ...importedModels(document, api.id, ids, errors),
  ]);
  const isMerge = mode === 'merge';
  imported.requestValidators = importedValidators(
    document,
    isMerge ? [...(api.requestValidators?.values() ?? [])] : [],
    ids,
  );
  imported.documentationParts = importedDocumentation(document, isMerge ? (api.documentationParts ?? []) : [], ids);
  imported.gatewayResponses = importedGatewayResponses(document, mode === 'merge' ? api.gatewayResponses : undefined);
  imported.resources = mode === 'merge' ? copied(api.resources) : rootOnly(api);
  for (const path of document.paths.keys()) {
    applyPath(path, { imported, document, authorizers, warnings, errors, call });
  }
  const failOnWarnings = call.query.get('failonwarnings') === 'true';
  if (errors.length > 0) throw importError('Errors', errors);
  if (failOnWarnings && warnings.length > 0) throw importError('Warnings', warnings);
  return { imported, warnings };
}

/** Overwrite resets to defaults what the body lacks (terraform-provider-aws, internal/service/apigateway/rest_api.go). */
function applySettings(api: RestApi, document: ImportDocument, mode: Mode, call: Call): void {
  const { root, endpointConfiguration } = document;
  const isOverwrite = mode === 'overwrite';
  api.name = document.title;
  api.version = document.version;
  if (document.description !== undefined || isOverwrite) api.description = document.description;
  const source = root['x-amazon-apigateway-api-key-source'];
  if (source !== undefined || isOverwrite) api.apiKeySource = source === 'AUTHORIZER' ? 'AUTHORIZER' : 'HEADER';
  const size = root['x-amazon-apigateway-minimum-compression-size'];
  if (size !== undefined || isOverwrite) api.minimumCompressionSize = compressionSize(size);
  const listed = root['x-amazon-apigateway-binary-media-types'];
  const types = [
    ...(isOverwrite ? [] : (api.binaryMediaTypes ?? [])),
    ...(Array.isArray(listed) ? listed.map(textOf) : []),
  ];
  api.binaryMediaTypes = types.length === 0 ? undefined : [...new Set(types)];
  const ids = endpointConfiguration?.['vpcEndpointIds'];
  if (ids !== undefined || isOverwrite) setVpcEndpointIds(api, Array.isArray(ids) ? ids.map(textOf) : []);
  const disabled = endpointConfiguration?.['disableExecuteApiEndpoint'];
  if (disabled !== undefined) api.disableExecuteApiEndpoint = disabled === true;
  const policy = objectMember(root, 'x-amazon-apigateway-policy');
  if (policy !== undefined) api.policy = storedPolicy(JSON.stringify(policy), api.id, call);
  else if (isOverwrite) api.policy = undefined;
}

interface PathContext {
  readonly imported: RestApi;
  readonly document: ImportDocument;
  readonly authorizers: ReturnType<typeof importedAuthorizers>;
  readonly warnings: string[];
  readonly errors: string[];
  readonly call: Call;
}

const VERBS = new Set(['get', 'put', 'post', 'delete', 'patch', 'options', 'head']);
const ANY_METHOD = 'x-amazon-apigateway-any-method';

function applyPath(path: string, context: PathContext): void {
  const { imported, document, authorizers, warnings, errors, call } = context;
  const pathItem = document.paths.get(path) ?? {};
  const resource = attempt(errors, `Unable to create resource at path '${path}'`, () =>
    resourceAt(path, imported, call),
  );
  if (resource === undefined) return;
  for (const [key, operation] of Object.entries(pathItem)) {
    if (!isObject(operation) || (!VERBS.has(key) && key !== ANY_METHOD)) continue;
    const verb = key === ANY_METHOD ? 'ANY' : key.toUpperCase();
    const place = { document, path, verb, resourceId: resource.id, pathItem, operation, warnings };
    attempt(errors, `Unable to put integration on '${verb}' for resource at path '${path}'`, () => {
      const method = importedMethod(place, importedSecurity(operation, document, authorizers), call);
      method.requestValidatorId = validatorOf(operation, document, imported);
      checkMethod(method, imported);
      resource.methods.set(verb, method);
    });
  }
}

function validatorOf(operation: { readonly [key: string]: unknown }, { root }: ImportDocument, api: RestApi) {
  const name = operation['x-amazon-apigateway-request-validator'] ?? root['x-amazon-apigateway-request-validator'];
  return [...(api.requestValidators ?? [])].find(([, one]) => one.name === name)?.[0];
}

/** The resource of a path, made with its parents when missing. */
function resourceAt(path: string, api: RestApi, call: Call): Resource {
  let resource = api.resources.get(api.rootResourceId)!;
  for (const pathPart of path.split('/').filter((segment) => segment !== '')) {
    const parent = resource;
    resource =
      [...api.resources.values()].find((one) => one.parentId === parent.id && one.pathPart === pathPart) ??
      addResource(api.resources, parent, pathPart, call.world.ids.alphanumeric(6), call.world.settings);
  }
  return resource;
}

function attempt<T>(errors: string[], what: string, run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    // A quota ends the import with its own code; anything else about the document is collected.
    if (!(error instanceof AwsError) || error.code === 'LimitExceededException') throw error;
    errors.push(`${what}: ${error.message}`);
    return undefined;
  }
}

/** The root keeps its id through an overwrite; what stood below it is gone. */
function rootOnly(api: RestApi): Map<string, Resource> {
  const root = api.resources.get(api.rootResourceId)!;
  return new Map([[root.id, { ...root, methods: new Map() }]]);
}

const copied = (resources: ReadonlyMap<string, Resource>): Map<string, Resource> =>
  new Map([...resources].map(([id, resource]) => [id, { ...resource, methods: new Map(resource.methods) }]));

const whenWarned = (warnings: readonly string[]) => (warnings.length === 0 ? {} : { warnings });

const importError = (kind: 'Errors' | 'Warnings', problems: readonly string[]) =>
  badRequest(`${kind} found during import:\n\t${problems.join('\n\t')}`);
