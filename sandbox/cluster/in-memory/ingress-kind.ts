import type { KubernetesObject, ResourceKind, Schema } from './resource-kind.ts';
import { loadBalancerStatus } from './service-kind.ts';

const text: Schema = { type: 'string' };
const anything: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

export const ingressProperties: Record<string, Schema> = {
  spec: {
    type: 'object',
    'x-kubernetes-preserve-unknown-fields': true,
    properties: {
      defaultBackend: {
        type: 'object',
        'x-kubernetes-preserve-unknown-fields': true,
        properties: {
          service: {
            type: 'object',
            properties: { name: text, port: { ...anything, 'x-kubernetes-map-type': 'atomic' } },
          },
        },
      },
      rules: { type: 'array', 'x-kubernetes-list-type': 'atomic', items: anything },
    },
  },
  status: loadBalancerStatus,
};

export const ingressKindOptions: Partial<ResourceKind> = {
  plural: 'ingresses',
  hasStatusSubresource: true,
  countsGenerations: true,
  alwaysPresent: { spec: {}, status: { loadBalancer: {} } },
  complete: (ingress: KubernetesObject) => void (ingress['status'] ??= { loadBalancer: {} }),
};
