import { describe, expect, test } from '@jest/globals';
import { readDocument } from '../../src/openapi/read-document.ts';
import { aDocument, told } from './a-document.ts';

const of31 = (changes: object) => aDocument({ openapi: '3.1.0', ...changes });
const read = async (schemas: object) => {
  const { document, problems } = await readDocument(of31({ components: { schemas } }));
  expect(told(problems)).toEqual([]);
  return (document!.root['components'] as { schemas: Record<string, unknown> }).schemas;
};

test('what 3.1 only says otherwise is said in the words of 3.0', async () => {
  const { document } = await readDocument(
    of31({
      jsonSchemaDialect: 'https://spec.openapis.org/oas/3.1/dialect/base',
      info: { title: 'a', summary: 'short', version: '1', license: { name: 'MIT', identifier: 'MIT' } },
    }),
  );
  expect(document!.root).toMatchObject({
    openapi: '3.0.3',
    info: { title: 'a', version: '1', license: { name: 'MIT' } },
  });
  expect(document!.root).not.toHaveProperty('jsonSchemaDialect');
  expect(document!.root['info']).not.toHaveProperty('summary');
});

test.each([
  ['a type or null', { type: ['string', 'null'] }, { type: 'string', nullable: true }],
  ['null', { type: 'null' }, { nullable: true, enum: [null] }],
  ['several types', { type: ['string', 'integer'] }, { anyOf: [{ type: 'string' }, { type: 'integer' }] }],
  [
    'several types beside anyOf',
    { type: ['string', 'integer'], anyOf: [{}] },
    { anyOf: [{}], allOf: [{ anyOf: [{ type: 'string' }, { type: 'integer' }] }] },
  ],
  ['a constant', { const: 'a' }, { enum: ['a'] }],
  ['a constant null', { const: null }, { enum: [null] }],
  ['examples', { type: 'string', examples: ['a', 'b'] }, { type: 'string', example: 'a' }],
  ['an exclusive minimum', { exclusiveMinimum: 3 }, { minimum: 3, exclusiveMinimum: true }],
  ['both minimums, the inclusive one tighter', { minimum: 5, exclusiveMinimum: 3 }, { minimum: 5 }],
  ['an exclusive maximum', { maximum: 9, exclusiveMaximum: 8 }, { maximum: 8, exclusiveMaximum: true }],
  ['base64', { type: 'string', contentEncoding: 'base64' }, { type: 'string', format: 'byte' }],
  ['bytes', { type: 'string', contentMediaType: 'application/octet-stream' }, { type: 'string', format: 'binary' }],
  [
    'words beside a reference',
    { $ref: '#/components/schemas/B', description: 'x' },
    { description: 'x', allOf: [{ $ref: '#/components/schemas/B' }] },
  ],
  ['schemas that are true', { properties: { a: true } }, { properties: { a: {} } }],
  ['schemas that are false', { items: false }, { items: { not: {} } }],
  ['additionalProperties, which may be true in 3.0', { additionalProperties: false }, { additionalProperties: false }],
  [
    'a property that is named like a keyword',
    { properties: { const: { type: 'string' }, examples: { const: 1 } } },
    { properties: { const: { type: 'string' }, examples: { enum: [1] } } },
  ],
  ['data in a default', { default: { const: 1, type: ['a', 'null'] } }, { default: { const: 1, type: ['a', 'null'] } }],
])('%s', async (_name, schema, converted) => {
  expect((await read({ A: schema, B: { type: 'object' } }))['A']).toEqual(converted);
});

test('definitions inside a schema become schemas, and references follow', async () => {
  const schemas = await read({
    Order: {
      type: 'object',
      $defs: { Line: { const: 1 } },
      properties: { line: { $ref: '#/components/schemas/Order/$defs/Line' } },
    },
  });
  expect(schemas).toEqual({
    Order: { type: 'object', properties: { line: { $ref: '#/components/schemas/OrderLine' } } },
    OrderLine: { enum: [1] },
  });
});

describe('what 3.0 has no words for is named', () => {
  test.each(['prefixItems', 'patternProperties', 'if', 'unevaluatedProperties', 'dependentRequired', '$anchor'])(
    '%s',
    async (keyword) => {
      const value = keyword === 'prefixItems' ? [{}] : keyword === '$anchor' ? 'a' : keyword === 'if' ? {} : {};
      const { problems } = await readDocument(of31({ components: { schemas: { A: { [keyword]: value } } } }));
      expect(told(problems)).toEqual([
        `/components/schemas/A/${keyword}: has no words in OpenAPI 3.0, which is what API Gateway takes; describe it otherwise`,
      ]);
    },
  );

  test('webhooks and path items of their own', async () => {
    const { problems } = await readDocument(of31({ webhooks: { made: {} }, components: { pathItems: { a: {} } } }));
    expect(told(problems).map((problem) => problem.split(':')[0])).toEqual(['/webhooks', '/components/pathItems']);
  });

  test('schemas of parameters and bodies are converted too, and the names of headers are none of a keyword', async () => {
    const parameters = [{ name: 'a', in: 'query', schema: { type: ['string', 'null'] } }];
    const content = { 'application/json': { schema: { const: 1 } } };
    const responses = { 200: { description: 'x', headers: { schema: { schema: { const: 'h' } } } } };
    const paths = { '/a': { post: { parameters, requestBody: { content }, responses } } };
    const { document } = await readDocument(of31({ paths }));
    expect(document!.root['paths']).toMatchObject({
      '/a': {
        post: {
          parameters: [{ schema: { type: 'string', nullable: true } }],
          requestBody: { content: { 'application/json': { schema: { enum: [1] } } } },
          responses: { 200: { headers: { schema: { schema: { enum: ['h'] } } } } },
        },
      },
    });
  });
});
