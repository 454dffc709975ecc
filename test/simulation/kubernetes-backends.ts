import type { KubernetesObject, Resource } from '../../src/kubernetes/objects.ts';
import type { World } from './world.ts';

export const services: Resource = { group: '', version: 'v1', plural: 'services', kind: 'Service', namespaced: true };
export const ingresses: Resource = {
  group: 'networking.k8s.io',
  version: 'v1',
  plural: 'ingresses',
  kind: 'Ingress',
  namespaced: true,
};

/** What a controller of load balancers and its users do in the cluster. */
export function createKubernetesBackends({ person }: Pick<World, 'person'>) {
  const apply = (resource: Resource, object: object, subresource?: 'status') =>
    person.apply(resource, object as KubernetesObject, {
      fieldManager: subresource === undefined ? 'kubectl' : 'controller',
      force: true,
      subresource,
    });
  const typed = ({ group, version, kind }: Resource, name: string, namespace: string) => ({
    apiVersion: group === '' ? version : `${group}/${version}`,
    kind,
    metadata: { name, namespace },
  });

  return {
    /** A Service of type LoadBalancer with port 80, called http; `spec` overrides. */
    service: (name: string, spec: object = {}, namespace = 'shop') =>
      apply(services, {
        ...typed(services, name, namespace),
        spec: { type: 'LoadBalancer', ports: [{ name: 'http', port: 80, protocol: 'TCP' }], ...spec },
      }),
    ingress: (name: string, hosts: readonly string[], namespace = 'shop') =>
      apply(ingresses, { ...typed(ingresses, name, namespace), spec: { rules: hosts.map((host) => ({ host })) } }),
    /** The controller writes where the load balancer is; undefined: it is not there yet. */
    status: (resource: Resource, name: string, ingress: object | undefined, namespace = 'shop') =>
      apply(
        resource,
        {
          ...typed(resource, name, namespace),
          status: { loadBalancer: ingress === undefined ? {} : { ingress: [ingress] } },
        },
        'status',
      ),
    remove: (resource: Resource, name: string, namespace = 'shop') => person.delete(resource, { namespace, name }),
  };
}
