import type { Json } from '../../crd/field-path.ts';
import { letters } from '../../crd/values.ts';
import type { Spec } from '../fields/field-row.ts';
import type { BadInput } from './bad-input.ts';

type Keys = { readonly [key: string]: Json };

const responses = { 200: { description: 'Done' } };
const open = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] };

/** A document in the place of routes. */
const document = (root: Keys = {}, operation: Keys = {}): Spec =>
  JSON.parse(
    JSON.stringify({
      routes: undefined,
      openApi: {
        inline: {
          openapi: '3.0.3',
          info: { title: 'Orders', version: '1' },
          'x-private-api-backend': 'orders',
          paths: { '/orders': { get: { responses, ...operation } } },
          ...root,
        },
      },
    }),
  ) as Spec;
const bad = (name: string, spec: Spec, says: string): BadInput => ({
  name: `a document with ${name}`,
  spec: { ...spec, routes: undefined as never },
  by: 'InvalidSpec',
  says,
});
const integration = (fields: Keys): Keys => ({ 'x-amazon-apigateway-integration': { type: 'http_proxy', ...fields } });
const inOperation = '/paths/~1orders/get/';
const deep = JSON.parse(`${'{"properties":{"a":'.repeat(300)}{}${'}}'.repeat(300)}`) as Json;

/** Backends, policy and authorization are made from the spec; a document says what requests and answers look like. */
export const badDocuments: readonly BadInput[] = [
  bad('a policy', document({ 'x-amazon-apigateway-policy': open }), '/x-amazon-apigateway-policy'),
  bad(
    'an endpoint',
    document({ 'x-amazon-apigateway-endpoint-configuration': { vpcEndpointIds: ['vpce-0a1b2c3d'] } }),
    '/x-amazon-apigateway-endpoint-configuration',
  ),
  bad(
    'an authorizer',
    document({
      components: {
        securitySchemes: {
          mine: {
            type: 'apiKey',
            name: 'Authorization',
            in: 'header',
            'x-amazon-apigateway-authorizer': {
              type: 'token',
              authorizerUri: 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/a/invocations',
              authorizerCredentials: 'arn:aws:iam::111122223333:role/admin',
            },
          },
        },
      },
    }),
    '/components/securitySchemes/mine/x-amazon-apigateway-authorizer',
  ),
  bad(
    'IAM switched off',
    document({}, { 'x-amazon-apigateway-auth': { type: 'NONE' } }),
    `${inOperation}x-amazon-apigateway-auth`,
  ),
  ...Object.entries({
    'the metadata address as integration': { uri: 'http://169.254.169.254/latest' },
    'an internal host as integration': { uri: 'http://admin.internal/' },
    "another account's function as integration": {
      type: 'aws_proxy',
      uri: 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:999999999999:function:a/invocations',
    },
    "the caller's credentials": { credentials: 'arn:aws:iam::*:user/*' },
    'a powerful role': { credentials: 'arn:aws:iam::111122223333:role/admin' },
    'a mapping template': { requestTemplates: { 'application/json': '$input.json("$")' } },
  }).map(([name, fields]) =>
    bad(name, document({}, integration(fields)), `${inOperation}x-amazon-apigateway-integration`),
  ),
  bad(
    'a reference to a URL',
    document({ components: { schemas: { A: { $ref: 'http://169.254.169.254/latest' } } } }),
    'leads out of the document',
  ),
  bad(
    'a reference to a file',
    document({ components: { schemas: { A: { $ref: '/etc/passwd' } } } }),
    'leads out of the document',
  ),
  bad('a key of ours that is none', document({ 'X-Amazon-ApiGateway-Policy': open }), '/X-Amazon-ApiGateway-Policy'),
  bad('a depth without end', document({ components: { schemas: { A: deep } } }), 'deep'),
  {
    name: 'a document of 300 KB in the object',
    spec: document({ info: { title: letters(300_000), version: '1' } }),
    by: 'InvalidSpec',
    says: 'KiB',
  },
];
