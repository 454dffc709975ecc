import type { Backend } from '../api/private-api.ts';

/** What a route passes requests on to, with every default filled in, before any AWS id is known. */
export type BackendIntent = LoadBalancerIntent | LambdaIntent;

/** A load balancer behind a VPC link. */
export interface LoadBalancerIntent {
  readonly kind: 'load-balancer';
  readonly loadBalancerArn: string;
  /** Id of a given link; undefined: the managed link of the load balancer. */
  readonly existingVpcLinkId: string | undefined;
  /** What the spec says of the managed link; which link that leads to is known with the facts. */
  readonly managedLink: ManagedLinkIntent;
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

export interface ManagedLinkIntent {
  /** Undefined: as the load balancer needs it. */
  readonly version: 'V1' | 'V2' | undefined;
  /** Sorted; undefined: those of the load balancer. */
  readonly subnetIds: readonly string[] | undefined;
  /** Sorted; undefined: a group of the link's own. */
  readonly securityGroupIds: readonly string[] | undefined;
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
    managedLink: managedLinkIntent(backend),
    scheme: backend.protocol === 'HTTPS' ? 'https' : 'http',
    hostname: backend.hostname,
    port: backendPort(backend),
    timeoutMs: backend.timeoutMilliseconds,
    insecureSkipVerification: backend.tls?.insecureSkipVerification ?? false,
  };
}

export function managedLinkIntent({ vpcLink }: Backend): ManagedLinkIntent {
  const { version, subnetIds, securityGroupIds } = vpcLink?.managed ?? {};
  return {
    // A V1 link has neither, so naming one asks for V2.
    version: version ?? (subnetIds === undefined && securityGroupIds === undefined ? undefined : 'V2'),
    subnetIds: subnetIds && [...subnetIds].sort(),
    securityGroupIds: securityGroupIds && [...securityGroupIds].sort(),
  };
}

export function backendPort(backend: Backend): number {
  return backend.port ?? (backend.protocol === 'HTTPS' ? 443 : 80);
}
