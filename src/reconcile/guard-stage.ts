import { isOwnedBy } from '../desired/ownership.ts';
import { TerminalError } from '../errors.ts';
import { checkAccount } from './check-account.ts';
import type { Pass } from './pass.ts';

/** Reasons that forbid any write, this one included. */
const untouchable = new Set(['AccountMismatch', 'AdoptionNeeded', 'AwsAccessDenied']);

/**
 * A spec that cannot be acted on (it is invalid, or names what is missing or not permitted) is no reason to let callers meet what others
 * deployed by hand: the stage goes back to the newest deployment of ours, which served an earlier spec. Everything else
 * waits for a spec that can be acted on.
 */
export async function guardStage(pass: Pass, error: unknown): Promise<void> {
  const { aws, recorded, signal } = pass;
  const { restApi, stage } = recorded;
  const [newest] = recorded.deployments ?? [];
  if (!(error instanceof TerminalError) || untouchable.has(error.reason) || pass.isSuspended) return;
  if (restApi === undefined || stage === undefined || newest === undefined) return;

  await checkAccount(pass);
  const served = (await aws.readStages(restApi.id, signal)).find(({ name }) => name === stage.name);
  if (served === undefined || recorded.deployments!.some(({ id }) => id === served.deploymentId)) return;
  const observed = await aws.readRestApi(restApi.id, {}, signal);
  if (observed === undefined || !isOwnedBy(observed.tags, pass.owner, 'RestApi')) return;

  pass.log.info(
    { restApiId: restApi.id, deploymentId: newest.id, found: served.deploymentId },
    'pointing the stage back',
  );
  const operations = [{ op: 'replace' as const, path: '/deploymentId', value: newest.id }];
  await aws.updateStage(restApi.id, stage.name, operations, signal);
  pass.changedAws = true;
  pass.repaired.push('stage deployment');
  pass.recorded = { ...pass.recorded, stage: { ...stage, deploymentId: newest.id } };
}
