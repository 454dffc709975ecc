import type { Json, JsonObject } from '../api/user-document.ts';
import { isObject } from './json-object.ts';
import { problemAt } from './problem.ts';
import type { DocumentProblem } from './problem.ts';
import { authorizationKey, backendKey } from './read-own-extensions.ts';
import { anyMethod, walkKeys } from './walk.ts';
import type { Path } from './walk.ts';

const prefixes = ['x-amazon-apigateway-', 'x-private-api-'];

/** Where a key may stand: at the root, in a path item, in an operation. */
const accepted: Readonly<Record<string, (path: Path) => boolean>> = {
  'x-amazon-apigateway-request-validators': isRoot,
  'x-amazon-apigateway-request-validator': (path) => isRoot(path) || isOperation(path),
  'x-amazon-apigateway-gateway-responses': isRoot,
  'x-amazon-apigateway-documentation': isRoot,
  [anyMethod]: isPathItem,
  [backendKey]: isRootPathItemOrOperation,
  [authorizationKey]: isRootPathItemOrOperation,
};

/** What to write in place of a key that is the operator's business. Source: developer guide, "OpenAPI extensions for API Gateway". */
const remedies: Readonly<Record<string, string>> = {
  'x-amazon-apigateway-api-key-source': 'API keys are not offered; remove it',
  'x-amazon-apigateway-auth': 'say who may call by x-private-api-authorization',
  'x-amazon-apigateway-authorizer': 'authorizers of a document are not taken; remove it',
  'x-amazon-apigateway-authtype': 'say who may call by x-private-api-authorization',
  'x-amazon-apigateway-binary-media-types': 'set spec.binaryMediaTypes',
  'x-amazon-apigateway-cors': 'set spec.cors',
  'x-amazon-apigateway-endpoint-access-mode': 'the endpoint is made from spec.endpoint; remove it',
  'x-amazon-apigateway-endpoint-configuration': 'the endpoint is made from spec.endpoint; remove it',
  'x-amazon-apigateway-importexport-version': 'it is for HTTP APIs; remove it',
  'x-amazon-apigateway-integration': 'integrations are made from spec.backends; name one by x-private-api-backend',
  'x-amazon-apigateway-integrations': 'integrations are made from spec.backends; name one by x-private-api-backend',
  'x-amazon-apigateway-minimum-compression-size': 'set spec.minimumCompressionSize',
  'x-amazon-apigateway-policy': 'the resource policy is made from spec.endpoint and spec.access; remove it',
  'x-amazon-apigateway-security-policy': 'the endpoint is made from spec.endpoint; remove it',
  'x-amazon-apigateway-tag-value': 'set spec.tags',
};

/** Keys that would speak to API Gateway or to the operator: a closed list, wherever they stand, in data too. */
export function checkExtensions(root: JsonObject): DocumentProblem[] {
  const problems: DocumentProblem[] = [];
  walkKeys(root, (key, _value, path) => {
    // In whatever case: nobody says that API Gateway minds it.
    const lowerCase = key.toLowerCase();
    if (!prefixes.some((prefix) => lowerCase.startsWith(prefix))) return;
    const mayStand = Object.hasOwn(accepted, key) ? accepted[key] : undefined;
    if (mayStand?.(path) === true) return;
    const remedy = mayStand
      ? 'is read at the root, in a path or in an operation only; move it'
      : (remedies[lowerCase] ?? 'it is not taken; remove it');
    problems.push(problemAt([...path, key], remedy));
  });
  return [
    ...problems,
    ...checkValidators(root['x-amazon-apigateway-request-validators']),
    ...checkDocumentation(root['x-amazon-apigateway-documentation']),
    ...checkGatewayResponses(root['x-amazon-apigateway-gateway-responses']),
  ];
}

function isRoot(path: Path): boolean {
  return path.length === 0;
}

function isRootPathItemOrOperation(path: Path): boolean {
  return isRoot(path) || isPathItem(path) || isOperation(path);
}

function isPathItem(path: Path): boolean {
  return path.length === 2 && path[0] === 'paths';
}

function isOperation(path: Path): boolean {
  return path.length === 3 && path[0] === 'paths';
}

