import type { Json } from './field-path.ts';
import type { Refusal } from './refusals.ts';
import { arn, authorizersObject, lambdaObject, letters, spare } from './values.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:orders';
const userPoolArn = 'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_a1b2c3d4e';
const header = 'method.request.header.Authorization';
const byFunction = { name: 'spare', lambda: { functionArn } };
const token = (more: object = {}) => ({ functionArn, mode: 'Token', identitySources: [header], ...more }) as Json;
const request = (more: object = {}) => ({ functionArn, mode: 'Request', identitySources: [header], ...more }) as Json;
const listOf = (count: number, value: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => value(index));
const headers = (count: number) => listOf(count, (index) => `${header}${index}`);
const pools = (count: number) => listOf(count, (index) => `${userPoolArn}${index}`);
const scopes = (count: number) => listOf(count, (index) => `orders/${index}`);
/** The sample's, and as many more as it takes. */
const authorizers = (count: number) => [
  ...(authorizersObject.spec['authorizers'] as Json[]),
  ...listOf(count - 3, (index) => `spare-${index}`).map((name) => ({ name, cognito: { userPoolArns: [userPoolArn] } })),
];

type Row = [path: string, keyword: Refusal['keyword'], good: Json, bad: Json, says: string, at?: string];

const notForLambda = 'protocol, port, hostname, tls and vpcLink do not apply to lambda';
const oneBackend = 'set exactly one of loadBalancer, service, ingress and lambda';

const backendRows: Row[] = [
  ['spec.backends[]', 'rule', byFunction, { ...byFunction, loadBalancer: { arn } }, oneBackend],
  ['spec.backends[]', 'rule', spare, { name: 'spare' }, oneBackend],
  ...[{ protocol: 'HTTP' }, { port: 80 }, { hostname: 'a.b' }, { vpcLink: { managed: {} } }].map((field): Row => [
    'spec.backends[]',
    'rule',
    { ...byFunction, timeoutMilliseconds: 50 },
    { ...byFunction, ...field } as Json,
    notForLambda,
  ]),
];

const arnRows = (path: string): Row[] => [
  [path, 'pattern', `${functionArn}:live`, `${functionArn}:a:b`, 'should match'],
  [path, 'pattern', `${functionArn}:$LATEST`, functionArn.replace('function', 'layer'), 'should match'],
  [path, 'pattern', functionArn.replace('arn:aws', 'arn:aws-cn'), 'orders', 'should match'],
  [
    path,
    'maxLength',
    functionArn,
    functionArn.replace('arn:aws', `arn:aws-${letters(230)}`),
    'may not be more than 256',
  ],
];

const oneSource = 'mode Token needs exactly one identity source, a header';
const needsSource = 'mode Request needs identitySources to remember answers by';
const lambda = 'spec.authorizers[].lambda';
const cognito = 'spec.authorizers[].cognito';

const authorizerRows: Row[] = [
  ['spec.authorizers', 'maxItems', authorizers(10), authorizers(11), 'must have at most 10 items'],
  [
    'spec.authorizers',
    'x-kubernetes-list-type',
    authorizers(4),
    [...authorizers(4), { name: 'people', lambda: token() }],
    'Duplicate value',
  ],
  ['spec.authorizers[].name', 'minLength', 'token', '', 'at least 1 char'],
  ['spec.authorizers[].name', 'maxLength', 'token', letters(64), 'may not be more than 63'],
  ['spec.authorizers[].name', 'pattern', 'token', 'To', 'should match'],
  [
    'spec.authorizers[]',
    'rule',
    { name: 'token', lambda: token() },
    { name: 'token', lambda: token(), cognito: { userPoolArns: [userPoolArn] } },
    'set exactly one of lambda and cognito',
  ],
  ['spec.authorizers[]', 'rule', { name: 'token', lambda: token() }, { name: 'token' }, 'set exactly one of lambda'],
  ...arnRows(`${lambda}.functionArn`),
  [`${lambda}.mode`, 'enum', 'Request', 'token', 'supported values: "Token", "Request"'],
  [lambda, 'rule', token(), token({ identitySources: headers(2) }), oneSource],
  [lambda, 'rule', token(), { functionArn, mode: 'Token' }, oneSource],
  [lambda, 'rule', token(), token({ identitySources: ['method.request.querystring.token'] }), oneSource],
  [
    lambda,
    'rule',
    { functionArn, mode: 'Request', resultTtlSeconds: 0 },
    { functionArn, mode: 'Request' },
    needsSource,
  ],
  [`${lambda}.identitySources`, 'minItems', request(), request({ identitySources: [] }), 'at least 1 items', lambda],
  [
    `${lambda}.identitySources`,
    'maxItems',
    request({ identitySources: headers(10) }),
    request({ identitySources: headers(11) }),
    'must have at most 10 items',
    lambda,
  ],
  [
    `${lambda}.identitySources`,
    'x-kubernetes-list-type',
    request({ identitySources: headers(2) }),
    request({ identitySources: [header, header] }),
    'Duplicate value',
    lambda,
  ],
  [
    `${lambda}.identitySources[]`,
    'maxLength',
    request({ identitySources: [`method.request.header.${letters(234)}`] }),
    request({ identitySources: [`method.request.header.${letters(235)}`] }),
    'may not be more than 256',
    lambda,
  ],
  ...['method.request.querystring.a', 'stageVariables.tier', 'context.identity.sourceIp'].map((good): Row => [
    `${lambda}.identitySources[]`,
    'pattern',
    request({ identitySources: [good] }),
    request({ identitySources: ['method.request.path.id'] }),
    'should match',
    lambda,
  ]),
  [`${lambda}.resultTtlSeconds`, 'minimum', 0, -1, 'greater than or equal to 0'],
  [`${lambda}.resultTtlSeconds`, 'maximum', 3600, 3601, 'less than or equal to 3600'],
  [`${cognito}.userPoolArns`, 'minItems', pools(1), [], 'at least 1 items'],
  [`${cognito}.userPoolArns`, 'maxItems', pools(10), pools(11), 'must have at most 10 items'],
  [`${cognito}.userPoolArns`, 'x-kubernetes-list-type', pools(2), [userPoolArn, userPoolArn], 'Duplicate value'],
  [`${cognito}.userPoolArns[]`, 'maxLength', userPoolArn, `${userPoolArn}${letters(200)}`, 'may not be more than 256'],
  [`${cognito}.userPoolArns[]`, 'pattern', userPoolArn, functionArn, 'should match'],
];

