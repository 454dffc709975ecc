import { stringify } from 'yaml';
import { seedLoadBalancer } from '../../sandbox/aws/seed.ts';
import { createKubernetesBackends, ingresses, services } from './kubernetes-backends.ts';
import { backendsOf, openApisOf } from './seed-references.ts';
import type { World } from './world.ts';
import type { Resource } from '../../src/kubernetes/objects.ts';

const configMaps: Resource = { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true };

interface Existing {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly ingressClassName?: string };
}

/**
 * Makes the Services and Ingresses that the objects name, unless they are among them, and does for both what a
 * controller of load balancers does: each has one of its own, that is open to the namespace. And the ConfigMaps: each
 * key holds a document of one operation, with a path that says which.
 */
export async function seedClusterReferences(
  world: Pick<World, 'aws' | 'account' | 'vpc' | 'subnets' | 'person'>,
  objects: readonly object[],
): Promise<void> {
  const cluster = createKubernetesBackends(world);
  const given = objects.filter((object): object is Existing => 'kind' in object);
  const find = (kind: string, name: string) => given.find((each) => each.kind === kind && each.metadata.name === name);
  const backends = backendsOf(objects);

  for (const name of new Set(backends.flatMap(({ service }) => service?.name ?? []))) {
    const hasPorts = backends.some(({ service }) => service?.name === name && service.port !== undefined);
    const ports = [{ name: 'http', port: 80 }, ...(hasPorts ? [{ name: 'other', port: 8080 }] : [])];
    if (find('Service', name) === undefined) await cluster.service(name, { ports });
    await cluster.status(services, name, { hostname: loadBalancerOf(name, 'network') });
  }
  for (const name of new Set(backends.flatMap(({ ingress }) => ingress?.name ?? []))) {
    const existing = find('Ingress', name);
    if (existing === undefined) await cluster.ingress(name, [`${name}.shop.internal`]);
    const type = existing?.spec.ingressClassName === 'alb' ? 'application' : 'network';
    await cluster.status(ingresses, name, { hostname: loadBalancerOf(name, type) });
  }

  const references = openApisOf(objects).flatMap(({ configMapRef }) => configMapRef ?? []);
  for (const name of new Set(references.map((reference) => reference.name))) {
    const keys = references.filter((reference) => reference.name === name).map(({ key }) => key);
    const data = Object.fromEntries(keys.map((key) => [key, documentFor(`/${name}/${key}`)]));
    const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop' }, data };
    await world.person.apply(configMaps, configMap, { fieldManager: 'kubectl', force: true });
  }

  function documentFor(path: string): string {
    return stringify({
      openapi: '3.0.3',
      info: { title: path, version: '1' },
      'x-private-api-backend': backends[0]?.name,
      paths: { [path]: { get: { responses: { 200: { description: 'Done' } } } } },
    });
  }

  function loadBalancerOf(name: string, type: 'network' | 'application'): string {
    const listeners = [80, 443, 8080].map((port) => ({ port, target: 'http://127.0.0.1:1' }));
    const { vpcId, tags } = world.vpc;
    const subnetIds = world.subnets.map(({ subnetId }) => subnetId);
    return seedLoadBalancer(world.aws, world.account, { name, type, vpcId, subnetIds, listeners, tags }).dnsName;
  }
}
