import { canonicalJson } from '../desired/content-hash.ts';
import { preflightParameters, preflightStatus, preflightTemplates } from '../desired/preflight.ts';
import type { Preflight } from '../desired/preflight.ts';
import type { ObservedMethod } from './observed-state.ts';

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
