import type { World } from '../world.ts';
import type { Observed } from './field-row.ts';

/** What AWS holds for an object that serves. */
export function observe({ aws, account, read }: Pick<World, 'aws' | 'account' | 'read'>, name: string): Observed {
  const api = account.restApis.get(read(name)?.status?.restApi?.id ?? '');
  const stage = [...(api?.stages.values() ?? [])][0];
  const served = api?.deployments.get(stage?.deploymentId ?? '')?.snapshot;
  if (api === undefined || stage === undefined || served === undefined) throw new Error(`${name} serves nothing`);
  return { account, hostedZones: [...aws.state.hostedZones.values()], api, stage, served };
}
