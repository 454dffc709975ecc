import { expect, test } from '@jest/globals';
import { overriddenPath } from '../../sandbox/aws/data-plane/overridden-path.ts';
import { pathOverride } from '../../src/desired/path-override.ts';

const expression = (path: string) => {
  const { 'application/json': template = '' } = pathOverride(path);
  return template.replace('#set($context.requestOverride.path = ', '').replace(/\)\$input\.body$/u, '');
};

test.each([
  ['/', "'/'"],
  ['/orders', "'/orders'"],
  ['/v2/{id}/x', "'/v2/' + $input.params().path.get('id') + '/x'"],
  ['/{a}{b}', "'/' + $input.params().path.get('a') + $input.params().path.get('b')"],
  ["/it's", "'/it' + \"'\" + 's'"],
  ["/''{id}'", "'/' + \"''\" + $input.params().path.get('id') + \"'\""],
])('%s', (path, terms) => {
  expect(expression(path)).toBe(terms);
});

test('is the same for every type of body', () => {
  const templates = pathOverride('/orders');
  expect(Object.keys(templates)).toEqual(['application/json', '*/*']);
  expect(new Set(Object.values(templates)).size).toBe(1);
});

test('every character that a path can hold reaches the backend as it is, whatever the template language makes of it', () => {
  const characters = "/aZ0._~:@!$&'()*,;=%-$foo${foo}!$a#set"; // `#` and `{foo}` are not in the CRD's pattern; they do no harm.
  const path = characters.replace('{foo}', '');
  const invocation = { request: { headers: {} }, route: { pathParameters: {} } };
  const integration = { requestTemplates: pathOverride(path) };
  expect(overriddenPath(invocation as never, integration as never)).toBe(path);
});
