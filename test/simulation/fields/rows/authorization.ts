import type { Json } from '../../../crd/field-path.ts';
import { invalidSpec, orders, route, rule, schema, servedMethod } from '../field-row.ts';
import type { AnyField, Observed, Spec } from '../field-row.ts';

const functionArn = (name: string) => `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;
const pool = (id: string) => `arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_${id}`;
const header = 'method.request.header.Authorization';
const query = 'method.request.querystring.key';
const token = (fields: { readonly [key: string]: Json } = {}) => ({
  name: 'token',
  lambda: { functionArn: functionArn('check'), mode: 'Token', identitySources: [header], ...fields },
});
const request = (fields: { readonly [key: string]: Json }) => ({
  name: 'token',
  lambda: { functionArn: functionArn('check'), mode: 'Request', resultTtlSeconds: 0, ...fields },
});
const people = (...userPoolArns: string[]) => ({ name: 'people', cognito: { userPoolArns } });
const by = (authorizer: string, more: { readonly [key: string]: Json } = {}) => ({
  type: 'Authorizer',
  authorizer,
  ...more,
});
const both = { authorizers: [token(), people(pool('a'))] };
/** Every route with this authorizer, the only one. */
const only = (authorizer: { name: string; [key: string]: Json }): Spec => ({
  authorizers: [authorizer],
  authorization: by(authorizer.name),
});
const served = (observed: Observed) => {
  const method = servedMethod(observed);
  return observed.served.authorizers?.get(method?.authorizerId ?? '');
};
const kind = (observed: Observed) => [servedMethod(observed)?.authorizationType, served(observed)?.name];
const scopes = (observed: Observed) => servedMethod(observed)?.authorizationScopes;
const invoked = (observed: Observed) =>
  /functions\/(.*)\/invocations/u.exec(served(observed)?.authorizerUri ?? '')?.[1];
/** Functions that this API may invoke, each with its version or alias. */
const permitted = ({ account }: Observed) =>
  [...account.functions.values()]
    .flatMap(({ functionName, policies }) =>
      [...policies].flatMap(([qualifier, statements]) => statements.map(() => `${functionName}:${qualifier}`)),
    )
    .sort();

const deployment = ['PutRestApi', 'CreateDeployment', 'UpdateStage'];
/** What one deployment needs is permitted before it, what none needs any more is forbidden after it. */
const toOther = ['AddPermission', ...deployment, 'RemovePermission'];
const backFromOther = ['AddPermission', 'UpdateStage', 'PutRestApi', 'RemovePermission'];

export const fields: readonly AnyField[] = [
  {
    field: 'authorization.authorizer',
    base: both,
    set: { authorization: by('token') },
    change: { authorization: by('people') },
    aws: kind,
    values: [
      ['AWS_IAM', undefined],
      ['CUSTOM', 'token'],
      ['COGNITO_USER_POOLS', 'people'],
    ],
    redeploys: true,
    invalid: [
      schema({ authorization: by('') }, 'spec.authorization.authorizer'),
      invalidSpec({ authorization: by('nobody') }, 'nobody'),
      rule({ authorization: { type: 'Authorizer' } }, 'type Authorizer needs authorizer'),
    ],
  },
  {
    field: 'authorization.scopes',
    base: only(people(pool('a'))),
    set: { authorization: by('people', { scopes: ['orders/read'] }) },
    change: { authorization: by('people', { scopes: ['orders/write', 'orders/read'] }) },
    aws: scopes,
    values: [undefined, ['orders/read'], ['orders/read', 'orders/write']],
    redeploys: true,
    invalid: [schema({ authorization: by('people', { scopes: [] }) }, 'spec.authorization.scopes')],
  },
  {
    field: 'routes[].authorization.authorizer',
    base: both,
    set: { routes: [{ ...route, authorization: by('token') }] },
    change: { routes: [{ ...route, authorization: by('people') }] },
    aws: kind,
    values: [
      ['AWS_IAM', undefined],
      ['CUSTOM', 'token'],
      ['COGNITO_USER_POOLS', 'people'],
    ],
    redeploys: true,
    invalid: [invalidSpec({ routes: [{ ...route, authorization: by('nobody') }] }, 'nobody')],
  },
  {
    field: 'routes[].authorization.scopes',
    base: { authorizers: [people(pool('a'))], routes: [{ ...route, authorization: by('people') }] },
    set: { routes: [{ ...route, authorization: by('people', { scopes: ['orders/read'] }) }] },
    change: { routes: [{ ...route, authorization: by('people', { scopes: ['orders/write'] }) }] },
    aws: scopes,
    values: [undefined, ['orders/read'], ['orders/write']],
    redeploys: true,
    invalid: [
      rule({ routes: [{ ...route, authorization: { type: 'IAM', scopes: ['a'] } }] }, 'scopes need type Authorizer'),
    ],
  },
  {
    field: 'authorizers',
    set: only(people(pool('a'))),
    change: { authorizers: [token(), people(pool('a'))], authorization: by('people') },
    aws: (observed) => [
      kind(observed),
      [...(observed.served.authorizers?.values() ?? [])].map(({ name }) => name).sort(),
      permitted(observed),
    ],
    values: [
      [['AWS_IAM', undefined], [], []],
      [['COGNITO_USER_POOLS', 'people'], ['people'], []],
      [['COGNITO_USER_POOLS', 'people'], ['people', 'token'], ['check:']],
    ],
    redeploys: true,
    writes: { change: ['AddPermission', ...deployment], unset: ['UpdateStage', 'PutRestApi', 'RemovePermission'] },
    invalid: [schema({ authorizers: [token(), token()] }, 'Duplicate value')],
  },
  {
    field: 'authorizers[].name',
    base: only(people(pool('a'))),
    set: only({ ...people(pool('a')), name: 'users' }),
    change: only({ ...people(pool('a')), name: 'staff' }),
    aws: kind,
    values: [
      ['COGNITO_USER_POOLS', 'people'],
      ['COGNITO_USER_POOLS', 'users'],
      ['COGNITO_USER_POOLS', 'staff'],
    ],
    redeploys: true,
    invalid: [schema(only({ ...people(pool('a')), name: 'Users' }), 'should match')],
  },
  {
    field: 'authorizers[].lambda.functionArn',
    base: only(token()),
    set: only(token({ functionArn: functionArn('other') })),
    change: only(token({ functionArn: functionArn('other:live') })),
    aws: (observed) => [invoked(observed), permitted(observed)],
    values: [
      [functionArn('check'), ['check:']],
      [functionArn('other'), ['other:']],
      [functionArn('other:live'), ['other:live']],
    ],
    redeploys: true,
    writes: { set: toOther, change: toOther, unset: backFromOther, recover: backFromOther },
    invalid: [
      schema(only(token({ functionArn: 'arn:aws:iam::111122223333:role/admin' })), 'should match'),
      { spec: only(token({ functionArn: functionArn('none') })), by: 'AuthorizerNotFound', says: 'function:none' },
    ],
  },
  {
    field: 'authorizers[].lambda.mode',
    base: only(token()),
    set: only(token({ mode: 'Request' })),
    change: only(token({ mode: 'Token' })),
    aws: (observed) => served(observed)?.type,
    values: ['TOKEN', 'REQUEST', 'TOKEN'],
    redeploys: true,
    writes: { change: ['UpdateStage', 'PutRestApi'], unset: [] },
    invalid: [schema(only(token({ mode: 'token' })), 'Unsupported value: "token"')],
  },
  {
    field: 'authorizers[].lambda.identitySources',
    base: only(request({})),
    set: only(request({ identitySources: [header] })),
    change: only(request({ identitySources: [header, query] })),
    aws: (observed) => served(observed)?.identitySource,
    values: [undefined, header, `${header},${query}`],
    redeploys: true,
    invalid: [
      schema(only(request({ identitySources: ['$input.body'] })), 'should match'),
      rule(only(token({ identitySources: [query] })), 'mode Token needs exactly one identity source'),
    ],
  },
  {
    field: 'authorizers[].lambda.resultTtlSeconds',
    base: only(token()),
    set: only(token({ resultTtlSeconds: 60 })),
    change: only(token({ resultTtlSeconds: 0 })),
    aws: (observed) => served(observed)?.authorizerResultTtlInSeconds,
    values: [300, 60, 0],
    redeploys: true,
    invalid: [schema(only(token({ resultTtlSeconds: 3601 })), 'less than or equal to 3600')],
  },
  {
    field: 'authorizers[].cognito.userPoolArns',
    base: only(people(pool('a'))),
    set: only(people(pool('b'))),
    change: only(people(pool('b'), pool('a'))),
    aws: (observed) => served(observed)?.providerARNs,
    values: [[pool('a')], [pool('b')], [pool('a'), pool('b')]],
    redeploys: true,
    invalid: [schema(only(people('arn:aws:iam::111122223333:role/admin')), 'should match')],
  },
  {
    field: 'backends[].lambda.functionArn',
    set: { backends: [{ name: 'orders', lambda: { functionArn: functionArn('orders') } }] },
    change: { backends: [{ name: 'orders', lambda: { functionArn: functionArn('orders:live') } }] },
    aws: (observed) => [servedMethod(observed)?.integration?.type, permitted(observed)],
    values: [
      ['HTTP_PROXY', []],
      ['AWS_PROXY', ['orders:']],
      ['AWS_PROXY', ['orders:live']],
    ],
    redeploys: true,
    writes: {
      set: ['AddPermission', ...deployment, 'DeleteVpcLink'],
      change: toOther,
      unset: ['CreateVpcLink', ...deployment, 'RemovePermission'],
      recover: ['AddPermission', 'UpdateStage', 'PutRestApi', 'DeleteVpcLink'],
    },
    invalid: [
      schema({ backends: [{ name: 'orders', lambda: { functionArn: functionArn('*') } }] }, 'should match'),
      rule(
        { backends: [{ ...orders, lambda: { functionArn: functionArn('orders') } }] },
        'set exactly one of loadBalancer, service, ingress and lambda',
      ),
      {
        spec: { backends: [{ name: 'orders', lambda: { functionArn: functionArn('none') } }] },
        by: 'BackendNotFound',
        says: 'function:none',
      },
    ],
  },
];
