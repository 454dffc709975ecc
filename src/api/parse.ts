import type { AcceptedApi, AcceptedRoute, AcceptedSpec } from './accepted-api.ts';
import { whereIs } from './accepted-api.ts';
import { unknownVariables } from './access-log-format.ts';
import { authorizationOverlaps } from './authorization-overlaps.ts';
import { authorizerProblems } from './authorizer-problems.ts';
import { corsProblems } from './cors-problems.ts';
import { operationRoutes } from './operation-routes.ts';
import type { PrivateApi, PrivateApiSpec } from './private-api.ts';
import type { UserDocument } from './user-document.ts';
import { ambiguousVariables, resourceTree } from './resource-tree.ts';
import type { ResourceTree } from './resource-tree.ts';

/** What the object asks for, or everything that is wrong with it. */
export type Parsed =
  { readonly problems: readonly string[] } | { readonly problems?: undefined; readonly object: AcceptedApi };

/** AWS quota L-01C8A9E0, "Resources per API"; a path and each of its parents is one. */
const maxResources = 300;
/** So many are too many, however many there are. */
const manyResources = 2_000;

/**
 * The rules that the CRD's schema cannot say, all problems at once. The schema is checked first and only roughly: it
 * has held when the object was written, unless somebody replaced the CRD since. `document` is what was made of `openApi`.
 */
export function parsePrivateApi(object: PrivateApi, document?: UserDocument): Parsed {
  const missing = missingFields(object.spec);
  if (missing.length > 0) {
    return {
      problems: missing.map(
        (field) =>
          `${field} is missing, though the CRD requires or defaults it; install the CRD of this operator's version and apply the object again`,
      ),
    };
  }
  const { routes, problems: unusable } =
    document === undefined
      ? { routes: object.spec.routes ?? [], problems: [] }
      : operationRoutes(document, object.spec);
  if (unusable.length > 0) return { problems: unusable };
  const spec: AcceptedSpec = { ...object.spec, routes, ...(document && { document }) };
  const resources = resourceTree(
    routes.map(({ path }) => path),
    manyResources,
  );
  const problems = [
    ...unknownBackends(spec),
    ...variableProblems(routes),
    ...siblingProblems(resources),
    ...repeatedParameters(routes),
    ...backendPathProblems(routes),
    ...resourceCountProblems(resources, document === undefined ? 'spec.routes' : 'the document'),
    ...lambdaPathProblems(spec),
    ...authorizerProblems(spec),
    ...overlapProblems(spec),
    ...accessLogProblems(spec),
    ...unsignedRoutesOfPrincipals(spec),
    ...corsProblems(spec),
    ...saidTwice(spec),
  ];
  return problems.length > 0 ? { problems } : { object: { ...object, spec } };
}

function missingFields(spec: Partial<PrivateApiSpec> | undefined): string[] {
  if (spec === undefined) return ['spec'];
  const required = {
    'spec.endpoint': spec.endpoint?.existing?.vpcEndpointIds?.length ?? spec.endpoint?.managed?.subnetIds?.length,
    'spec.backends': spec.backends?.length,
    'spec.backends[].loadBalancer, service, ingress or lambda': (spec.backends ?? []).every(
      ({ loadBalancer, service, ingress, lambda }) =>
        loadBalancer?.arn ?? service?.name ?? ingress?.name ?? lambda?.functionArn,
    ),
    'spec.routes or spec.openApi': spec.openApi ?? spec.routes?.length,
    'spec.authorization.type': spec.authorization?.type,
    'spec.stage.name': spec.stage?.name,
    'spec.history.limit': spec.history?.limit,
  };
  return Object.entries(required).flatMap(([field, value]) => (value ? [] : [field]));
}

function unknownBackends(spec: AcceptedSpec): string[] {
  const names = new Set(spec.backends.map(({ name }) => name));
  return spec.routes.flatMap((route) =>
    names.has(route.backend) ? [] : [`${whereIs(route)}: backend ${route.backend} is not listed under spec.backends`],
  );
}

function variableProblems(routes: readonly AcceptedRoute[]): string[] {
  return routes.flatMap((route) => {
    const segments = segmentsOf(route.path);
    const names = segments.filter(isVariable).map(nameOfVariable);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    const greedy = segments.findIndex((segment) => segment.endsWith('+}'));
    return [
      ...(twice === undefined
        ? []
        : [`${whereIs(route)}: variable {${twice}} stands in the path twice; give each its own name`]),
      ...(greedy === -1 || greedy === segments.length - 1
        ? []
        : [`${whereIs(route)}: the greedy variable ${segments[greedy]} must be the last segment`]),
    ];
  });
}

