import type { Step } from './step.ts';
import { apply, by, core, mergePatch, metadataOnly, step } from './step.ts';

const services = `${core}/conformance/services`;
const ingresses = '/apis/networking.k8s.io/v1/namespaces/conformance/ingresses';
const hostname = 'orders-50dc6c495c0c9188.elb.eu-west-1.amazonaws.com';

const service = (name: string, spec: object) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec });
const ingress = (name: string, spec: object) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name },
  spec,
});
const located = (object: object, at: object[]) => ({ ...object, status: { loadBalancer: { ingress: at } } });
const bare = (kind: string, apiVersion: string, name: string) => ({ kind, apiVersion, metadata: { name } });
const byPath = (name: string) => ({
  http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name, port: { number: 80 } } } }] },
});

/** What a spec may name as its backend, from its creation to the hostname of its load balancer and its end. */
export const backendSteps: readonly Step[] = [
  step(
    'a service with a load balancer',
    'POST',
    services,
    service('orders', {
      type: 'LoadBalancer',
      ports: [
        { name: 'http', port: 80, targetPort: 8080 },
        { name: 'dns', port: 53, protocol: 'UDP' },
      ],
    }),
  ),
  step('a service of the cluster', 'POST', services, service('inner', { ports: [{ port: 80 }] })),
  step('a service is read', 'GET', `${services}/orders`),
  apply(
    'a controller writes the hostname of a service',
    `${services}/orders/status${by('controller', true)}`,
    located(bare('Service', 'v1', 'orders'), [{ hostname }]),
  ),
  step(
    'a controller patches the address of a service',
    'PATCH',
    `${services}/orders/status`,
    { status: { loadBalancer: { ingress: [{ ip: '10.0.0.7' }] } } },
    mergePatch,
  ),
  step('a service with a status written', 'GET', `${services}/orders`),
  { ...step('metadata of services', 'GET', services), accept: metadataOnly.list },
  step('a service that is not there', 'GET', `${services}/nowhere`),
  step(
    'an ingress',
    'POST',
    ingresses,
    ingress('orders', { rules: [{ host: 'orders.internal', ...byPath('orders') }] }),
  ),
  step(
    'an ingress with a default backend',
    'POST',
    ingresses,
    ingress('rest', {
      defaultBackend: { service: { name: 'rest', port: { name: 'http' } } },
    }),
  ),
  apply(
    'a controller writes the hostname of an ingress',
    `${ingresses}/orders/status${by('controller', true)}`,
    located(bare('Ingress', 'networking.k8s.io/v1', 'orders'), [{ hostname }]),
  ),
  step(
    'the rules of an ingress change',
    'PATCH',
    `${ingresses}/orders`,
    { spec: { rules: [{ host: 'returns.internal', ...byPath('orders') }] } },
    mergePatch,
  ),
  step('an ingress is read', 'GET', `${ingresses}/orders`),
  { ...step('metadata of ingresses', 'GET', ingresses), accept: metadataOnly.list },
  step('an ingress is deleted', 'DELETE', `${ingresses}/orders`),
  step('a service of the cluster is deleted', 'DELETE', `${services}/inner`),
];
