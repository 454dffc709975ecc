import { describe, expect, test } from '@jest/globals';
import { readDocument } from '../../src/openapi/read-document.ts';
import { aDocument, anOperation, told, withOperation } from './a-document.ts';

const problemsOf = async (document: unknown) => told((await readDocument(document)).problems);
const path = (name: string, item: object = { get: anOperation() }) => aDocument({ paths: { [name]: item } });
const schemas = (all: object) => aDocument({ components: { schemas: all } });

test('a document without anything special is taken', async () => {
  const { document } = await readDocument(aDocument());
  expect(document).toMatchObject({ dialect: 'OpenAPI 3', modelNames: [], hasDefaultValidator: false });
  expect(document!.operations).toEqual([
    {
      path: '/orders',
      method: 'GET',
      pointer: '/paths/~1orders/get',
      backend: { name: 'orders' },
      authorization: undefined,
      security: [],
      request: { parameters: {} },
    },
  ]);
});

describe('what speaks to API Gateway or the operator is a closed list', () => {
  test.each([
    ['x-amazon-apigateway-policy', 'the resource policy is made from'],
    ['x-amazon-apigateway-endpoint-configuration', 'the endpoint is made from spec.endpoint'],
    ['x-amazon-apigateway-authorizer', 'authorizers of a document are not taken'],
    ['x-amazon-apigateway-binary-media-types', 'set spec.binaryMediaTypes'],
    ['x-amazon-apigateway-api-key-source', 'API keys are not offered'],
    ['X-Amazon-ApiGateway-Policy', 'the resource policy is made from'],
    ['x-amazon-apigateway-of-tomorrow', 'it is not taken; remove it'],
    ['x-private-api-backnd', 'it is not taken; remove it'],
  ])('%s is refused with its pointer and a remedy', async (key, remedy) => {
    const [problem] = await problemsOf(aDocument({ [key]: {} }));
    expect(problem).toContain(`/${key}: ${remedy}`);
  });

  test.each([
    ['an integration', { 'x-amazon-apigateway-integration': { uri: 'http://169.254.169.254' } }],
    ['an integration in a part that nobody reads', { 'x-notes': { 'x-amazon-apigateway-integration': {} } }],
    ['an authorization', { 'x-amazon-apigateway-auth': { type: 'NONE' } }],
  ])('%s of the tenant is refused wherever it stands', async (_name, changes) => {
    const [problem] = await problemsOf(withOperation(changes));
    expect(problem).toMatch(/^\/paths\/~1orders\/post\/.*x-amazon-apigateway-(integration|auth): /);
  });

  test('credentials in a security scheme are refused', async () => {
    const token = {
      type: 'apiKey',
      name: 'authorization',
      in: 'header',
      'x-amazon-apigateway-authorizer': { authorizerCredentials: 'arn:aws:iam::111122223333:role/x' },
    };
    expect(await problemsOf(aDocument({ components: { securitySchemes: { token } } }))).toEqual([
      '/components/securitySchemes/token/x-amazon-apigateway-authorizer: authorizers of a document are not taken; remove it',
    ]);
  });

  test('an accepted key in another place is refused', async () => {
    expect(await problemsOf(withOperation({ 'x-amazon-apigateway-gateway-responses': {} }))).toEqual([
      '/paths/~1orders/post/x-amazon-apigateway-gateway-responses: is read at the root, in a path or in an operation only; move it',
    ]);
  });

  test.each([
    [{ 'x-amazon-apigateway-request-validators': { all: { validateEverything: true } } }, 'request-validators/all'],
    [{ 'x-amazon-apigateway-request-validators': { 'private-api-body': {} } }, 'request-validators/private-api-body'],
    [{ 'x-amazon-apigateway-request-validator': 'none' }, 'x-amazon-apigateway-request-validator: names no validator'],
    [{ 'x-amazon-apigateway-gateway-responses': { TEAPOT: {} } }, 'is no type of a gateway response'],
    [{ 'x-amazon-apigateway-gateway-responses': { THROTTLED: { statusCode: 42 } } }, 'gateway-responses/THROTTLED'],
    [{ 'x-amazon-apigateway-documentation': { documentationParts: [1] } }, 'documentationParts/0'],
    [{ 'x-private-api-backend': { name: 'orders', path: '/x' } }, 'a path goes with one operation or path'],
    [{ 'x-private-api-authorization': { type: 'Anyone' } }, 'must be {type: IAM}, {type: None} or {type: Authorizer'],
  ])('%j is refused', async (changes, says) => {
    expect((await problemsOf(aDocument(changes)))[0]).toContain(says);
  });
});

