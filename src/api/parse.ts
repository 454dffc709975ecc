import type { PrivateApi, PrivateApiSpec, Route } from './private-api.ts';

/** What the object asks for, or everything that is wrong with it. */
export type Parsed =
  { readonly problems: readonly string[] } | { readonly problems?: undefined; readonly object: PrivateApi };

/** AWS quota L-01C8A9E0, "Resources per API"; a path and each of its parents is one. */
const maxResources = 300;

/**
 * The rules that the CRD's schema cannot say, all problems at once. The schema is checked first and only roughly: it
 * has held when the object was written, unless somebody replaced the CRD since.
 */
export function parsePrivateApi(object: PrivateApi): Parsed {
  const missing = missingFields(object.spec);
  if (missing.length > 0) {
    return {
      problems: missing.map(
        (field) =>
          `${field} is missing, though the CRD requires or defaults it; install the CRD of this operator's version and apply the object again`,
      ),
    };
  }
  const problems = [
    ...unknownBackends(object.spec),
    ...variableProblems(object.spec.routes),
    ...siblingProblems(object.spec.routes),
    ...backendPathProblems(object.spec.routes),
    ...resourceCountProblems(object.spec.routes),
    ...authorizationOverlaps(object.spec),
  ];
  return problems.length > 0 ? { problems } : { object };
}

function missingFields(spec: Partial<PrivateApiSpec> | undefined): string[] {
  if (spec === undefined) return ['spec'];
  const required = {
    'spec.endpoint.existing.vpcEndpointIds': spec.endpoint?.existing?.vpcEndpointIds?.length,
    'spec.backends': spec.backends?.length,
    'spec.backends[].loadBalancer': spec.backends?.every(({ loadBalancer, vpcLink }) => loadBalancer?.arn && vpcLink),
    'spec.routes': spec.routes?.length,
    'spec.authorization.type': spec.authorization?.type,
    'spec.stage.name': spec.stage?.name,
    'spec.history.limit': spec.history?.limit,
  };
  return Object.entries(required).flatMap(([field, value]) => (value ? [] : [field]));
}

function unknownBackends(spec: PrivateApiSpec): string[] {
  const names = new Set(spec.backends.map(({ name }) => name));
  return spec.routes.flatMap((route) =>
    names.has(route.backend) ? [] : [`${label(route)}: backend ${route.backend} is not listed under spec.backends`],
  );
}

function variableProblems(routes: readonly Route[]): string[] {
  return routes.flatMap((route) => {
    const segments = segmentsOf(route.path);
    const names = segments.filter(isVariable).map((segment) => segment.replaceAll(/[{}+]/gu, ''));
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    const greedy = segments.findIndex((segment) => segment.endsWith('+}'));
    return [
      ...(twice === undefined
        ? []
        : [`${label(route)}: variable {${twice}} stands in the path twice; give each its own name`]),
      ...(greedy === -1 || greedy === segments.length - 1
        ? []
        : [`${label(route)}: the greedy variable ${segments[greedy]} must be the last segment`]),
    ];
  });
}

/** "A sibling of this resource already has a variable path part -- only one is allowed": AWS's own rule. */
function siblingProblems(routes: readonly Route[]): string[] {
  const variableUnder = new Map<string, string>();
  const problems = new Set<string>();
  for (const route of routes) {
    const segments = segmentsOf(route.path);
    segments.forEach((segment, index) => {
      if (!isVariable(segment)) return;
      const parent = `/${segments.slice(0, index).join('/')}`;
      const first = variableUnder.get(parent) ?? segment;
      variableUnder.set(parent, first);
      if (first !== segment)
        problems.add(
          `routes below ${parent} name their variable both ${first} and ${segment}; API Gateway allows one variable at each level, so use one name`,
        );
    });
  }
  return [...problems];
}

function backendPathProblems(routes: readonly Route[]): string[] {
  return routes.flatMap((route) => {
    if (route.backendPath === undefined) return [];
    const known = new Set(
      segmentsOf(route.path)
        .filter(isVariable)
        .map((segment) => segment.replaceAll(/[{}+]/gu, '')),
    );
    const used = [...route.backendPath.matchAll(/\{([^}]*)\}/gu)].map((match) => match[1]!.replace('+', ''));
    const unbalanced = route.backendPath.replaceAll(/\{[^{}]+\}/gu, '').match(/[{}]/u) !== null;
    return [
      ...used
        .filter((name) => !known.has(name))
        .map((name) => `${label(route)}: backendPath uses {${name}}, which is no variable of the path`),
      ...(unbalanced ? [`${label(route)}: backendPath ${route.backendPath} has a brace without its partner`] : []),
    ];
  });
}

function resourceCountProblems(routes: readonly Route[]): string[] {
  const resources = new Set<string>(['/']);
  for (const route of routes) {
    const segments = segmentsOf(route.path);
    segments.forEach((_segment, index) => resources.add(`/${segments.slice(0, index + 1).join('/')}`));
  }
  return resources.size <= maxResources
    ? []
    : [
        `spec.routes need ${resources.size} resources (every path and each of its parents), and API Gateway allows ${maxResources} in one API; split the API or use {proxy+}`,
      ];
}

/**
 * In a resource policy a path variable becomes `*`, which also matches slashes. A route without authorization could
 * so admit callers of an IAM route who lack an identity policy. Such a spec is refused, for no policy can say it.
 */
function authorizationOverlaps(spec: PrivateApiSpec): string[] {
  const typeOf = (route: Route) => (route.authorization ?? spec.authorization).type;
  const open = spec.routes.filter((route) => typeOf(route) === 'None' && route.path.includes('{'));
  const guarded = spec.routes.filter((route) => typeOf(route) === 'IAM');
  return open.flatMap((route) => {
    const hit = guarded.find(
      (other) =>
        (route.method === 'ANY' || other.method === 'ANY' || route.method === other.method) &&
        wildcardsMeet(wildcard(route.path), wildcard(other.path)),
    );
    return hit === undefined
      ? []
      : [
          `${label(route)} has authorization None, and as a resource-policy pattern (${wildcard(route.path)}) it would also admit callers of ${label(hit)}, which has IAM; give both the same authorization or move one below another path`,
        ];
  });
}

function wildcard(path: string): string {
  return path.replaceAll(/\{[^}]*\}/gu, '*');
}

/**
 * Whether some text may match both patterns, in which `*` stands for any text: their literal beginnings and ends agree.
 * Linear, since a spec may hold a quarter of a million pairs; what differs only between two `*` counts as meeting.
 */
function wildcardsMeet(a: string, b: string): boolean {
  const [startA, startB] = [a.split('*')[0]!, b.split('*')[0]!];
  const [endA, endB] = [a.split('*').at(-1)!, b.split('*').at(-1)!];
  return (startA.startsWith(startB) || startB.startsWith(startA)) && (endA.endsWith(endB) || endB.endsWith(endA));
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function isVariable(segment: string): boolean {
  return segment.startsWith('{');
}

function label(route: Route): string {
  return `spec.routes[${route.method} ${route.path}]`;
}
