import type { HttpResponse } from '../../http.ts';
import type { Integration } from '../state.ts';
import { internalServerError, notEmulated } from './refusal.ts';

/**
 * A mock integration answers by itself: the template for JSON yields a status, and the integration response whose
 * pattern fits that, else the one without a pattern, is the answer. Only constant templates and values are emulated.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
export function answerMock(integration: Integration): HttpResponse {
  const status = statusOf(integration.requestTemplates?.['application/json'] ?? '');
  const responses = [...integration.integrationResponses.values()];
  const chosen =
    responses.find(({ selectionPattern: pattern }) => pattern && new RegExp(`^(?:${pattern})$`).test(status)) ??
    responses.find(({ selectionPattern }) => !selectionPattern);
  if (chosen === undefined) throw internalServerError();
  const headers = Object.entries(chosen.responseParameters ?? {}).map(([target, value]): [string, string] => {
    const name = /^method\.response\.header\.(.+)$/.exec(target)?.[1];
    if (name === undefined || !/^'.*'$/s.test(value)) throw notEmulated(`the mapping of ${value} to ${target}`);
    return [name.toLowerCase(), value.slice(1, -1)];
  });
  return {
    status: Number(chosen.statusCode),
    headers: { 'content-type': 'application/json', ...Object.fromEntries(headers) },
    body: '',
  };
}

function statusOf(template: string): string {
  if (/[$#]/.test(template)) throw notEmulated('mapping templates of mock integrations');
  try {
    return String((JSON.parse(template) as { statusCode?: number }).statusCode ?? '');
  } catch {
    throw internalServerError();
  }
}
