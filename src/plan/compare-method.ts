import type { DesiredIntegration } from '../desired/integration.ts';
import type { DesiredMethod } from '../desired/open-api-document.ts';
import type { ObservedIntegration, ObservedMethod } from './observed-state.ts';

/** Name of a property, what is wanted, what AWS has. */
type Pair = readonly [string, unknown, unknown];

/**
 * Where AWS's method differs from the wanted one, as names a person understands. `authorizerNames` are those that AWS
 * has, by the id that methods name.
 */
export function compareMethod(
  desired: DesiredMethod,
  observed: ObservedMethod,
  authorizerNames: ReadonlyMap<string, string> = new Map(),
): string[] {
  const { authorization } = desired;
  const [authorizer, scopes] =
    'authorizer' in authorization ? [authorization.authorizer, authorization.scopes] : [undefined, []];
  const { authorizerId } = observed;
  const pairs: readonly Pair[] = [
    ['authorization', authorization.type, observed.authorizationType],
    ['authorizer', authorizer, authorizerId && (authorizerNames.get(authorizerId) ?? authorizerId)],
    ['scopes', scopes, observed.scopes],
    ['API key', false, observed.apiKeyRequired],
    ['request parameters', requiredParameters(desired), sortKeys(observed.requestParameters)],
    ...integrationPairs(desired.integration, observed.integration),
  ];
  return pairs.filter(([, wanted, found]) => JSON.stringify(wanted) !== JSON.stringify(found)).map(([name]) => name);
}

function integrationPairs(desired: DesiredIntegration, observed: ObservedIntegration | undefined): readonly Pair[] {
  const isLambda = desired.kind === 'lambda';
  const parameters = isLambda ? {} : desired.requestParameters;
  const templates = isLambda ? {} : (desired.requestTemplates ?? {});
  return [
    ['integration type', isLambda ? 'AWS_PROXY' : 'HTTP_PROXY', observed?.type],
    ['integration method', isLambda ? 'POST' : desired.httpMethod, observed?.httpMethod],
    ['integration uri', desired.uri, observed?.uri],
    // AWS may write out for a function that it is not reached by a link.
    ['connection type', !isLambda, observed?.connectionType === 'VPC_LINK'],
    ['connection id', isLambda ? undefined : desired.connectionId, observed?.connectionId],
    ['integration target', isLambda ? undefined : desired.integrationTarget, observed?.integrationTarget],
    ['integration template', sortKeys(templates), sortKeys(observed?.requestTemplates ?? {})],
    ['credentials', undefined, observed?.credentials],
    ['timeout', desired.timeoutMs, observed?.timeoutMs],
    ['integration parameters', sortKeys(parameters), sortKeys(observed?.requestParameters ?? {})],
    ['TLS verification', !isLambda && desired.insecureSkipVerification, observed?.insecureSkipVerification],
  ];
}

function requiredParameters(desired: DesiredMethod): object {
  return sortKeys(Object.fromEntries(desired.pathVariables.map((name) => [`method.request.path.${name}`, true])));
}

function sortKeys(record: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