function checkValidators(validators: Json | undefined): DocumentProblem[] {
  const at = ['x-amazon-apigateway-request-validators'];
  if (validators === undefined) return [];
  if (!isObject(validators)) return [problemAt(at, 'must be a map of validators by name')];
  return Object.entries(validators).flatMap(([name, validator]) => {
    if (name.startsWith('private-api-'))
      return problemAt([...at, name], "names starting with private-api- are the operator's; rename it");
    const isWell =
      isObject(validator) &&
      Object.entries(validator).every(
        ([key, value]) =>
          ['validateRequestBody', 'validateRequestParameters'].includes(key) && typeof value === 'boolean',
      );
    return isWell
      ? []
      : problemAt(
          [...at, name],
          'must hold validateRequestBody and validateRequestParameters, true or false, and nothing else',
        );
  });
}

/** AWS quota "documentation parts per API". */
const maxDocumentationParts = 2000;

function checkDocumentation(documentation: Json | undefined): DocumentProblem[] {
  const at = 'x-amazon-apigateway-documentation';
  if (documentation === undefined) return [];
  const parts = isObject(documentation) ? (documentation['documentationParts'] ?? []) : undefined;
  if (!Array.isArray(parts)) return [problemAt([at], 'must hold documentationParts, a list')];
  if (parts.length > maxDocumentationParts)
    return [
      problemAt(
        [at, 'documentationParts'],
        `has ${parts.length} entries, and API Gateway allows ${maxDocumentationParts}`,
      ),
    ];
  return (parts as readonly Json[]).flatMap((part, index) =>
    isObject(part) && isObject(part['location']) && isObject(part['properties'])
      ? []
      : problemAt([at, 'documentationParts', index], 'must hold the objects location and properties'),
  );
}

/** Source: API Gateway developer guide, "Gateway response types for API Gateway". */
export const gatewayResponseTypes = [
  'ACCESS_DENIED', 'API_CONFIGURATION_ERROR', 'AUTHORIZER_CONFIGURATION_ERROR', 'AUTHORIZER_FAILURE',
  'BAD_REQUEST_BODY', 'BAD_REQUEST_PARAMETERS', 'DEFAULT_4XX', 'DEFAULT_5XX', 'EXPIRED_TOKEN', 'INTEGRATION_FAILURE',
  'INTEGRATION_TIMEOUT', 'INVALID_API_KEY', 'INVALID_SIGNATURE', 'MISSING_AUTHENTICATION_TOKEN', 'QUOTA_EXCEEDED',
  'REQUEST_TOO_LARGE', 'RESOURCE_NOT_FOUND', 'THROTTLED', 'UNAUTHORIZED', 'UNSUPPORTED_MEDIA_TYPE', 'WAF_FILTERED',
] as const; // prettier-ignore

function checkGatewayResponses(responses: Json | undefined): DocumentProblem[] {
  const at = ['x-amazon-apigateway-gateway-responses'];
  if (responses === undefined) return [];
  if (!isObject(responses)) return [problemAt(at, 'must be a map of responses by type')];
  return Object.entries(responses).flatMap(([type, response]) => {
    if (!(gatewayResponseTypes as readonly string[]).includes(type))
      return problemAt([...at, type], 'is no type of a gateway response');
    const isWell =
      isObject(response) &&
      Object.entries(response).every(([key, value]) =>
        key === 'statusCode'
          ? (typeof value === 'string' || typeof value === 'number') && /^[1-5]\d\d$/u.test(`${value}`)
          : key === 'responseParameters'
            ? isTextMap(value) &&
              Object.keys(value).every((name) =>
                /^gatewayresponse\.(header|path|querystring)\.[A-Za-z0-9_-]+$/u.test(name),
              )
            : key === 'responseTemplates' && isTextMap(value),
      );
    return isWell
      ? []
      : problemAt(
          [...at, type],
          'must hold statusCode, responseParameters (gatewayresponse.header.NAME: text) and responseTemplates (media type: text), and nothing else',
        );
  });
}

function isTextMap(value: Json): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((one) => typeof one === 'string');
}
