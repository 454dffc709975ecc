import type { JsonObject } from './json.ts';
import type { KubernetesObject, ResourceKind, Schema } from './resource-kind.ts';

const text: Schema = { type: 'string' };
const anything: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

/** Where a controller says that the load balancer is; the same for Services and Ingresses. */
export const loadBalancerStatus: Schema = {
  type: 'object',
  'x-kubernetes-preserve-unknown-fields': true,
  properties: {
    loadBalancer: {
      type: 'object',
      properties: { ingress: { type: 'array', 'x-kubernetes-list-type': 'atomic', items: anything } },
    },
  },
};

export const serviceProperties: Record<string, Schema> = {
  spec: {
    type: 'object',
    'x-kubernetes-preserve-unknown-fields': true,
    properties: {
      ports: {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['port', 'protocol'],
        items: {
          type: 'object',
          properties: {
            name: text,
            port: { type: 'integer' },
            protocol: { ...text, default: 'TCP' },
            targetPort: { 'x-kubernetes-int-or-string': true },
            nodePort: { type: 'integer' },
            appProtocol: text,
          },
        },
      },
    },
  },
  status: loadBalancerStatus,
};

export const serviceKindOptions: Partial<ResourceKind> = {
  hasStatusSubresource: true,
  alwaysPresent: { spec: {}, status: { loadBalancer: {} } },
  returnsDeleted: true,
  complete: completeService,
  allocate: allocateAddresses,
};

interface Port extends JsonObject {
  port: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/ */
function completeService(service: KubernetesObject): void {
  const spec = (service['spec'] ??= {}) as JsonObject;
  spec['type'] ??= 'ClusterIP';
  spec['sessionAffinity'] ??= 'None';
  if (spec['type'] !== 'ExternalName') spec['internalTrafficPolicy'] ??= 'Cluster';
  if (spec['type'] === 'LoadBalancer') spec['allocateLoadBalancerNodePorts'] ??= true;
  if (spec['type'] === 'LoadBalancer' || spec['type'] === 'NodePort') spec['externalTrafficPolicy'] ??= 'Cluster';
  for (const port of (spec['ports'] ?? []) as Port[]) port['targetPort'] ??= port.port;
  const status = (service['status'] ??= { loadBalancer: {} }) as { loadBalancer?: { ingress?: JsonObject[] } };
  for (const entry of status.loadBalancer?.ingress ?? []) if (entry['ip'] !== undefined) entry['ipMode'] ??= 'VIP';
}

/** What the server gives and nobody owns: the same address for all, since nothing here is sent to it. */
function allocateAddresses(service: KubernetesObject): void {
  const spec = service['spec'] as JsonObject;
  if (spec['type'] === 'ExternalName') return;
  spec['clusterIP'] ??= '10.0.0.10';
  spec['clusterIPs'] ??= [spec['clusterIP']];
  spec['ipFamilies'] ??= ['IPv4'];
  spec['ipFamilyPolicy'] ??= 'SingleStack';
  if (spec['type'] === 'ClusterIP') return;
  ((spec['ports'] ?? []) as Port[]).forEach((port, index) => (port['nodePort'] ??= 30_000 + index));
}
