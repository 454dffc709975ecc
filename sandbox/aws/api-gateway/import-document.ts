import { parse as parseYaml } from 'yaml';
import { badRequest } from '../aws-error.ts';
import { isObject, objectMember } from './json-body.ts';
import type { Json, JsonObject } from './json-body.ts';

/** An OpenAPI 3.0 or Swagger 2 document, with what differs between the two told apart. */
export interface ImportDocument {
  readonly root: JsonObject;
  readonly isSwagger: boolean;
  readonly title: string;
  readonly version: string | undefined;
  readonly description: string | undefined;
  /** Paths after the base path was ignored, prepended or split, in the order of the document. */
  readonly paths: ReadonlyMap<string, JsonObject>;
  /** What becomes models. */
  readonly schemas: JsonObject;
  readonly securitySchemes: JsonObject;
  /** From `x-amazon-apigateway-endpoint-configuration`, wherever the version puts it. */
  readonly endpointConfiguration: JsonObject | undefined;
}

const INVALID_INPUT = 'Invalid OpenAPI input.';

/** @throws AwsError for what is no document, and for versions AWS has no importer for. */
export function parseImportDocument(bytes: Uint8Array, basePathMode: string): ImportDocument {
  const root = parseText(new TextDecoder().decode(bytes));
  const isSwagger = root['swagger'] === '2.0' || root['swagger'] === 2;
  // 3.1 is not supported: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
  const isOpenApi = /^3\.0(\.\d+)?$/.test(textOf(root['openapi']));
  if (!isSwagger && !isOpenApi) throw badRequest('Unable to build importer with provided input.');
  const info = objectMember(root, 'info');
  if (info === undefined || typeof info['title'] !== 'string') throw badRequest(INVALID_INPUT);
  const components = objectMember(root, 'components') ?? {};
  const definitions = isSwagger ? objectMember(root, 'definitions') : objectMember(components, 'schemas');
  const schemes = isSwagger ? objectMember(root, 'securityDefinitions') : objectMember(components, 'securitySchemes');
  const prefix = pathPrefix(isSwagger ? textOf(root['basePath']) : serverBasePath(root), basePathMode);
  return {
    root,
    isSwagger,
    title: info['title'],
    version: info['version'] === undefined ? undefined : textOf(info['version']),
    description: info['description'] === undefined ? undefined : textOf(info['description']),
    paths: prefixedPaths(objectMember(root, 'paths') ?? {}, prefix),
    schemas: definitions ?? {},
    securitySchemes: schemes ?? {},
    endpointConfiguration: isSwagger ? endpointExtension(root) : servers(root).map(endpointExtension).find(isObject),
  };
}

/** Follows a local `$ref`; other values come back as they are. */
export function resolved(root: JsonObject, value: Json | undefined): JsonObject {
  if (!isObject(value)) return {};
  const reference = value['$ref'];
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return value;
  let found: Json | undefined = root;
  for (const segment of reference.slice(2).split('/')) {
    found = isObject(found) ? found[segment.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  }
  return isObject(found) ? found : {};
}

/** Name of the model that a schema refers to, if it is a reference. */
export function modelName(schema: Json | undefined): string | undefined {
  const reference = isObject(schema) ? schema['$ref'] : undefined;
  return typeof reference === 'string' ? reference.split('/').at(-1) : undefined;
}

export const textOf = (value: Json | undefined): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);

function parseText(text: string): JsonObject {
  try {
    const parsed = (text.trimStart().startsWith('{') ? JSON.parse(text) : parseYaml(text)) as Json;
    if (isObject(parsed)) return parsed;
  } catch {
    // Told below, in AWS's words.
  }
  throw badRequest(INVALID_INPUT);
}

const endpointExtension = (holder: JsonObject) => objectMember(holder, 'x-amazon-apigateway-endpoint-configuration');

function servers(root: JsonObject): JsonObject[] {
  const list = root['servers'];
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** OpenAPI 3 gives the base path as variable `basePath` of the first server, or as the path of its URL. */
function serverBasePath(root: JsonObject): string {
  const [server] = servers(root);
  if (server === undefined) return '';
  const variable = objectMember(objectMember(server, 'variables') ?? {}, 'basePath');
  if (variable !== undefined) return textOf(variable['default']);
  return /^(?:[a-z]+:\/\/)?[^/]*(\/[^?#]*)?$/.exec(textOf(server['url']))?.[1] ?? '';
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-basePath.html */
function pathPrefix(basePath: string, mode: string): string {
  const segments = basePath.split('/').filter((segment) => segment !== '');
  const kept = mode === 'prepend' ? segments : mode === 'split' ? segments.slice(1) : [];
  return kept.map((segment) => `/${segment}`).join('');
}

function prefixedPaths(paths: JsonObject, prefix: string): ReadonlyMap<string, JsonObject> {
  return new Map(
    Object.entries(paths).flatMap(([path, item]): [string, JsonObject][] =>
      isObject(item) && path.startsWith('/')
        ? [[path === '/' && prefix !== '' ? prefix : `${prefix}${path}`, item]]
        : [],
    ),
  );
}
