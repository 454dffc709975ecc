import { expect, test } from '@jest/globals';
import { findRoute } from '../../../../sandbox/aws/data-plane/find-route.ts';
import type { DeployedApi } from '../../../../sandbox/aws/state.ts';
import { deployedMethod } from './private-api-world.ts';

const api: DeployedApi = {
  policy: undefined,
  endpointTypes: ['PRIVATE'],
  vpcEndpointIds: [],
  disableExecuteApiEndpoint: false,
  binaryMediaTypes: [],
  methods: [
    ['/', 'GET'],
    ['/{proxy+}', 'ANY'],
    ['/orders', 'GET'],
    ['/orders', 'ANY'],
    ['/orders/{id}', 'GET'],
    ['/orders/mine', 'GET'],
    ['/orders/{id}/items/{item}', 'GET'],
    ['/files/{path+}', 'GET'],
    ['/files/public/{path+}', 'GET'],
    ['/v1.0', 'GET'],
  ].map(([path = '', verb = '']) => deployedMethod(path, verb)),
};

test.each<[verb: string, path: string, found: string | undefined, parameters?: Record<string, string>]>([
  ['GET', '', 'GET /'],
  ['GET', '/', 'GET /'],
  ['POST', '/', undefined],
  ['GET', '/orders', 'GET /orders'],
  ['GET', '/orders/', 'GET /orders'],
  ['PATCH', '/orders', 'ANY /orders'],
  ['GET', '/orders/7', 'GET /orders/{id}', { id: '7' }],
  ['GET', '/orders/a%20b%2Fc', 'GET /orders/{id}', { id: 'a%20b%2Fc' }],
  ['GET', '/orders/mine', 'GET /orders/mine'],
  ['GET', '/orders/%6dine', 'GET /orders/mine'],
  ['GET', '/Orders', 'ANY /{proxy+}', { proxy: 'Orders' }],
  ['GET', '/orders/7/items/9', 'GET /orders/{id}/items/{item}', { id: '7', item: '9' }],
  ['GET', '/orders/7/items', 'ANY /{proxy+}', { proxy: 'orders/7/items' }],
  ['GET', '/files/a/b/c', 'GET /files/{path+}', { path: 'a/b/c' }],
  ['GET', '/files/public/a', 'GET /files/public/{path+}', { path: 'a' }],
  ['GET', '/files', 'ANY /{proxy+}', { proxy: 'files' }],
  ['GET', '/v1.0', 'GET /v1.0'],
  ['GET', '/v1x0', 'ANY /{proxy+}', { proxy: 'v1x0' }],
  // The most specific resource decides alone: its missing verb is not looked for in the greedy one.
  ['DELETE', '/orders/mine', undefined],
  ['DELETE', '/files/a', undefined],
])('%s %s is served by %s', (verb, path, found, parameters = {}) => {
  const route = findRoute(api, verb, path);
  expect(route && `${route.deployed.method.httpMethod} ${route.deployed.path}`).toBe(found);
  if (found !== undefined) expect(route?.pathParameters).toEqual(parameters);
});
