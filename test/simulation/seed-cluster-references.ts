import { seedLoadBalancer } from '../../sandbox/aws/seed.ts';
import { createKubernetesBackends, ingresses, services } from './kubernetes-backends.ts';
import { backendsOf } from './seed-references.ts';
import type { World } from './world.ts';

interface Existing {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly ingressClassName?: string };
}

/**
 * Makes the Services and Ingresses that the objects name, unless they are among them, and does for both what a
 * controller of load balancers does: each has one of its own, that is open to the namespace.
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

  function loadBalancerOf(name: string, type: 'network' | 'application'): string {
    const listeners = [80, 443, 8080].map((port) => ({ port, target: 'http://127.0.0.1:1' }));
    const { vpcId, tags } = world.vpc;
    const subnetIds = world.subnets.map(({ subnetId }) => subnetId);
    return seedLoadBalancer(world.aws, world.account, { name, type, vpcId, subnetIds, listeners, tags }).dnsName;
  }
}
