import type { DesiredIntegration } from '../desired/integration.ts';
import type { DesiredMethod } from '../desired/open-api-document.ts';
import type { ObservedIntegration, ObservedMethod } from './observed-state.ts';

/** Name of a property, what is wanted, what AWS has. */
type Pair = readonly [string, unknown, unknown];

/** Where AWS's method differs from the wanted one, as names a person understands. */
export function compareMethod(desired: DesiredMethod, observed: ObservedMethod): string[] {
  const pairs: readonly Pair[] = [
    ['authorization', desired.authorization.type, observed.authorizationType],
    ['API key', false, observed.apiKeyRequired],
    ['request parameters', requiredParameters(desired), sortKeys(observed.requestParameters)],
    ...integrationPairs(desired.integration, observed.integration),
  ];
  return pairs.filter(([, wanted, found]) => JSON.stringify(wanted) !== JSON.stringify(found)).map(([name]) => name);
}

function integrationPairs(desired: DesiredIntegration, observed: ObservedIntegration | undefined): readonly Pair[] {
  return [
    ['integration type', 'HTTP_PROXY', observed?.type],
    ['integration method', desired.httpMethod, observed?.httpMethod],
    ['integration uri', desired.uri, observed?.uri],
    ['connection type', 'VPC_LINK', observed?.connectionType],
    ['connection id', desired.connectionId, observed?.connectionId],
    ['credentials', undefined, observed?.credentials],
    ['timeout', desired.timeoutMs, observed?.timeoutMs],
    ['integration parameters', sortKeys(desired.requestParameters), sortKeys(observed?.requestParameters ?? {})],
    ['TLS verification', desired.insecureSkipVerification, observed?.insecureSkipVerification],
  ];
}

function requiredParameters(desired: DesiredMethod): object {
  return sortKeys(Object.fromEntries(desired.pathVariables.map((name) => [`method.request.path.${name}`, true])));
}

function sortKeys(record: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
