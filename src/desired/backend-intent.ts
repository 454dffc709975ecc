import type { Backend } from '../api/private-api.ts';

/** What a route passes requests on to, with every default filled in, before any AWS id is known. */
export type BackendIntent = LoadBalancerIntent;

/** A load balancer behind a VPC link. */
export interface LoadBalancerIntent {
  readonly kind: 'load-balancer';
  readonly loadBalancerArn: string;
  /** Id of a given link; undefined: the managed link of the load balancer. */
  readonly existingVpcLinkId: string | undefined;
  /** `http` or `https`. */
  readonly scheme: string;
  /** Undefined: the DNS name of the load balancer. */
  readonly hostname: string | undefined;
  readonly port: number;
  readonly timeoutMs: number;
  readonly insecureSkipVerification: boolean;
}

/** A Service or an Ingress has been replaced by its load balancer before, see `resolve-backends.ts`. */
export function backendIntent(backend: Backend): BackendIntent {
  return {
    kind: 'load-balancer',
    loadBalancerArn: backend.loadBalancer!.arn,
    existingVpcLinkId: backend.vpcLink.existing?.id,
    scheme: backend.protocol === 'HTTPS' ? 'https' : 'http',
    hostname: backend.hostname,
    port: backendPort(backend),
    timeoutMs: backend.timeoutMilliseconds,
    insecureSkipVerification: backend.tls?.insecureSkipVerification ?? false,
  };
}

export function backendPort(backend: Backend): number {
  return backend.port ?? (backend.protocol === 'HTTPS' ? 443 : 80);
}
