import { canonicalJson } from '../desired/content-hash.ts';
import { corsGatewayResponses } from '../desired/cors.ts';
import type { CorsSettings } from '../desired/cors.ts';
import { preflightParameters, preflightStatus, preflightTemplates } from '../desired/preflight.ts';
import type { Preflight } from '../desired/preflight.ts';
import type { ObservedGatewayResponse, ObservedMethod } from './observed-state.ts';

/** What API Gateway answers when a response has no template; it may write that out for one that was customised. */
const defaultTemplates = [{}, { 'application/json': '{"message":$context.error.messageString}' }].map(canonicalJson);

/** Whether exactly the wanted gateway responses are customised. */
export function hasGatewayResponses(
  cors: CorsSettings | undefined,
  observed: readonly ObservedGatewayResponse[],
): boolean {
  const wanted = cors === undefined ? {} : corsGatewayResponses(cors);
  const found = Object.fromEntries(observed.map(({ type, responseParameters }) => [type, { responseParameters }]));
  const isUntouched = ({ statusCode, responseTemplates }: ObservedGatewayResponse) =>
    statusCode === undefined && defaultTemplates.includes(canonicalJson(responseTemplates));
  return canonicalJson(wanted) === canonicalJson(found) && observed.every(isUntouched);
}

export function comparePreflight(route: string, desired: Preflight, observed: ObservedMethod | undefined): string[] {
  if (observed === undefined) return [`${route} is missing`];
  const { integration } = observed;
  const parameters = preflightParameters(desired);
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['authorization', 'NONE', observed.authorizationType],
    ['API key', false, observed.apiKeyRequired],
    ['integration type', 'MOCK', integration?.type],
    ['integration template', preflightTemplates, integration?.requestTemplates],
    [
      'preflight answer',
      [{ statusCode: preflightStatus, selectionPattern: undefined, responseParameters: parameters }],
      integration?.responses,
    ],
    ['declared headers', { [preflightStatus]: Object.keys(parameters).sort() }, observed.responseParameters],
  ];
  return pairs
    .filter(([, wanted, found]) => canonicalJson(wanted) !== canonicalJson(found))
    .map(([name]) => `${route}: ${name}`);
}
