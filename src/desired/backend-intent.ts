import type { Backend } from '../api/private-api.ts';

/** What a route passes requests on to, with every default filled in, before any AWS id is known. */
export type BackendIntent = LoadBalancerIntent | LambdaIntent;

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

/** A Lambda function, which gets each request as one event. */
export interface LambdaIntent {
  readonly kind: 'lambda';
  readonly functionArn: string;
  readonly timeoutMs: number;
}

/** A Service or an Ingress has been replaced by its load balancer before, see `resolve-backends.ts`. */
export function backendIntent(backend: Backend): BackendIntent {
  if (backend.lambda !== undefined) {
    return { kind: 'lambda', functionArn: backend.lambda.functionArn, timeoutMs: backend.timeoutMilliseconds };
  }
  return {
    kind: 'load-balancer',
    loadBalancerArn: backend.loadBalancer!.arn,
    existingVpcLinkId: backend.vpcLink?.existing?.id,
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
