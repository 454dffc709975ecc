import type { Schema } from '../../scripts/generate/crd-schema.ts';
import {
  arn,
  backends,
  cidrs,
  entries,
  id,
  idObjects,
  ids,
  letters,
  mediaTypes,
  route,
  routes,
  spare,
} from './values.ts';
import { corsRefusals } from './cors-refusals.ts';
import { lambdaRefusals } from './lambda-refusals.ts';
import { endpointRefusals } from './endpoint-refusals.ts';
import { domainRefusals } from './domain-refusals.ts';
import type { Json } from './field-path.ts';
import { principalRefusals } from './principal-refusals.ts';
import { requestRefusals } from './request-refusals.ts';

/** One limit of the schema with a value on its right side and one on its wrong side. */
export interface Refusal {
  /** The place in the schema that holds the limit. */
  path: string;
  /** The schema's keyword; for a CEL rule, `rule`. */
  keyword: keyof Schema | 'rule';
  /** Where the values go, when not at `path`. */
  at?: string;
  good: Json;
  bad: Json;
  /** Words the API server says to the bad value. */
  says: string;
  /** The object in which the values are put, when not the full one. */
  of?: Json;
}

type Row = [path: string, keyword: Refusal['keyword'], good: Json, bad: Json, says: string, at?: string];

const awsTags =
  'tag keys must not start with aws:, which AWS reserves, nor with privateapi.dev/, which marks ownership';
const unknownBackend = 'every route must name a backend that is listed under spec.backends';
const oneLink = 'set exactly one of existing and managed';
const oneTarget = 'set exactly one of loadBalancer, service, ingress and lambda';
const tlsWithoutHttps = 'tls applies to protocol HTTPS only; remove tls or set protocol to HTTPS';
const networkOfV1 =
  'a V1 link has neither subnets nor security groups; remove subnetIds and securityGroupIds, or set version to V2';
const albArn = arn.replace('/net/', '/app/');
const oneDestination = 'set exactly one of logGroup and destinationArn';
const logGroupArn = 'arn:aws:logs:eu-west-1:111122223333:log-group:shop/private-apis';
const streamArn = 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/amazon-apigateway-shop';
const variableNames = 'names of stage variables are 1 to 64 letters, digits and underscores';

/** Of a list of ids, each of which stands in it once. */
function listLimits(path: string, prefix: string, most: number): Row[] {
  const twice = [id(prefix, 1), id(prefix, 1)];
  return [
    [path, 'minItems', ids(prefix, 1), [], 'at least 1 items'],
    [path, 'maxItems', ids(prefix, most), ids(prefix, most + 1), `must have at most ${most} items`],
    [path, 'x-kubernetes-list-type', ids(prefix, 2), twice, 'Duplicate value'],
    [`${path}[]`, 'maxLength', id(prefix, 7), `${prefix}-${letters(33)}`, 'may not be more than 32'],
    [`${path}[]`, 'pattern', `${prefix}-0a1b2c3d`, `${prefix}-x`, 'should match'],
  ];
}

/** Limits of what is named in place of a load balancer's ARN, in a backend of its own. */
function serviceRows(): Row[] {
  const named = (kind: 'service' | 'ingress', fields: Record<string, Json>) => ({
    name: 'spare',
    [kind]: { name: 'x', ...fields },
  });
  const row = (
    field: string,
    keyword: Refusal['keyword'],
    good: Json,
    bad: Json,
    says: string,
    [kind, name] = field.split('.') as ['service' | 'ingress', string],
  ): Row => [
    `spec.backends[].${field}`,
    keyword,
    named(kind, { [name]: good }),
    named(kind, { [name]: bad }),
    says,
    'spec.backends[]',
  ];
  return [
    row('service.name', 'minLength', 'a', '', 'at least 1 char'),
    row('service.name', 'maxLength', letters(63), letters(64), 'may not be more than 63'),
    row('service.name', 'pattern', 'orders-v2', 'Orders', 'should match'),
    row('service.port', 'minimum', 1, 0, 'greater than or equal to 1'),
    row('service.port', 'maximum', 65535, 65536, 'less than or equal to 65535'),
    row('service.port', 'minLength', 'h', '', 'at least 1 char'),
    row('service.port', 'maxLength', letters(63), letters(64), 'may not be more than 63'),
    row('service.port', 'pattern', 'http', 'HTTP', 'should match'),
    row('ingress.name', 'minLength', 'a', '', 'at least 1 char'),
    row('ingress.name', 'maxLength', letters(253), letters(254), 'may not be more than 253'),
    row('ingress.name', 'pattern', 'orders.v2', 'orders..v2', 'should match'),
  ];
}

