import { swaggerHeaders } from './import-documents.ts';

export const INTEGRATION = 'x-amazon-apigateway-integration';

export const AUTHORIZER = 'x-amazon-apigateway-authorizer';

const ACCOUNT_PREFIX = 'arn:aws:lambda:eu-west-1:111122223333:function';

export const lambdaUri = (name: string) =>
  `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${ACCOUNT_PREFIX}:${name}/invocations`;

export const proxyIntegration = (uri: string, more: object = {}) => ({
  type: 'AWS_PROXY',
  httpMethod: 'POST',
  uri,
  cacheKeyParameters: [],
  cacheNamespace: 'id',
  passthroughBehavior: 'WHEN_NO_MATCH',
  timeoutInMillis: 29000,
  ...more,
});

export const withSchema = (name: string) => ({
  'application/json': { schema: { $ref: `#/components/schemas/${name}` } },
});

export const pathParameter = (name: string) => ({ name, in: 'path', required: true, type: 'string' });

export const PETS = 'http://petstore.execute-api.eu-west-1.amazonaws.com/petstore/pets';

export const swaggerModel = (name: string, headers: Readonly<Record<string, string>>) => ({
  200: { schema: { $ref: `#/definitions/${name}` }, headers: swaggerHeaders(headers) },
});
