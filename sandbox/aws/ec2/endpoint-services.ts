import type { Answer, Call } from '../operation.ts';
import { executeApiServiceName } from '../seed.ts';
import { list } from './describe.ts';

/** Zones of a Region, as subnets of the account show them, and of AWS's services execute-api only. */
export function describeVpcEndpointServices({ region, world }: Call): Answer {
  const serviceName = executeApiServiceName(world.state, region.region);
  const zones = new Map(
    [...region.subnets.values()]
      .filter(({ availabilityZoneId }) => !world.settings.zonesWithoutExecuteApi.includes(availabilityZoneId))
      .map(({ availabilityZone, availabilityZoneId }) => [availabilityZoneId, availabilityZone]),
  );
  return {
    status: 200,
    body: {
      serviceNameSet: list([serviceName]),
      serviceDetailSet: list([
        {
          serviceName,
          serviceType: list([{ serviceType: 'Interface' }]),
          availabilityZoneSet: list([...zones.values()]),
          availabilityZoneIdSet: list([...zones.keys()]),
          owner: 'amazon',
          vpcEndpointPolicySupported: true,
          acceptanceRequired: false,
        },
      ]),
    },
  };
}