const rows: Row[] = [
  ['spec', 'rule', 'stock', 'missing', unknownBackend, 'spec.routes[].backend'],

  ['spec.region', 'pattern', 'us-gov-west-1', 'Ireland', 'should match'],
  ['spec.region', 'maxLength', 'ap-southeast-2', `eu-${letters(28)}-1`, 'may not be more than 32'],
  ['spec.description', 'minLength', 'x', '', 'at least 1 char'],
  ['spec.description', 'maxLength', letters(1024), letters(1025), 'may not be more than 1024'],

  ['spec.tags', 'maxProperties', entries(40), entries(41), 'must have at most 40 items'],
  ['spec.tags', 'rule', { 'my/team': 'x' }, { 'aws:team': 'x' }, awsTags],
  ['spec.tags', 'rule', { 'privateapi.development/x': 'x' }, { 'privateapi.dev/uid': 'x' }, awsTags],
  ['spec.tags', 'rule', { [letters(128)]: 'x' }, { [letters(129)]: 'x' }, 'tag keys must be 1 to 128 characters long'],
  ['spec.tags', 'rule', { k: '' }, { '': 'x' }, 'tag keys must be 1 to 128 characters long'],
  ['spec.tags{}', 'maxLength', letters(256), letters(257), 'may not be more than 256'],
  ['spec.tags{}', 'pattern', 'Größe 1 @/=+-_.:', 'a;b', 'should match'],

  ['spec.endpoint.existing.vpcEndpointIds', 'minItems', ids('vpce', 1), [], 'at least 1 items'],
  ['spec.endpoint.existing.vpcEndpointIds', 'maxItems', ids('vpce', 5), ids('vpce', 6), 'must have at most 5 items'],
  [
    'spec.endpoint.existing.vpcEndpointIds',
    'x-kubernetes-list-type',
    ids('vpce', 2),
    [id('vpce', 1), id('vpce', 1)],
    'Duplicate value',
  ],
  [
    'spec.endpoint.existing.vpcEndpointIds[]',
    'maxLength',
    id('vpce', 7),
    `vpce-${letters(28)}`,
    'may not be more than 32',
  ],
  ['spec.endpoint.existing.vpcEndpointIds[]', 'pattern', 'vpce-0a1b2c3d', 'vpc-0a1b2c3d', 'should match'],

  ['spec.access.vpcEndpoints', 'maxItems', idObjects('vpce', 50), idObjects('vpce', 51), 'must have at most 50 items'],
  [
    'spec.access.vpcEndpoints',
    'x-kubernetes-list-type',
    idObjects('vpce', 2),
    [{ id: id('vpce', 1) }, { id: id('vpce', 1), note: 'again' }],
    'Duplicate value',
  ],
  ['spec.access.vpcEndpoints[].id', 'maxLength', id('vpce', 7), `vpce-${letters(28)}`, 'may not be more than 32'],
  ['spec.access.vpcEndpoints[].id', 'pattern', 'vpce-0a1b2c3d', '*', 'should match'],
  ['spec.access.vpcEndpoints[].note', 'maxLength', letters(256), letters(257), 'may not be more than 256'],

  ['spec.access.vpcs', 'maxItems', idObjects('vpc', 20), idObjects('vpc', 21), 'must have at most 20 items'],
  [
    'spec.access.vpcs',
    'x-kubernetes-list-type',
    idObjects('vpc', 2),
    [{ id: id('vpc', 1) }, { id: id('vpc', 1), note: 'again' }],
    'Duplicate value',
  ],
  ['spec.access.vpcs[].id', 'maxLength', id('vpc', 7), `vpc-${letters(29)}`, 'may not be more than 32'],
  ['spec.access.vpcs[].id', 'pattern', 'vpc-0a1b2c3d', 'vpce-0a1b2c3d', 'should match'],
  ['spec.access.vpcs[].note', 'maxLength', letters(256), letters(257), 'may not be more than 256'],

  ['spec.access.sourceCidrs', 'minItems', cidrs(1), [], 'at least 1 items'],
  ['spec.access.sourceCidrs', 'maxItems', cidrs(50), cidrs(51), 'must have at most 50 items'],
  ['spec.access.sourceCidrs', 'x-kubernetes-list-type', cidrs(2), ['10.0.0.0/8', '10.0.0.0/8'], 'Duplicate value'],
  [
    'spec.access.sourceCidrs[]',
    'maxLength',
    '2001:0db8:0000:0000:0000:0000:0000:0000/128',
    letters(44),
    'may not be more than 43',
  ],
  ['spec.access.sourceCidrs[]', 'rule', '192.168.0.0/24', '10.0.0.1', 'must be an address range such as 10.0.0.0/16'],
  ['spec.access.sourceCidrs[]', 'rule', '10.0.0.1/32', '10.0.0.0/33', 'must be an address range such as 10.0.0.0/16'],

  ['spec.backends', 'minItems', backends(3), [], 'at least 1 items'],
  ['spec.backends', 'maxItems', backends(20), backends(21), 'must have at most 20 items'],
  [
    'spec.backends',
    'x-kubernetes-list-type',
    backends(3),
    [...backends(3), { ...spare, name: 'stock', port: 81 }],
    'Duplicate value',
  ],
  ['spec.backends[]', 'rule', { name: 'spare', service: { name: 'x' } }, { name: 'spare' }, oneTarget],
  [
    'spec.backends[]',
    'rule',
    { name: 'spare', ingress: { name: 'x' } },
    { ...spare, service: { name: 'x' } },
    oneTarget,
  ],
  [
    'spec.backends[]',
    'rule',
    { name: 'spare', service: { name: 'x', port: 8080 } },
    { name: 'spare', service: { name: 'x' }, port: 8080 },
    'port does not apply to a Service; set service.port',
  ],
  ...serviceRows(),
  ['spec.backends[]', 'rule', { ...spare, protocol: 'HTTPS', tls: {} }, { ...spare, tls: {} }, tlsWithoutHttps],
  ['spec.backends[].name', 'minLength', 'a', '', 'at least 1 char'],
  ['spec.backends[].name', 'maxLength', letters(63), letters(64), 'may not be more than 63'],
  ['spec.backends[].name', 'pattern', 'a-1', 'Orders', 'should match'],
  [
    'spec.backends[].loadBalancer.arn',
    'maxLength',
    arn,
    `arn:aws-${letters(260)}${arn.slice(7)}`,
    'may not be more than 256',
  ],
  [
    'spec.backends[].loadBalancer.arn',
    'pattern',
    arn.replace('aws', 'aws-cn'),
    arn.replace('/net/', '/gwy/'),
    'should match',
  ],
  ['spec.backends[].protocol', 'enum', 'HTTPS', 'TCP', 'supported values: "HTTP", "HTTPS"', 'spec.backends[].protocol'],
  ['spec.backends[].port', 'minimum', 1, 0, 'greater than or equal to 1'],
  ['spec.backends[].port', 'maximum', 65535, 65536, 'less than or equal to 65535'],
  [
    'spec.backends[].hostname',
    'maxLength',
    'a.'.repeat(126) + 'a',
    `${'a.'.repeat(126)}aa`,
    'may not be more than 253',
  ],
  ['spec.backends[].hostname', 'pattern', 'orders.shop.internal', 'orders..internal', 'should match'],
  ['spec.backends[].timeoutMilliseconds', 'minimum', 50, 49, 'greater than or equal to 50'],
  ['spec.backends[].timeoutMilliseconds', 'maximum', 29000, 29001, 'less than or equal to 29000'],
  [
    'spec.backends[].vpcLink',
    'rule',
    { existing: { id: 'a1b2c3' } },
    { existing: { id: 'a1b2c3' }, managed: {} },
    oneLink,
  ],
  ['spec.backends[].vpcLink', 'rule', { managed: {} }, {}, oneLink],
  ['spec.backends[].vpcLink.existing.id', 'minLength', 'a', '', 'at least 1 char'],
  ['spec.backends[].vpcLink.existing.id', 'maxLength', letters(32), letters(33), 'may not be more than 32'],
  ['spec.backends[].vpcLink.existing.id', 'pattern', 'a1b2c3', 'vpclink/a1', 'should match'],
  ['spec.backends[].vpcLink.managed.version', 'enum', 'V2', 'V3', 'supported values: "V1", "V2"'],
  [
    'spec.backends[].vpcLink.managed',
    'rule',
    { version: 'V2', subnetIds: ids('subnet', 1) },
    { version: 'V1', subnetIds: ids('subnet', 1) },
    networkOfV1,
  ],
  [
    'spec.backends[].vpcLink.managed',
    'rule',
    { securityGroupIds: ids('sg', 1) },
    { version: 'V1', securityGroupIds: ids('sg', 1) },
    networkOfV1,
  ],
  [
    'spec.backends[]',
    'rule',
    { ...spare, loadBalancer: { arn: albArn }, vpcLink: { managed: { version: 'V2' } } },
    { ...spare, loadBalancer: { arn: albArn }, vpcLink: { managed: { version: 'V1' } } },
    'a V1 link cannot reach an Application Load Balancer; remove vpcLink.managed.version, or set it to V2',
  ],
  ...listLimits('spec.backends[].vpcLink.managed.subnetIds', 'subnet', 10),
  ...listLimits('spec.backends[].vpcLink.managed.securityGroupIds', 'sg', 5),

  ['spec.routes', 'minItems', routes(1), [], 'at least 1 items'],
  ['spec.routes', 'maxItems', routes(1000), routes(1001), 'must have at most 1000 items'],
  [
    'spec.routes',
    'x-kubernetes-list-type',
    [route, { ...route, method: 'PUT' }],
    [route, { ...route, backend: 'stock' }],
    'Duplicate value',
  ],
  ['spec.routes[].path', 'minLength', '/', '', 'at least 1 char'],
  ['spec.routes[].path', 'maxLength', `/${letters(511)}`, `/${letters(512)}`, 'may not be more than 512'],
  ...['/{id}', '/a/{id}/b', '/a/{proxy+}', '/a.b_c-d:e', '/{a}/{b}'].map((good): Row => [
    'spec.routes[].path',
    'pattern',
    good,
    '/{proxy+}/b',
    'should match',
  ]),
  ...['orders', '/a/', '/a//b', '/a b', '/{}', '/a{id}', '/{id+}/x', '/a?b=c', '/%2e'].map((bad): Row => [
    'spec.routes[].path',
    'pattern',
    '/a',
    bad,
    'should match',
  ]),
  ...['ANY', 'DELETE', 'HEAD', 'PATCH', 'PUT'].map((good): Row => [
    'spec.routes[].method',
    'enum',
    good,
    'get',
    'Unsupported value: "get"',
  ]),
  ['spec.routes[].backend', 'minLength', 'stock', '', 'at least 1 char'],
  ['spec.routes[].backend', 'maxLength', 'stock', letters(64), 'may not be more than 63'],
  ['spec.routes[].backendPath', 'minLength', '/', '', 'at least 1 char'],
  ['spec.routes[].backendPath', 'maxLength', `/${letters(511)}`, `/${letters(512)}`, 'may not be more than 512'],
  ['spec.routes[].backendPath', 'pattern', '/v2/{id}', 'v2', 'should match'],
  ['spec.routes[].authorization.type', 'enum', 'None', 'none', 'supported values: "IAM", "None", "Authorizer"'],
  ['spec.authorization.type', 'enum', 'None', 'Anyone', 'supported values: "IAM", "None", "Authorizer"'],

  ['spec.binaryMediaTypes', 'minItems', ['*/*'], [], 'at least 1 items'],
  ['spec.binaryMediaTypes', 'maxItems', mediaTypes(50), mediaTypes(51), 'must have at most 50 items'],
  ['spec.binaryMediaTypes', 'x-kubernetes-list-type', mediaTypes(2), ['a/b', 'a/b'], 'Duplicate value'],
  ['spec.binaryMediaTypes[]', 'maxLength', `a/${letters(126)}`, `a/${letters(127)}`, 'may not be more than 128'],
  ...['image', 'image/', '/png', 'image/png; q=1', 'image/png,image/gif', 'image/p~ng', '**/png'].map((bad): Row => [
    'spec.binaryMediaTypes[]',
    'pattern',
    'application/vnd.ms-excel.sheet+xml',
    bad,
    'should match',
  ]),
  ['spec.minimumCompressionSize', 'minimum', 0, -1, 'greater than or equal to 0'],
  ['spec.minimumCompressionSize', 'maximum', 10485760, 10485761, 'less than or equal to 10485760'],

  ['spec.stage.name', 'minLength', 'v', '', 'at least 1 char'],
  ['spec.stage.name', 'maxLength', letters(128), letters(129), 'may not be more than 128'],
  ['spec.stage.name', 'pattern', 'v1_2-3', '$default', 'should match'],
  ['spec.stage.description', 'minLength', 'x', '', 'at least 1 char'],
  ['spec.stage.description', 'maxLength', letters(1024), letters(1025), 'may not be more than 1024'],
  ['spec.stage.variables', 'maxProperties', entries(100), entries(101), 'must have at most 100 items'],
  ['spec.stage.variables', 'rule', { [letters(64)]: 'x' }, { [letters(65)]: 'x' }, variableNames],
  ['spec.stage.variables', 'rule', { a_B1: 'x' }, { 'a-b': 'x' }, variableNames],
  ['spec.stage.variables{}', 'maxLength', letters(512), letters(513), 'may not be more than 512'],
  ['spec.stage.variables{}', 'pattern', 'https://a.b/c?d=e&f,g~#', 'a b', 'should match'],

  ['spec.stage.accessLog', 'rule', { logGroup: {} }, { logGroup: {}, destinationArn: logGroupArn }, oneDestination],
  ['spec.stage.accessLog', 'rule', { destinationArn: logGroupArn }, {}, oneDestination],
  ['spec.stage.accessLog.logGroup.name', 'minLength', 'a', '', 'at least 1 char'],
  ['spec.stage.accessLog.logGroup.name', 'maxLength', letters(512), letters(513), 'may not be more than 512'],
  ['spec.stage.accessLog.logGroup.name', 'pattern', 'a/B_1.#-', 'a b', 'should match'],
  ...['/aws/lambda/orders', 'aws/orders', 'API-Gateway-Execution-Logs_a/prod', '/privateapi.dev/bank/x'].map(
    (bad): Row => [
      'spec.stage.accessLog.logGroup.name',
      'rule',
      '/shop/aws/',
      bad,
      'names starting with aws/, /aws/ or API-Gateway-Execution-Logs belong to AWS services',
    ],
  ),
  [
    'spec.stage.accessLog.logGroup.kmsKeyArn',
    'pattern',
    'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab',
    'alias/logs',
    'should match',
  ],
  [
    'spec.stage.accessLog.logGroup.kmsKeyArn',
    'maxLength',
    `arn:aws:kms:eu-west-1:111122223333:key/${letters(217)}`,
    `arn:aws:kms:eu-west-1:111122223333:key/${letters(218)}`,
    'may not be more than 256',
  ],
  ['spec.stage.accessLog.logGroup.retentionDays', 'enum', 3653, 2, 'Unsupported value: 2'],
  ...[
    [logGroupArn, `${logGroupArn}:*`],
    [logGroupArn.replace('arn:aws:', 'arn:aws-cn:'), logGroupArn.replace(':log-group:', ':log-stream:')],
    [streamArn, streamArn.replace('amazon-apigateway-', '')],
  ].map(([good, bad]): Row => [
    'spec.stage.accessLog.destinationArn',
    'pattern',
    { destinationArn: good! },
    { destinationArn: bad! },
    'should match',
    'spec.stage.accessLog',
  ]),
  [
    'spec.stage.accessLog.destinationArn',
    'maxLength',
    { destinationArn: logGroupArn },
    { destinationArn: logGroupArn.replace('arn:aws', `arn:aws-${letters(560)}`) },
    'may not be more than 600',
    'spec.stage.accessLog',
  ],
  ['spec.stage.accessLog.format', 'pattern', '$context.extendedRequestId', '$context.status', 'should match'],
  ['spec.stage.accessLog.format', 'pattern', 'a $context.requestId b', 'a\n$context.requestId', 'should match'],
  [
    'spec.stage.accessLog.format',
    'maxLength',
    `${letters(3053)} $context.requestId`,
    `${letters(3054)} $context.requestId`,
    'may not be more than 3072',
  ],
  ['spec.stage.executionLog.level', 'enum', 'Info', 'DEBUG', 'supported values: "Off", "Error", "Info"'],
  ['spec.stage.throttling.rateLimit', 'minimum', 1, 0, 'greater than or equal to 1'],
  ['spec.stage.throttling.rateLimit', 'maximum', 1_000_000, 1_000_001, 'less than or equal to 1000000'],
  ['spec.stage.throttling.burstLimit', 'minimum', 1, 0, 'greater than or equal to 1'],
  ['spec.stage.throttling.burstLimit', 'maximum', 1_000_000, 1_000_001, 'less than or equal to 1000000'],

  ['spec.export.configMap.name', 'minLength', 'a', '', 'at least 1 char'],
  ['spec.export.configMap.name', 'pattern', 'a-b.c', 'A_b', 'should match'],
  ['spec.export.configMap.name', 'maxLength', letters(253), letters(254), 'may not be more than 253'],

  ['spec.history.limit', 'minimum', 1, 0, 'greater than or equal to 1'],
  ['spec.history.limit', 'maximum', 20, 21, 'less than or equal to 20'],
  ['spec.deletionPolicy', 'enum', 'Retain', 'Orphan', 'supported values: "Delete", "Retain"'],
];

/** Every limit of the spec, one row or more each; a test holds the table to the CRD. */
export const refusals: Refusal[] = [
  ...rows.map(([path, keyword, good, bad, says, at]) => ({
    path,
    keyword,
    good,
    bad,
    says,
    ...(at !== undefined && { at }),
  })),
  ...principalRefusals,
  ...corsRefusals,
  ...requestRefusals,
  ...lambdaRefusals,
  ...endpointRefusals,
  ...domainRefusals,
];
