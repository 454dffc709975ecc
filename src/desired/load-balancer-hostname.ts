import { isDnsSuffix } from './partitions.ts';

/** What the DNS name of a load balancer of AWS tells. */
export interface LoadBalancerHostname {
  readonly name: string;
  readonly region: string;
  /** True when it may be a Classic Load Balancer: its DNS names look like those of Application Load Balancers. */
  readonly mayBeClassic: boolean;
}

/**
 * `orders-50dc6c495c0c9188.elb.eu-west-1.amazonaws.com` is a Network Load Balancer;
 * `orders-1234567890.eu-west-1.elb.amazonaws.com` and, where it is internal, `internal-orders-1234567890....` an
 * Application or Classic Load Balancer. A load balancer's own name never begins with `internal-`. Sources: Elastic Load
 * Balancing user guides, "Internal Classic Load Balancers"; CreateLoadBalancer, parameter Name. The suffix is another
 * in other partitions, such as `amazonaws.com.cn`.
 */
export function parseLoadBalancerHostname(hostname: string): LoadBalancerHostname | undefined {
  const [label = '', second, third, ...suffix] = hostname.toLowerCase().split('.');
  if (second === undefined || third === undefined || !isDnsSuffix(suffix.join('.'))) return undefined;
  const region = second === 'elb' ? third : second;
  if ((second === 'elb') === (third === 'elb')) return undefined;
  const mayBeClassic = third === 'elb';
  // At most 32 letters, digits and inner hyphens: AWS refuses a search for any other name.
  const own = mayBeClassic ? label.replace(/^internal-/u, '') : label;
  const name = /^([a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?)-[0-9a-z]+$/u.exec(own)?.[1];
  return name === undefined ? undefined : { name, region, mayBeClassic };
}

/** As DNS compares: Kubernetes writes hostnames in lower case, AWS keeps the capitals of a load balancer's name. */
export function isSameHostname(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
