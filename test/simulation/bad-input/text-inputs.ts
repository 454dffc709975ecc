import { expect } from '@jest/globals';
import { entries, letters } from '../../crd/values.ts';
import { orders, route, servedRoutes } from '../fields/field-row.ts';
import type { Spec } from '../fields/field-row.ts';
import { unknown } from './bad-input.ts';
import type { BadInput, HarmlessInput } from './bad-input.ts';

const log = (format: string): Spec => ({ stage: { accessLog: { logGroup: {}, format } } });
const routes = (fields: object): Spec => ({ routes: [{ ...route, ...fields }] });
const schema = (name: string, spec: Spec, says = 'should match'): BadInput => ({ name, spec, by: 'schema', says });
const noVariable = (name: string, format: string, variable: string): BadInput => ({
  name,
  spec: log(format),
  by: 'InvalidSpec',
  says: `${variable} is no variable of access logs`,
});
/** As it comes from the wire: a key of its own, not the prototype. */
const withPrototypeKeys = JSON.parse('{"__proto__":"a","constructor":"b","toString":"c"}') as Record<string, string>;

const control = { 'CR LF': '\r\n', 'an ANSI sequence': '\u001B[31m', 'bidi override': '\u202E', NUL: '\u0000' };

/** What ends up in logs, names and tags. */
export const badTexts: readonly BadInput[] = [
  schema('an access log of two lines', log('$context.requestId\n$context.status')),
  schema('an access log with a carriage return', log('$context.requestId\r')),
  schema('an access log without request id', log('{"a":"b"}')),
  noVariable('a token in an access log', '$context.requestId $context.authorizer.token', '$context.authorizer.token'),
  noVariable('the request in the access log', '$context.requestId $input.body', '$input.body'),
  noVariable(
    'a stage variable in the access log',
    '$context.requestId $stageVariables.secret',
    '$stageVariables.secret',
  ),
  noVariable(
    'all of the authorizer in the access log',
    '$context.requestId $context.authorizer',
    '$context.authorizer',
  ),
  noVariable(
    'a header in the access log',
    '$context.requestId $method.request.header.authorization',
    '$method.request.header.authorization',
  ),
  ...Object.entries(control).flatMap(([name, text]) => [
    schema(`${name} in a path`, routes({ path: `/a${text}b` })),
    schema(`${name} in the name of a backend`, { backends: [{ ...orders, name: `a${text}b` }] }),
    schema(`${name} in the name of a stage`, { stage: { name: `a${text}b` } }),
    schema(`${name} in the name of a log group`, { stage: { accessLog: { logGroup: { name: `a${text}b` } } } }),
    schema(`${name} in a media type`, { binaryMediaTypes: [`image/p${text}g`] }),
    schema(`${name} in an origin`, { cors: { allowOrigins: [`https://a${text}b`] } }),
    schema(`${name} in a stage variable`, { stage: { variables: { a: `a${text}b` } } }),
  ]),
  schema('CR LF in a tag', { tags: { team: 'a\r\nb' } }),
  schema('10 MB of description', { description: letters(10_000_000) }, 'may not be more than 1024'),
  schema('10 MB of path', routes({ path: `/${letters(10_000_000)}` }), 'may not be more than 512'),
  schema('41 tags', { tags: entries(41) }, 'Too many: 41: must have at most 40 items'),
  { name: 'a tag of AWS', spec: { tags: { 'aws:team': 'x' } }, by: 'rule', says: 'tag keys must not start with aws:' },
  {
    name: 'a tag that marks ownership',
    spec: { tags: { 'privateapi.dev/uid': 'x' } },
    by: 'rule',
    says: 'tag keys must not start with aws:, which AWS reserves, nor with privateapi.dev/',
  },
  {
    name: 'the tag that opens things to a namespace',
    spec: { tags: { 'privateapi.dev/allow': '*' } },
    by: 'rule',
    says: 'nor with privateapi.dev/, which marks ownership',
  },
  {
    name: 'a tag key without end',
    spec: { tags: { [letters(129)]: 'x' } },
    by: 'rule',
    says: 'tag keys must be 1 to 128',
  },
  {
    name: 'a line feed in the key of a stage variable',
    spec: { stage: { variables: { 'a\nb': 'x' } } },
    by: 'rule',
    says: 'names of stage variables are 1 to 64 letters',
  },
  schema(
    '100,000 routes',
    { routes: Array.from({ length: 100_000 }, (_, index) => ({ ...route, path: `/${index}` })) },
    'Too many: 100000: must have at most 1000 items',
  ),
  {
    name: '301 resources',
    spec: { routes: Array.from({ length: 300 }, (_, index) => ({ ...route, path: `/p${index}` })) },
    by: 'InvalidSpec',
    says: 'the paths of spec.routes need 301 resources (every one and each of its parents), and API Gateway allows 300 in one API',
  },
  unknown(
    'an object that is 1,000 deep',
    { deep: JSON.parse(`${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`) as never },
    'deep',
  ),
];

export const harmlessTexts: readonly HarmlessInput[] = [
  {
    name: 'names that every JavaScript object knows',
    spec: {
      tags: withPrototypeKeys,
      stage: { variables: withPrototypeKeys },
      backends: [{ ...orders, name: 'constructor' }],
      routes: ['/__proto__', '/constructor/{constructor}', '/toString/{__proto__}/hasOwnProperty'].map((path) => ({
        path,
        method: 'GET',
        backend: 'constructor',
      })),
    },
    holds(observed) {
      expect(servedRoutes(observed)).toEqual([
        'GET /__proto__',
        'GET /constructor/{constructor}',
        'GET /toString/{__proto__}/hasOwnProperty',
      ]);
      const { api, stage } = observed;
      expect(Object.entries(stage.variables ?? {}).sort(byKey)).toEqual(Object.entries(withPrototypeKeys).sort(byKey));
      for (const { tags } of [api, stage]) {
        const users = Object.entries(tags).filter(([key]) => !key.startsWith('privateapi.dev/'));
        expect(users.sort(byKey)).toEqual(Object.entries(withPrototypeKeys).sort(byKey));
      }
    },
  },
];

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