describe('references', () => {
  test.each([
    ['http://elsewhere.example/schemas.json#/Order', 'leads out of the document and is not followed'],
    ['file:///etc/passwd', 'leads out of the document'],
    ['./common.yaml#/Order', 'leads out of the document'],
    ['#/components/schemas/Missing', 'leads nowhere'],
    ['#/components/schemas/constructor', 'leads nowhere'],
  ])('%s is refused', async ($ref, says) => {
    const [problem] = await problemsOf(schemas({ Order: { properties: { a: { $ref } } } }));
    expect(problem).toContain(`/components/schemas/Order/properties/a/$ref: ${$ref} ${says}`);
  });

  test('that only lead to each other are refused, and models that contain each other are not', async () => {
    const circle = { A: { $ref: '#/components/schemas/B' }, B: { $ref: '#/components/schemas/A' } };
    expect(await problemsOf(schemas(circle))).toHaveLength(2);
    const nested = {
      A: { properties: { b: { $ref: '#/components/schemas/B' } } },
      B: { items: { $ref: '#/components/schemas/A' }, type: 'array' },
    };
    expect(await problemsOf(schemas(nested))).toEqual([]);
  });

  test('in an example are data', async () => {
    expect(await problemsOf(schemas({ A: { type: 'object', example: { $ref: 'http://a.example' } } }))).toEqual([]);
  });

  test('for a path are refused, and for a response they are written out', async () => {
    expect((await problemsOf(path('/orders', { $ref: '#/x-paths/orders' })))[0]).toContain(
      'API Gateway takes no reference for a path',
    );
    const { document } = await readDocument(
      withOperation(
        { responses: { 404: { $ref: '#/components/responses/Gone' } } },
        { components: { responses: { Gone: { description: 'Gone' } } } },
      ),
    );
    expect(document!.root['paths']).toMatchObject({
      '/orders': { post: { responses: { 404: { description: 'Gone' } } } },
    });
  });
});

describe('what API Gateway does not take', () => {
  test.each([
    ['/orders/', 'ends in a slash'],
    ['/orders/{id}.json', 'has a variable that is not a whole segment'],
    ['/orders/a{id}', 'has a variable that is not a whole segment'],
    ['/or ders', 'is no path of API Gateway'],
    ['/{proxy+}/orders', 'is no path of API Gateway'],
    [`/${'a'.repeat(512)}`, 'is longer than 512 characters'],
  ])('path %s', async (name, says) => {
    expect((await problemsOf(path(name)))[0]).toContain(says);
  });

  test('models whose names are not letters and digits', async () => {
    expect(await problemsOf(schemas({ 'io.k8s.Pod': {} }))).toEqual([
      '/components/schemas/io.k8s.Pod: API Gateway names models by letters and digits only; rename the schema and the references to it',
    ]);
  });

  test('models larger than 400 KB', async () => {
    const huge = { type: 'object', description: 'x'.repeat(400_001) };
    expect((await problemsOf(schemas({ Huge: huge })))[0]).toContain('is larger than the 400000 bytes');
  });

  test('TRACE, and two parameters of one name', async () => {
    expect((await problemsOf(path('/a', { trace: anOperation() })))[0]).toContain(
      '/paths/~1a/trace: API Gateway has no method TRACE',
    );
    const parameters = ['query', 'header'].map((place) => ({ name: 'tenant', in: place, schema: { type: 'string' } }));
    expect((await problemsOf(withOperation({ parameters })))[0]).toContain(
      '/paths/~1orders/post/parameters: tenant is the name of two parameters',
    );
  });

  test('keywords that a body validator would not know, only where one checks them', async () => {
    const Order = {
      type: 'object',
      properties: { price: { type: 'number', nullable: true }, kind: { $ref: '#/components/schemas/Kind' } },
    };
    const Kind = { type: 'object', discriminator: { propertyName: 'a' } };
    const of = (validator: object) =>
      withOperation(
        { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } } },
        {
          components: { schemas: { Order, Kind } },
          'x-amazon-apigateway-request-validators': { it: validator },
          'x-amazon-apigateway-request-validator': 'it',
        },
      );
    expect(await problemsOf(of({ validateRequestParameters: true }))).toEqual([]);
    const found = await problemsOf(of({ validateRequestBody: true }));
    expect(found.map((problem) => problem.split(':')[0])).toEqual([
      '/components/schemas/Order/properties/price/nullable',
      '/components/schemas/Kind/discriminator',
    ]);
  });
});

