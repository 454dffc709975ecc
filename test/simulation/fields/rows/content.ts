import { invalidSpec, route, schema, servedMethod, servedRoutes } from '../field-row.ts';
import type { AnyField, Observed, Spec } from '../field-row.ts';
import type { Json } from '../../../crd/field-path.ts';

const origin = 'https://shop.example.com';
const cors = (fields: { readonly [key: string]: Json } = {}): Spec => ({ cors: { allowOrigins: [origin], ...fields } });
/** What a preflight request is answered. */
const header = (name: string) => (observed: Observed) =>
  servedMethod(observed, 'OPTIONS')?.integration?.integrationResponses.get('204')?.responseParameters?.[
    `method.response.header.Access-Control-${name}`
  ];

export const fields: readonly AnyField[] = [
  {
    field: 'cors.allowOrigins',
    set: cors(),
    change: { cors: { allowOrigins: ['*'] } },
    aws: (observed) => [
      servedRoutes(observed),
      header('Allow-Origin')(observed),
      observed.served.gatewayResponses?.get('DEFAULT_4XX')?.responseParameters,
    ],
    values: [
      [['GET /orders'], undefined, undefined],
      [
        ['GET /orders', 'OPTIONS /orders'],
        `'${origin}'`,
        { 'gatewayresponse.header.Access-Control-Allow-Origin': `'${origin}'` },
      ],
      [['GET /orders', 'OPTIONS /orders'], "'*'", { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" }],
    ],
    redeploys: true,
    invalid: [
      schema({ cors: { allowOrigins: ["https://a.b'"] } }, 'should match'),
      invalidSpec(
        { ...cors(), routes: [route, { ...route, method: 'OPTIONS' }] },
        'cors answers OPTIONS on every path',
      ),
      invalidSpec(
        { ...cors(), access: { principals: ['111122223333'] } },
        'spec.cors does not go with access.principals',
      ),
    ],
  },
  {
    field: 'cors.allowMethods',
    base: cors(),
    set: cors({ allowMethods: ['PUT', 'GET'] }),
    change: cors({ allowMethods: ['POST'] }),
    aws: header('Allow-Methods'),
    values: ["'GET'", "'GET,PUT'", "'POST'"],
    redeploys: true,
    invalid: [schema(cors({ allowMethods: ['ANY'] }), 'Unsupported value: "ANY"')],
  },
  {
    field: 'cors.allowHeaders',
    base: cors(),
    set: cors({ allowHeaders: ['X-B', 'x-a'] }),
    change: cors({ allowHeaders: ['*'] }),
    aws: header('Allow-Headers'),
    values: ["'authorization,content-type,x-amz-date,x-amz-security-token'", "'x-a,x-b'", "'*'"],
    redeploys: true,
    invalid: [schema(cors({ allowHeaders: ['x a'] }), 'should match')],
  },
  {
    field: 'cors.maxAgeSeconds',
    base: cors(),
    set: cors({ maxAgeSeconds: 600 }),
    change: cors({ maxAgeSeconds: 0 }),
    aws: header('Max-Age'),
    values: [undefined, "'600'", "'0'"],
    redeploys: true,
    invalid: [schema(cors({ maxAgeSeconds: 86_401 }), 'less than or equal to 86400')],
  },
  {
    field: 'binaryMediaTypes',
    set: { binaryMediaTypes: ['image/png', 'application/pdf'] },
    change: { binaryMediaTypes: ['*/*'] },
    aws: ({ served }) => served.binaryMediaTypes,
    values: [[], ['application/pdf', 'image/png'], ['*/*']],
    redeploys: true,
    invalid: [
      schema({ binaryMediaTypes: ['image'] }, 'should match'),
      schema({ binaryMediaTypes: [] }, 'at least 1 items'),
    ],
  },
  {
    field: 'minimumCompressionSize',
    set: { minimumCompressionSize: 1024 },
    change: { minimumCompressionSize: 0 },
    aws: ({ served }) => served.minimumCompressionSize,
    values: [undefined, 1024, 0],
    redeploys: true,
    invalid: [schema({ minimumCompressionSize: -1 }, 'greater than or equal to 0')],
  },
];
