import { namespace } from './world.ts';
import type { World } from './world.ts';

/** A PrivateApi as a team would write it: given paths, through their endpoint, to their load balancer. */
export function privateApiManifest({ shop }: World, name: string, paths: readonly string[]): string {
  return `apiVersion: privateapi.dev/v1alpha1
kind: PrivateApi
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  endpoint:
    existing:
      vpcEndpointIds: [${shop.endpoint.vpcEndpointId}]
  backends:
    - name: shop
      loadBalancer:
        arn: ${shop.loadBalancer.loadBalancerArn}
  routes:
${paths.map((path) => `    - { path: '${path}', method: GET, backend: shop }`).join('\n')}
`;
}

export const namespaceManifest = `apiVersion: v1
kind: Namespace
metadata:
  name: ${namespace}
`;
