import type { Step } from './step.ts';
import { apply, by, jsonPatch, privateApis, step, versionOf } from './step.ts';

function privateApiExample(name: string): object {
  return {
    apiVersion: 'privateapi.dev/v1alpha1',
    kind: 'PrivateApi',
    metadata: { name },
    spec: {
      endpoint: { existing: { vpcEndpointIds: ['vpce-0a1b2c3d4e5f60718'] } },
      backends: [
        {
          name: 'orders',
          loadBalancer: {
            arn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/orders/50dc6c495c0c9188',
          },
        },
      ],
      routes: [{ path: '/orders', method: 'GET', backend: 'orders' }],
    },
  };
}

export const privateApiSteps: readonly Step[] = [
  step('a PrivateApi', 'POST', privateApis, privateApiExample('orders')),
  step('a PrivateApi without anything', 'POST', privateApis, { ...privateApiExample('empty'), spec: {} }),
  step(
    'a PrivateApi gets its finalizer',
    'PATCH',
    `${privateApis}/orders`,
    (seen) => [
      { op: 'test', path: '/metadata/resourceVersion', value: versionOf(seen, 'a PrivateApi') },
      { op: 'add', path: '/metadata/finalizers', value: ['privateapi.dev/aws-resources'] },
    ],
    jsonPatch,
  ),
  apply('a PrivateApi gets a status', `${privateApis}/orders/status${by('private-api-operator', true)}`, (seen) => ({
    apiVersion: 'privateapi.dev/v1alpha1',
    kind: 'PrivateApi',
    metadata: { name: 'orders', resourceVersion: versionOf(seen, 'a PrivateApi gets its finalizer') },
    status: {
      observedGeneration: 1,
      accountId: '111122223333',
      region: 'eu-west-1',
      conditions: [
        {
          type: 'Ready',
          status: 'Unknown',
          reason: 'Provisioning',
          message: 'm',
          observedGeneration: 1,
          lastTransitionTime: '2026-01-02T03:04:05Z',
        },
      ],
    },
  })),
  step(
    'a PrivateApi gets a route',
    'PATCH',
    `${privateApis}/orders`,
    [{ op: 'add', path: '/spec/routes/-', value: { path: '/more', method: 'GET', backend: 'orders' } }],
    jsonPatch,
  ),
  apply('a PrivateApi gets a smaller status', `${privateApis}/orders/status${by('private-api-operator', true)}`, {
    apiVersion: 'privateapi.dev/v1alpha1',
    kind: 'PrivateApi',
    metadata: { name: 'orders' },
    status: { observedGeneration: 2, accountId: '111122223333', region: 'eu-west-1' },
  }),
  step('a PrivateApi is deleted', 'DELETE', `${privateApis}/orders`),
  step(
    'a PrivateApi is let go',
    'PATCH',
    `${privateApis}/orders`,
    [{ op: 'remove', path: '/metadata/finalizers/0' }],
    jsonPatch,
  ),
];
