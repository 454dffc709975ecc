/** A document of real size, the same every time: 299 paths and, with their schemas, a little less than 1 MiB of JSON. */
export function largeDocument(): Record<string, unknown> {
  const schemaCount = 400;
  const schemas = Object.fromEntries(
    Array.from({ length: schemaCount }, (_, index) => [`Model${index}`, schemaOf(index)]),
  );
  const content = (index: number) => ({
    'application/json': { schema: { $ref: `#/components/schemas/Model${index % schemaCount}` } },
  });
  const paths = Object.fromEntries(
    Array.from({ length: 299 }, (_, index) => [
      `/things${index}`,
      {
        get: {
          operationId: `read${index}`,
          parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer' } }],
          responses: { 200: { description: 'Found', content: content(index) } },
        },
        post: {
          operationId: `make${index}`,
          requestBody: { content: content(index + 1) },
          responses: { 201: { description: 'Made' } },
        },
      },
    ]),
  );
  return {
    openapi: '3.0.3',
    info: { title: 'Everything', version: '1' },
    'x-private-api-backend': 'orders',
    'x-amazon-apigateway-request-validators': { all: { validateRequestBody: true, validateRequestParameters: true } },
    'x-amazon-apigateway-request-validator': 'all',
    'x-amazon-apigateway-documentation': {
      version: '1',
      documentationParts: Array.from({ length: 100 }, (_, index) => ({
        location: { type: 'METHOD', path: `/things${index}`, method: 'GET' },
        properties: { summary: `Reads thing ${index}`, description: 'What a reader of the API should know of it.' },
      })),
    },
    paths,
    components: { schemas },
  };
}

function schemaOf(index: number): object {
  const fields = Array.from({ length: 17 }, (_, field) => [
    `field${field}`,
    {
      type: 'string',
      maxLength: 100,
      description: `What field ${field} of model ${index} is for, in a sentence or so.`,
    },
  ]);
  // Models refer to each other, in a circle too.
  const others = { next: { $ref: `#/components/schemas/Model${(index + 1) % 400}` } };
  return { type: 'object', required: ['field1'], properties: { ...Object.fromEntries(fields), ...others } };
}
