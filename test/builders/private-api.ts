import type {
  Backend,
  PrivateApi,
  PrivateApiMetadata,
  PrivateApiSpec,
  PrivateApiStatus,
  Route,
} from '../../src/api/private-api.ts';
import { finalizer } from '../../src/api/private-api.ts';
import { endpointId, ordersArn } from './names.ts';

/** A valid object as the API server returns it, defaults filled in; the case overrides what it is about. */
export function aPrivateApi(
  overrides: {
    spec?: Partial<PrivateApiSpec>;
    status?: PrivateApiStatus;
    metadata?: Partial<PrivateApiMetadata>;
  } = {},
): PrivateApi {
  return {
    apiVersion: 'privateapi.dev/v1alpha1',
    kind: 'PrivateApi',
    metadata: {
      name: 'orders',
      namespace: 'shop',
      uid: '5f0c8f3e-0000-4000-8000-000000000001',
      resourceVersion: '1000',
      generation: 1,
      creationTimestamp: '2026-01-01T00:00:00Z',
      finalizers: [finalizer],
      ...overrides.metadata,
    },
    spec: {
      endpoint: { existing: { vpcEndpointIds: [endpointId] } },
      backends: [aBackend()],
      routes: [aRoute()],
      authorization: { type: 'IAM' },
      stage: { name: 'prod' },
      history: { limit: 5 },
      deletionPolicy: 'Delete',
      suspend: false,
      ...overrides.spec,
    },
    ...(overrides.status && { status: overrides.status }),
  };
}

export function aBackend(overrides: Partial<Backend> = {}): Backend {
  return {
    name: 'orders',
    loadBalancer: { arn: ordersArn },
    protocol: 'HTTP',
    timeoutMilliseconds: 29_000,
    vpcLink: { managed: {} },
    ...overrides,
  };
}

export function aRoute(overrides: Partial<Route> = {}): Route {
  return { path: '/orders', method: 'GET', backend: 'orders', ...overrides };
}

/** `GET /orders` or `ANY /health None`: a route in one line, for tables. */
export function route(text: string): Route {
  const [method, path, authorization] = text.split(' ') as [Route['method'], string, 'IAM' | 'None' | undefined];
  return aRoute({ method, path, ...(authorization !== undefined && { authorization: { type: authorization } }) });
}