describe('structure', () => {
  test('is judged by the schema of the version: short, with a pointer, the deepest first told', async () => {
    expect(await problemsOf({ openapi: '3.0.3', info: { title: 'a' }, paths: { '/a': { get: {} } } })).toEqual([
      '/info: lacks version; add it',
      '/paths/~1a/get: lacks responses; add it',
    ]);
  });

  test.each([[{ openapi: '3.2.0' }], [{ swagger: 2 }], [{ openapi: 3 }], [{}]])(
    'version %j is refused',
    async (version) => {
      expect((await problemsOf({ info: { title: 'a', version: '1' }, paths: {}, ...version }))[0]).toContain(
        'must be OpenAPI "3.0.x"',
      );
    },
  );

  test.each([[null], ['text'], [[1]], [42]])('%j is no document', async (value) => {
    expect(await problemsOf(value)).toHaveLength(1);
  });

  test('thousands of mistakes end in few problems', async () => {
    const paths = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, index) => [`/p${index}`, { get: { bogus: 1 } }]),
    );
    expect((await problemsOf(aDocument({ paths }))).length).toBeLessThanOrEqual(30);
  });
});

describe('hostile values', () => {
  test('the key __proto__ is refused with its place, and names such as constructor are names', async () => {
    const hostile = JSON.parse(
      '{"openapi":"3.0.3","info":{"title":"a","version":"1"},"paths":{},"components":{"schemas":{"__proto__":{"x":1}}}}',
    ) as object;
    expect(await problemsOf(hostile)).toEqual([
      '/components/schemas/__proto__: is a name that is not taken; remove or rename it',
    ]);
    expect(
      await problemsOf(schemas({ constructor: { type: 'object', properties: { toString: { type: 'string' } } } })),
    ).toEqual([]);
  });

  test('any depth and any number of values is refused without exhausting the stack', async () => {
    let deep: object = {};
    for (let level = 0; level < 100_000; level += 1) deep = { a: deep };
    expect((await problemsOf(deep))[0]).toContain('is nested more than 100 levels deep');
    expect((await problemsOf({ a: Array.from({ length: 500_000 }, () => 1) }))[0]).toContain(
      'has more than 400000 values',
    );
  });

  test('numbers that JSON does not have are refused', async () => {
    expect((await problemsOf(schemas({ A: { maximum: Number.POSITIVE_INFINITY } })))[0]).toContain(
      'is no number of JSON',
    );
  });
});

test('a pattern is handed to API Gateway and never tried: one that backtracks without end costs nothing', async () => {
  const hostile = { type: 'string', pattern: '^(a+)+$', example: `${'a'.repeat(60)}!`, default: `${'a'.repeat(60)}!` };
  expect(await problemsOf(schemas({ Order: { type: 'object', properties: { name: hostile } } }))).toEqual([]);
});
