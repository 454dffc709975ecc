import type { Backend, PrivateApi } from '../api/private-api.ts';
import type { IngressObject, LoadBalancerStatus, ServiceObject } from '../api/referred-objects.ts';
import { hasConsentAsOwner } from './consent.ts';
import type { LoadBalancerOwner } from './consent.ts';
import type { Facts } from './facts.ts';
import { isSameHostname, parseLoadBalancerHostname } from './load-balancer-hostname.ts';
import { awaited, notPermitted, problem } from './reference-problem.ts';
import type { ReferenceProblem } from './reference-problem.ts';
import type { Settings } from './settings.ts';

/** What the spec names as backends in its namespace, by name; what does not exist is left out. */
export interface BackendObjects {
  readonly services: ReadonlyMap<string, ServiceObject>;
  readonly ingresses: ReadonlyMap<string, IngressObject>;
}

/** The backend with its load balancer named by ARN, as if the spec had done so, or why that is not possible. */
type Resolution = { readonly backend: Backend } | { readonly problems: readonly ReferenceProblem[] };

/** DNS names of the load balancers that have to be looked up. */
export function hostnamesOf({ spec }: PrivateApi, objects: BackendObjects): readonly string[] {
  return spec.backends.flatMap(({ service, ingress }) => {
    const object =
      service === undefined ? objects.ingresses.get(ingress?.name ?? '') : objects.services.get(service.name);
    return hostnameIn(object?.status?.loadBalancer) ?? [];
  });
}

/**
 * Replaces every Service and Ingress among the backends by the load balancer behind it: from there on it is treated as
 * if its ARN had been given. Backends without one stay as they are, and the problems say what is awaited.
 */
