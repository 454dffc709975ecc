import { createDataPlane } from '../../sandbox/aws/data-plane/invoke.ts';
import type { BackendRequest } from '../../sandbox/aws/data-plane/map-request.ts';
import { signRequest } from '../../sandbox/aws/data-plane/sign-request.ts';
import type { NetworkInterface } from '../../sandbox/aws/data-plane/network-interface.ts';
import type { Principal, VpcEndpoint } from '../../sandbox/aws/state.ts';
import type { HttpResponse } from '../../sandbox/http.ts';
import { systemClock } from '../../src/clock.ts';
import type { World } from './world.ts';

/** A client in the VPC of the endpoint, and a backend that answers everything and remembers what it got. */
export function createCaller(
  world: World,
  {
    reach,
    endpoint = world.endpoint,
    ...answer
  }: Partial<HttpResponse> & { reach?: () => Promise<HttpResponse>; endpoint?: VpcEndpoint } = {},
) {
  const received: BackendRequest[] = [];
  /** Where they were sent. */
  const targets: string[] = [];
  const dataPlane = createDataPlane({
    state: world.aws.state,
    clock: systemClock,
    reach: (target, request) => {
      targets.push(target);
      received.push(request);
      if (reach !== undefined) return reach();
      return Promise.resolve({ status: 200, headers: {}, body: Buffer.from('from the backend'), ...answer });
    },
  });
  return {
    received,
    targets,
    /** `path` below the stage, through the endpoint's alias of the first API. */
    async call(
      method: string,
      path: string,
      options: {
        principal?: Principal;
        headers?: Record<string, string>;
        body?: string | Uint8Array;
        from?: NetworkInterface;
      } = {},
    ): Promise<HttpResponse> {
      const [api] = world.account.restApis.values();
      const host = `${api!.id}-${endpoint.vpcEndpointId}.execute-api.${world.account.region}.amazonaws.com`;
      const request = {
        method,
        url: `https://${host}/prod${path}`,
        ...(options.headers && { headers: options.headers }),
        ...(options.body !== undefined && { body: options.body }),
      };
      const { principal } = options;
      const caller = options.from ?? {
        vpcId: world.vpc.vpcId,
        address: '10.0.1.20',
        accountId: world.account.accountId,
      };
      return dataPlane.invoke(
        caller,
        principal === undefined
          ? request
          : await signRequest(request, { principal, region: world.account.region, now: Date.now() }),
      );
    },
  };
}
