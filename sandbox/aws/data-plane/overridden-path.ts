import type { Integration } from '../state.ts';
import type { Invocation } from './invocation.ts';
import { notEmulated } from './refusal.ts';

const TERM = String.raw`'[^']*'|"[^"$#]*"|\$input\.params\(\)\.path\.get\('[^']*'\)`;
const TEMPLATE = new RegExp(
  String.raw`^#set\(\$context\.requestOverride\.path = ((?:${TERM})(?: \+ (?:${TERM}))*)\)\$input\.body$`,
);

/**
 * What the mapping template for the request's type sets `$context.requestOverride.path` to; undefined without a template.
 * Only templates that do nothing but this are emulated: texts in quotes and path variables, joined. That `*` + `/*` is the
 * template for all other types is how it is used in the field, and not documented.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
 */
export function overriddenPath({ request, route }: Invocation, { requestTemplates }: Integration): string | undefined {
  const type = (request.headers['content-type'] ?? 'application/json').split(';')[0]!.trim().toLowerCase();
  const template = requestTemplates?.[type] ?? requestTemplates?.['*/*'];
  if (template === undefined) return undefined;
  const [, expression] = TEMPLATE.exec(template) ?? [];
  if (expression === undefined) throw notEmulated('this mapping template of a proxy integration');
  const terms = expression.match(new RegExp(TERM, 'g')) ?? [];
  return terms
    .map((term) => {
      const [, name] = /^\$input\.params\(\)\.path\.get\('([^']*)'\)$/.exec(term) ?? [];
      return name === undefined ? term.slice(1, -1) : (route.pathParameters[name] ?? '');
    })
    .join('');
}