const unknownAuthorizer = 'every route must name an authorizer that is listed under spec.authorizers';
const unknownDefault = 'authorization must name an authorizer that is listed under spec.authorizers';
const needsName = 'type Authorizer needs authorizer, and no other type takes it';
const by = (authorizer: string, more: object = {}) => ({ type: 'Authorizer', authorizer, ...more }) as Json;

const authorizationRows = ['spec.authorization', 'spec.routes[].authorization'].flatMap((path): Row[] => [
  [path, 'rule', by('people'), { type: 'Authorizer' }, needsName],
  [path, 'rule', { type: 'IAM' }, { type: 'IAM', authorizer: 'people' }, needsName],
  [
    path,
    'rule',
    by('people', { scopes: scopes(1) }),
    { type: 'None', scopes: scopes(1) },
    'scopes need type Authorizer',
  ],
  [`${path}.authorizer`, 'minLength', by('people'), by(''), 'at least 1 char', path],
  [`${path}.authorizer`, 'maxLength', by('people'), by(letters(64)), 'may not be more than 63', path],
  [`${path}.scopes`, 'minItems', by('people', { scopes: scopes(1) }), by('people', { scopes: [] }), 'at least 1', path],
  [
    `${path}.scopes`,
    'maxItems',
    by('people', { scopes: scopes(10) }),
    by('people', { scopes: scopes(11) }),
    'must have at most 10 items',
    path,
  ],
  [
    `${path}.scopes`,
    'x-kubernetes-list-type',
    by('people', { scopes: scopes(2) }),
    by('people', { scopes: ['a', 'a'] }),
    'Duplicate value',
    path,
  ],
  ...(
    [
      ['minLength', 'a', '', 'at least 1 char'],
      ['maxLength', letters(128), letters(129), 'may not be more than 128'],
      ['pattern', 'https://a.b/c:d', 'a b', 'should match'],
      ['pattern', 'openid', 'a"b', 'should match'],
    ] as const
  ).map(([keyword, good, bad, says]): Row => [
    `${path}.scopes[]`,
    keyword,
    by('people', { scopes: [good] }),
    by('people', { scopes: [bad] }),
    says,
    path,
  ]),
]);

const specRows: Row[] = [
  ['spec', 'rule', by('token'), by('missing'), unknownAuthorizer, 'spec.routes[].authorization'],
  ['spec', 'rule', by('token'), by('missing'), unknownDefault, 'spec.authorization'],
];

const toRefusals = (rows: readonly Row[], of?: Json) =>
  rows.map(([path, keyword, good, bad, says, at]): Refusal => ({
    path,
    keyword,
    good,
    bad,
    says,
    ...(at !== undefined && { at }),
    ...(of !== undefined && { of }),
  }));

/** Limits of Lambda backends, and of authorizers and what refers to them. */
export const lambdaRefusals: Refusal[] = [
  ...toRefusals(backendRows),
  ...toRefusals(arnRows('spec.backends[].lambda.functionArn'), lambdaObject),
  ...toRefusals([...authorizerRows, ...authorizationRows, ...specRows], authorizersObject),
];
