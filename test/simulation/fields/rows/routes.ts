import { invalidSpec, loadBalancers, orders, route, schema, servedMethod, servedRoutes } from '../field-row.ts';
import type { AnyField, Observed, Spec } from '../field-row.ts';
import type { Json } from '../../../crd/field-path.ts';

const routes = (...routes: Json[]): Spec => ({ routes });
const authorization = (observed: Observed) => servedMethod(observed)?.authorizationType;
const backendUri = (observed: Observed) => servedMethod(observed)?.integration?.uri;
const dnsName = 'orders-50dc6c495c0c9188.elb.eu-west-1.amazonaws.com';
const twoBackends = { backends: [orders, { name: 'stock', loadBalancer: loadBalancers.stock }] };

const deployment = ['PutRestApi', 'CreateDeployment', 'UpdateStage'];
const toOtherLink = ['CreateVpcLink', ...deployment, 'DeleteVpcLink'];

export const fields: readonly AnyField[] = [
  {
    field: 'routes',
    set: routes(route, { path: '/orders/{id}', method: 'GET', backend: 'orders' }),
    change: routes(route, { path: '/orders/{id}', method: 'PUT', backend: 'orders' }),
    aws: servedRoutes,
    values: [['GET /orders'], ['GET /orders', 'GET /orders/{id}'], ['GET /orders', 'PUT /orders/{id}']],
    redeploys: true,
    invalid: [
      schema(routes({ path: '/orders', method: 'GET' }), 'spec.routes[0].backend: Required value'),
      invalidSpec(
        routes({ ...route, path: '/{a}' }, { ...route, path: '/{b}/c' }),
        'API Gateway allows one variable at each level',
      ),
    ],
  },
  {
    field: 'routes[].path',
    set: routes({ ...route, path: '/orders/{id}' }),
    change: routes({ ...route, path: '/{proxy+}' }),
    aws: servedRoutes,
    values: [['GET /orders'], ['GET /orders/{id}'], ['GET /{proxy+}']],
    redeploys: true,
    invalid: [
      schema(routes({ ...route, path: 'orders' }), 'should match'),
      schema(routes({ ...route, path: '/{proxy+}/b' }), 'should match'),
      invalidSpec(routes({ ...route, path: '/{id}/{id}' }), 'variable {id} stands in the path twice'),
    ],
  },
  {
    field: 'routes[].method',
    set: routes({ ...route, method: 'POST' }),
    change: routes({ ...route, method: 'ANY' }),
    aws: servedRoutes,
    values: [['GET /orders'], ['POST /orders'], ['ANY /orders']],
    redeploys: true,
    invalid: [schema(routes({ ...route, method: 'get' }), 'Unsupported value: "get"')],
  },
  {
    field: 'routes[].backend',
    base: twoBackends,
    set: { ...twoBackends, ...routes({ ...route, backend: 'stock' }) },
    change: { ...twoBackends, ...routes({ ...route, backend: 'orders', backendPath: '/v2' }) },
    aws: backendUri,
    values: [
      `http://${dnsName}/orders`,
      'http://stock-60ed7d5a6d1da299.elb.eu-west-1.amazonaws.com/orders',
      `http://${dnsName}/v2`,
    ],
    redeploys: true,
    writes: { set: toOtherLink, change: toOtherLink, unset: deployment, recover: toOtherLink },
    invalid: [
      schema(routes({ ...route, backend: '' }), 'at least 1 char'),
      invalidSpec(routes({ ...route, backend: 'nowhere' }), 'backend nowhere is not listed under spec.backends'),
    ],
  },
  {
    field: 'routes[].backendPath',
    set: routes({ ...route, backendPath: '/v2/orders' }),
    change: routes({ ...route, backendPath: '/' }),
    aws: backendUri,
    values: [`http://${dnsName}/orders`, `http://${dnsName}/v2/orders`, `http://${dnsName}/`],
    redeploys: true,
    invalid: [
      schema(routes({ ...route, backendPath: 'v2' }), 'should match'),
      invalidSpec(
        routes({ ...route, backendPath: '/{id}' }),
        'backendPath uses {id}, which is no variable of the path',
      ),
    ],
  },
  {
    field: 'routes[].authorization.type',
    set: routes({ ...route, authorization: { type: 'None' } }),
    change: routes({ ...route, authorization: { type: 'IAM' } }),
    aws: authorization,
    values: ['AWS_IAM', 'NONE', 'AWS_IAM'],
    redeploys: true,
    // IAM is the default, so the change leads back to the deployment of the beginning.
    writes: { change: ['UpdateStage', 'PutRestApi'], unset: [] },
    invalid: [schema(routes({ ...route, authorization: { type: 'none' } }), 'Unsupported value: "none"')],
  },
  {
    field: 'authorization.type',
    set: { authorization: { type: 'None' } },
    change: { authorization: { type: 'IAM' } },
    aws: authorization,
    values: ['AWS_IAM', 'NONE', 'AWS_IAM'],
    redeploys: true,
    writes: { change: ['UpdateStage', 'PutRestApi'], unset: [] },
    invalid: [
      schema({ authorization: { type: 'Anyone' } }, 'Unsupported value: "Anyone"'),
      invalidSpec(
        {
          authorization: { type: 'None' },
          routes: [
            { path: '/a/{id}', method: 'GET', backend: 'orders' },
            { path: '/a/{id}/b', method: 'GET', backend: 'orders', authorization: { type: 'IAM' } },
          ],
        },
        'has authorization None, and as a resource-policy pattern',
      ),
    ],
  },
];
