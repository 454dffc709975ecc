import type { Answer, Call } from '../operation.ts';
import { listParameter } from '../query-parameters.ts';
import { list } from './describe.ts';
import { vpcEndpointState } from './vpc-endpoint-states.ts';

/** Answers 200 whatever happens: what could not be deleted is in the list. The interfaces outlive the endpoint. */
export function deleteVpcEndpoints(call: Call): Answer {
  const { query, region, world } = call;
  const ids = listParameter(query, 'VpcEndpointId');
  const unsuccessful = ids.flatMap((id) => {
    const endpoint = region.vpcEndpoints.get(id);
    const state = endpoint && vpcEndpointState(endpoint, world.now());
    if (endpoint === undefined || state === undefined || !world.isVisible(id)) {
      return [
        {
          error: { code: 'InvalidVpcEndpoint.NotFound', message: `The Vpc Endpoint Id '${id}' does not exist` },
          resourceId: id,
        },
      ];
    }
    if (state === 'deleting') return [];
    endpoint.deletedAt = world.now() + world.settings.vpcEndpointDeletingMs;
    for (const interfaceId of endpoint.networkInterfaceIds) {
      region.networkInterfaces.get(interfaceId)!.goneAt = endpoint.deletedAt + world.settings.networkInterfaceLingerMs;
    }
    return [];
  });
  return {
    status: 200,
    body: { unsuccessful: list(unsuccessful) },
    ...(ids[0] !== undefined && { resourceId: ids[0] }),
  };
}