export function resolveBackends(
  object: PrivateApi,
  objects: BackendObjects,
  facts: Facts,
  settings: Settings,
): { readonly resolved: PrivateApi; readonly problems: readonly ReferenceProblem[] } {
  const { namespace } = object.metadata;
  const problems: ReferenceProblem[] = [];
  const backends = object.spec.backends.map((backend) => {
    const resolution = resolve(backend);
    if ('backend' in resolution) return resolution.backend;
    problems.push(...resolution.problems);
    return backend;
  });
  return { resolved: { ...object, spec: { ...object.spec, backends } }, problems };

  function resolve(backend: Backend): Resolution {
    if (backend.service !== undefined) return resolveService(backend, backend.service);
    if (backend.ingress !== undefined) return resolveIngress(backend, backend.ingress.name);
    return { backend };
  }

  function resolveService(backend: Backend, { name, port }: NonNullable<Backend['service']>): Resolution {
    const where = `spec.backends[${backend.name}].service`;
    const what = `Service ${namespace}/${name}`;
    const service = objects.services.get(name);
    if (service === undefined) return notFound(`${where}.name: ${what} does not exist; create it or correct the name`);
    const { type = 'ClusterIP', ports = [] } = service.spec;
    if (type !== 'LoadBalancer')
      return notFound(
        `${where}.name: ${what} is of type ${type}; only type LoadBalancer has a load balancer that a VPC link can reach`,
      );
    const chosen = ports.filter((one) => port === undefined || one.port === port || one.name === port);
    const list = ports.map((one) => (one.name === undefined ? `${one.port}` : `${one.port} (${one.name})`)).join(', ');
    if (chosen.length === 0) return notFound(`${where}.port: ${what} has no port ${port} but ${list}`);
    // The same number may serve TCP and UDP.
    const overTcp = chosen.filter(({ protocol = 'TCP' }) => protocol === 'TCP');
    if (overTcp.length === 0) return notFound(`${where}.port: port ${port ?? list} of ${what} is not a TCP port`);
    if (overTcp.length > 1) return notFound(`${where}.port: ${what} has ports ${list}; name one of them`);
    return resolveOwner(backend, where, { kind: 'Service', namespace, name }, service.status?.loadBalancer, {
      port: overTcp[0]!.port,
    });
  }

  function resolveIngress(backend: Backend, name: string): Resolution {
    const where = `spec.backends[${backend.name}].ingress`;
    const what = `Ingress ${namespace}/${name}`;
    const ingress = objects.ingresses.get(name);
    if (ingress === undefined) return notFound(`${where}.name: ${what} does not exist; create it or correct the name`);
    const hosts = hostsOf(ingress);
    const [host] = hosts;
    if (backend.hostname === undefined && hosts.length > 0 && (hosts.length > 1 || host!.startsWith('*')))
      return notFound(
        `spec.backends[${backend.name}].hostname: the rules of ${what} are for ${hosts.join(', ')}; set hostname to the one that requests are for`,
      );
    const hostname = backend.hostname ?? host;
    return resolveOwner(
      backend,
      where,
      { kind: 'Ingress', namespace, name },
      ingress.status?.loadBalancer,
      hostname === undefined ? {} : { hostname },
    );
  }

  function resolveOwner(
    backend: Backend,
    where: string,
    owner: LoadBalancerOwner,
    status: LoadBalancerStatus | undefined,
    settled: Partial<Backend>,
  ): Resolution {
    const what = `${owner.kind} ${owner.namespace}/${owner.name}`;
    const hostname = hostnameIn(status);
    const { accountId, region } = facts.identity;
    if (hostname === undefined) {
      const ip = status?.ingress?.find((entry) => entry.ip !== undefined)?.ip;
      if (ip !== undefined)
        return notFound(
          `${where}.name: ${what} has the address ${ip} and no hostname, so its load balancer is none of AWS; a VPC link reaches a Network or Application Load Balancer`,
        );
      const message = `${what} has no load balancer yet: its status has no hostname`;
      return { problems: awaited('LoadBalancerPending', 'BackendsReady', message) };
    }
    const parsed = parseLoadBalancerHostname(hostname);
    if (parsed === undefined)
      return notFound(
        `${where}.name: ${hostname}, the hostname of ${what}, is not the DNS name of a load balancer of AWS`,
      );
    if (parsed.region !== region) {
      const message = `${where}.name: the load balancer ${hostname} of ${what} is in region ${parsed.region}, and a VPC link of region ${region} reaches load balancers of its own region only`;
      return { problems: problem('LoadBalancerNotFound', 'BackendsReady', message) };
    }
    const loadBalancer = [...facts.loadBalancers.values()].find(({ dnsName }) => isSameHostname(dnsName, hostname));
    if (loadBalancer === undefined) {
      const classic = parsed.mayBeClassic
        ? ', or it is a Classic Load Balancer, which no VPC link reaches; make a Network Load Balancer (for a Service: loadBalancerClass service.k8s.aws/nlb)'
        : '';
      const place = `account ${accountId}, region ${region}`;
      const message = `${where}.name: the load balancer ${hostname} of ${what} does not exist in ${place}${classic}`;
      return { problems: problem('LoadBalancerNotFound', 'BackendsReady', message) };
    }
    if (!hasConsentAsOwner(owner, loadBalancer.tags, settings)) {
      const cluster =
        settings.clusterName === undefined
          ? 'and the operator runs without --cluster-name'
          : `in cluster ${settings.clusterName}`;
      const which = `${where}.name: the load balancer ${hostname} of ${what} does not carry the tags of a controller that made it for this ${owner.kind} ${cluster}, and it`;
      return { problems: notPermitted('BackendsReady', which, namespace, 'the load balancer') };
    }
    return { backend: { ...backend, ...settled, loadBalancer: { arn: loadBalancer.arn } } };
  }
}

function notFound(message: string): Resolution {
  return { problems: problem('BackendNotFound', 'BackendsReady', message) };
}

function hostnameIn(status: LoadBalancerStatus | undefined): string | undefined {
  return status?.ingress?.find(({ hostname }) => (hostname ?? '') !== '')?.hostname;
}

/** The hosts that rules ask for; none when a rule or the default backend takes every host. */
function hostsOf({ spec }: IngressObject): readonly string[] {
  const rules = spec.rules ?? [];
  if (spec.defaultBackend !== undefined || rules.some(({ host }) => (host ?? '') === '')) return [];
  return [...new Set(rules.map(({ host }) => host!))].sort();
}
