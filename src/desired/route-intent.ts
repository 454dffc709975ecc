import type { Backend, PrivateApiSpec } from '../api/private-api.ts';

/** A route with every default filled in: what it should do, before any AWS id is known. */
export interface RouteIntent {
  readonly path: string;
  readonly method: string;
  readonly authorization: 'IAM' | 'None';
  readonly loadBalancerArn: string;
  /** Id of a given link; undefined: the managed link of the load balancer. */
  readonly existingVpcLinkId: string | undefined;
  /** `http` or `https`. */
  readonly scheme: string;
  /** Undefined: the DNS name of the load balancer. */
  readonly hostname: string | undefined;
  readonly port: number;
  readonly backendPath: string;
  readonly timeoutMs: number;
  readonly insecureSkipVerification: boolean;
}

export function routeIntents(spec: PrivateApiSpec): readonly RouteIntent[] {
  const backends = new Map(spec.backends.map((backend) => [backend.name, backend]));
  return spec.routes
    .map((route) => {
      const backend = backends.get(route.backend)!;
      return {
        path: route.path,
        method: route.method,
        authorization: (route.authorization ?? spec.authorization).type,
        loadBalancerArn: backend.loadBalancer.arn,
        existingVpcLinkId: backend.vpcLink.existing?.id,
        scheme: backend.protocol === 'HTTPS' ? 'https' : 'http',
        hostname: backend.hostname,
        port: backendPort(backend),
        backendPath: (route.backendPath ?? route.path).replaceAll('+}', '}'),
        timeoutMs: backend.timeoutMilliseconds,
        insecureSkipVerification: backend.tls?.insecureSkipVerification ?? false,
      };
    })
    .sort((a, b) => (a.path === b.path ? (a.method < b.method ? -1 : 1) : a.path < b.path ? -1 : 1));
}

export function backendPort(backend: Backend): number {
  return backend.port ?? (backend.protocol === 'HTTPS' ? 443 : 80);
}

/** Names of the variables in a path: `/a/{id}/{proxy+}` -> `id`, `proxy`. */
export function pathVariables(path: string): readonly string[] {
  return [...path.matchAll(/\{([^}+]*)\+?\}/gu)].map((match) => match[1]!);
}
