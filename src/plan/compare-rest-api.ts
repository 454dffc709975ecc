import type { Definition, DesiredState } from '../desired/desired-state.ts';
import { compareAuthorizers } from './compare-authorizers.ts';
import { comparePreflight, hasGatewayResponses } from './compare-cors.ts';
import { compareMethod } from './compare-method.ts';
import type { ObservedRestApi } from './observed-state.ts';
import { isSamePolicy } from './policy-meaning.ts';

/**
 * Where what AWS holds differs from what was asked for, as names a person understands; empty when it is the same.
 * The same comparison finds drift and decides, after an import, whether the result may be deployed.
 */
export function compareRestApi(
  desired: DesiredState,
  definition: Definition,
  observed: ObservedRestApi,
): readonly string[] {
  const { restApi, content, identity } = desired;
  const differences: string[] = [];
  const compare = (name: string, wanted: unknown, found: unknown) => {
    if (JSON.stringify(wanted) !== JSON.stringify(found)) differences.push(name);
  };
  compare('name', restApi.name, observed.name);
  compare('description', restApi.description, observed.description);
  compare('endpoint type', ['PRIVATE'], observed.endpointTypes);
  compare('VPC endpoint ids', restApi.vpcEndpointIds, [...observed.vpcEndpointIds].sort());
  compare('disableExecuteApiEndpoint', false, observed.disableExecuteApiEndpoint);
  compare('binary media types', content.binaryMediaTypes ?? [], [...observed.binaryMediaTypes].sort());
  compare('minimum compression size', content.minimumCompressionSize, observed.minimumCompressionSize);
  if (!isSamePolicy(restApi.policy, observed.policy, { ...identity, restApiId: observed.id }))
    differences.push('resource policy');
  if (observed.gatewayResponses !== undefined && !hasGatewayResponses(content.cors, observed.gatewayResponses))
    differences.push('gateway responses');
  if (definition.authorizers !== undefined)
    differences.push(...compareAuthorizers(definition.authorizers, observed.authorizers ?? []));
  return [...differences, ...compareMethods(definition, observed)];
}

function compareMethods({ methods: desired, preflights }: Definition, observed: ObservedRestApi): string[] {
  const name = (method: string, path: string) => `${method} ${path}`;
  const authorizerNames = new Map((observed.authorizers ?? []).map((authorizer) => [authorizer.id, authorizer.name]));
  const found = new Map(
    observed.resources.flatMap(({ path, methods }) =>
      methods.map((method) => [name(method.httpMethod, path), method] as const),
    ),
  );
  const wanted = new Map(desired.map((method) => [name(method.httpMethod, method.path), method]));
  const answered = new Map(preflights.map((preflight) => [name('OPTIONS', preflight.path), preflight]));
  const neededPaths = new Set(desired.flatMap(({ path }) => withParents(path)));
  return [
    ...[...wanted].flatMap(([route, method]) => {
      const other = found.get(route);
      return other === undefined
        ? [`${route} is missing`]
        : compareMethod(method, other, authorizerNames).map((difference) => `${route}: ${difference}`);
    }),
    ...[...answered].flatMap(([route, preflight]) => comparePreflight(route, preflight, found.get(route))),
    ...[...found.keys()]
      .filter((route) => !wanted.has(route) && !answered.has(route))
      .map((route) => `${route} is not in the spec`),
    ...observed.resources
      .filter(({ path, methods }) => methods.length === 0 && !neededPaths.has(path))
      .map(({ path }) => `resource ${path} is not in the spec`),
  ].sort();
}

/** `/a/b` -> `/`, `/a`, `/a/b`. */
function withParents(path: string): string[] {
  const segments = path.split('/').filter((segment) => segment !== '');
  return ['/', ...segments.map((_segment, index) => `/${segments.slice(0, index + 1).join('/')}`)];
}
