import type { IngressObject, LoadBalancerStatus, ServiceObject } from '../../src/api/referred-objects.ts';

const metadata = (name: string) => ({ name, namespace: 'shop', uid: `uid-of-${name}`, resourceVersion: '1' });
const at = (hostname: string): LoadBalancerStatus => ({ ingress: [{ hostname }] });

/** The DNS name of the load balancer in `someFacts()`. */
export const ordersHostname = 'orders-50dc6c495c0c9188.elb.eu-west-1.amazonaws.com';

/** A Service of type LoadBalancer whose load balancer is there. */
export function aService(
  spec: Partial<ServiceObject['spec']> = {},
  loadBalancer: LoadBalancerStatus = at(ordersHostname),
): ServiceObject {
  return {
    metadata: metadata('orders'),
    spec: { type: 'LoadBalancer', ports: [{ name: 'http', port: 80, protocol: 'TCP' }], ...spec },
    status: { loadBalancer },
  };
}

/** An Ingress with one host whose load balancer is there. */
export function anIngress(
  spec: Partial<IngressObject['spec']> = {},
  loadBalancer: LoadBalancerStatus = at(ordersHostname),
): IngressObject {
  return {
    metadata: metadata('orders'),
    spec: { rules: [{ host: 'orders.shop.internal' }], ...spec },
    status: { loadBalancer },
  };
}