/** "Parameter names must be unique across querystring, header and path": AWS's own rule. */
function repeatedParameters(routes: readonly AcceptedRoute[]): string[] {
  return routes.flatMap((route) => {
    const { headers = [], queryParameters = [] } = route.request ?? {};
    const names = [...segmentsOf(route.path).filter(isVariable).map(nameOfVariable), ...headers, ...queryParameters];
    const twice = [...headers, ...queryParameters].find((name) => names.indexOf(name) !== names.lastIndexOf(name));
    return twice === undefined
      ? []
      : [
          `${whereIs(route)}: request names ${twice} twice; API Gateway wants names that differ across query, header and path, so use another for one of them`,
        ];
  });
}

/** "A sibling of this resource already has a variable path part -- only one is allowed": AWS's own rule. */
function siblingProblems({ root }: ResourceTree): string[] {
  return [...ambiguousVariables(root)].flatMap(({ parent, names: [first, ...others] }) =>
    others.map(
      (other) =>
        `routes below ${parent} name their variable both ${first} and ${other}; API Gateway allows one variable at each level, so use one name`,
    ),
  );
}

function backendPathProblems(routes: readonly AcceptedRoute[]): string[] {
  return routes.flatMap((route) => {
    if (route.backendPath === undefined) return [];
    const known = new Set(segmentsOf(route.path).filter(isVariable).map(nameOfVariable));
    const used = [...route.backendPath.matchAll(/\{([^{}]*)\}/gu)].map((match) => match[1]!.replace('+', ''));
    const unbalanced = route.backendPath.replaceAll(/\{[^{}]+\}/gu, '').match(/[{}]/u) !== null;
    return [
      ...used
        .filter((name) => !known.has(name))
        .map((name) => `${whereIs(route)}: backendPath uses {${name}}, which is no variable of the path`),
      ...(unbalanced ? [`${whereIs(route)}: backendPath ${route.backendPath} has a brace without its partner`] : []),
    ];
  });
}

function resourceCountProblems({ size }: ResourceTree, where: string): string[] {
  return size <= maxResources
    ? []
    : [
        `the paths of ${where} need ${size > manyResources ? `more than ${manyResources}` : size} resources (every one and each of its parents), and API Gateway allows ${maxResources} in one API; split the API or use {proxy+}`,
      ];
}

function overlapProblems(spec: AcceptedSpec): string[] {
  const authorizationOf = ({ authorization = spec.authorization }: AcceptedRoute) =>
    authorization.type === 'Authorizer' ? `authorizer ${authorization.authorizer}` : authorization.type;
  return authorizationOverlaps(spec).map(
    ({ open, guarded, pattern }) =>
      `${whereIs(open)} has authorization ${authorizationOf(open)}, and as a resource-policy pattern (${pattern}) it would also admit callers of ${whereIs(guarded)}, which has ${authorizationOf(guarded)}; give both the same authorization or move one below another path`,
  );
}

/** A function sees the path of the request, whatever it is. */
function lambdaPathProblems({ routes, backends }: AcceptedSpec): string[] {
  const functions = new Set(backends.flatMap(({ name, lambda }) => (lambda === undefined ? [] : [name])));
  return routes
    .filter(({ backend, backendPath }) => backendPath !== undefined && functions.has(backend))
    .map((route) => `${whereIs(route)}: backendPath does not apply to lambda backends; remove it`);
}

function accessLogProblems({ stage }: AcceptedSpec): string[] {
  return unknownVariables(stage.accessLog?.format ?? '').map(
    (variable) =>
      `spec.stage.accessLog.format: ${variable} is no variable of access logs; remove it or correct its name`,
  );
}

/** Such a route would be shut to everybody: an unsigned request has no principal. */
function unsignedRoutesOfPrincipals({ access, routes, authorization }: AcceptedSpec): string[] {
  if (access?.principals === undefined && access?.organizations === undefined) return [];
  return routes
    .filter((route) => (route.authorization ?? authorization).type !== 'IAM')
    .map(
      (route) => `${whereIs(route)}: access.principals and access.organizations need IAM authorization on every route`,
    );
}

/** What both the spec and its document say would have to be merged by rules that nobody remembers. */
function saidTwice({ document, gatewayResponses, requestValidation }: AcceptedSpec): string[] {
  if (document === undefined) return [];
  return [
    ...(gatewayResponses !== undefined && Object.keys(document.gatewayResponses).length > 0
      ? ['spec.openApi#/x-amazon-apigateway-gateway-responses: spec.gatewayResponses is set too; say it in one place']
      : []),
    ...(requestValidation !== undefined && document.hasDefaultValidator
      ? ['spec.openApi#/x-amazon-apigateway-request-validator: spec.requestValidation is set too; say it in one place']
      : []),
  ];
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function isVariable(segment: string): boolean {
  return segment.startsWith('{');
}

/** `{id}` or `{proxy+}` -> `id`, `proxy`. */
function nameOfVariable(segment: string): string {
  return segment.slice(1, segment.endsWith('+}') ? -2 : -1);
}
