import { restApiArn, stageArn } from '../desired/arns.ts';
import type { DesiredState, Hashes } from '../desired/desired-state.ts';
import { RetryableError, TerminalError } from '../errors.ts';
import { compareRestApi } from '../plan/compare-rest-api.ts';
import type { ObservedDeployment, ObservedState } from '../plan/observed-state.ts';
import type { Step } from '../plan/steps.ts';
import { toDeploymentStatus } from './deployment-status.ts';
import { clearAnnouncement, noteLostDeployment, takeForSending } from './intent.ts';
import { grantInvoke, revokeInvoke } from './lambda-permissions.ts';
import { deleteLogGroup, forgetLogGroup, recordLogGroup } from './log-groups.ts';
import { noteGatewayResponses, wantedParts } from './observe.ts';
import { intentOptions, restApiAnnouncement, saveRecorded } from './pass.ts';
import type { Pass } from './pass.ts';

/** Steps that are told by events of their own, or are part of one that is. */
const newsOfItsOwn = new Set<Step['kind']>([
  'create-rest-api',
  'create-deployment',
  'create-stage',
  'delete-deployment',
  'create-log-group',
  'delete-log-group',
]);

/** Ids that steps of one plan hand on to later ones. */
interface Progress {
  restApiId: string | undefined;
  deployment: ObservedDeployment | undefined;
}

/** Performs the steps in order; the first that fails ends the pass, and what was done is recorded all the same. */
export async function performSteps(
  steps: readonly Step[],
  desired: DesiredState,
  observed: ObservedState,
  pass: Pass,
): Promise<void> {
  const progress: Progress = { restApiId: observed.restApi?.id, deployment: undefined };
  for (const [index, step] of steps.entries()) {
    pass.log.info({ step: step.kind, because: step.because, restApiId: progress.restApiId }, 'writing to AWS');
    await perform(step, desired, progress, pass, index === steps.length - 1);
    pass.changedAws = true;
    pass.log.info({ step: step.kind, restApiId: progress.restApiId }, 'wrote to AWS');
  }
  const updates = steps.filter(({ kind }) => !newsOfItsOwn.has(kind));
  if (updates.length > 0 && pass.events.length === 0) {
    const note = updates.map(({ kind, because }) => `${kind}: ${because}`).join('; ');
    pass.events.push({ type: 'Normal', reason: 'Updated', action: 'Update', note });
  }
}

async function perform(
  step: Step,
  desired: DesiredState,
  progress: Progress,
  pass: Pass,
  isLast: boolean,
): Promise<void> {
  const { aws, signal } = pass;
  if (step.kind === 'create-rest-api') {
    progress.restApiId = await createRestApi(desired, pass);
    // The status written at the end of the pass records the id just as soon when nothing else is done before.
    if (!isLast) await saveRecorded(pass);
    return;
  }
  if (step.kind === 'create-log-group') {
    await aws.createLogGroup(step.logGroup, signal);
    recordLogGroup(pass, step.logGroup);
    const note = `created log group ${step.logGroup.name}`;
    pass.events.push({ type: 'Normal', reason: 'Created', action: 'CreateLogGroup', note });
    return;
  }
  const restApiId = progress.restApiId!;
  switch (step.kind) {
    case 'make-private':
      await aws.makePrivate(restApiId, step.from, signal);
      return;
    case 'tag-rest-api':
      await aws.changeTags(restApiArn(desired.identity, restApiId), step.changes, signal);
      return;
    case 'tag-stage':
      await aws.changeTags(stageArn(desired.identity, restApiId, desired.stage.name), step.changes, signal);
      return;
    case 'put-rest-api':
      noteGatewayResponses(pass, desired, { gatewayResponses: undefined });
      await aws.putRestApi(restApiId, step.definition, signal);
      pass.changedAws = true;
      await verifyImport(desired, step.definition, restApiId, pass);
      return;
    case 'create-deployment':
      progress.deployment = await createDeployment(step.hashes, restApiId, pass);
      return;
    case 'create-stage':
      await aws.createStage(restApiId, desired.stage, step.deploymentId ?? progress.deployment!.id, signal);
      recordServed(pass, desired, step.deploymentId ?? progress.deployment!.id);
      return;
    case 'update-stage': {
      const operations = step.toNewDeployment
        ? [{ op: 'replace' as const, path: '/deploymentId', value: progress.deployment!.id }, ...step.operations]
        : step.operations;
      await aws.updateStage(restApiId, desired.stage.name, operations, signal);
      const deploymentId = operations.find(({ path }) => path === '/deploymentId')?.value;
      if (deploymentId !== undefined) recordServed(pass, desired, deploymentId);
      return;
    }
    case 'set-log-retention':
      await aws.setLogRetention(step.logGroup, signal);
      return;
    case 'set-log-key':
      await aws.setLogKey(step.logGroup, signal);
      return;
    case 'tag-log-group':
      await aws.changeLogGroupTags(step.logGroup, step.changes, signal);
      return;
    case 'delete-log-group':
      await deleteLogGroup(pass, step.name);
      forgetLogGroup(pass, step.name);
      return;
    case 'grant-invoke':
      await grantInvoke(pass, step, desired.identity, restApiId);
      return;
    case 'revoke-invoke':
      await revokeInvoke(pass, step);
      return;
    case 'delete-deployment':
      await aws.deleteDeployment(restApiId, step.deploymentId, signal);
      pass.recorded = {
        ...pass.recorded,
        deployments: (pass.recorded.deployments ?? []).filter(({ id }) => id !== step.deploymentId),
      };
      return;
  }
}

async function createRestApi(desired: DesiredState, pass: Pass): Promise<string> {
  const announcement = restApiAnnouncement(pass);
  if (!takeForSending(announcement, intentOptions(pass))) {
    throw new RetryableError({ reason: 'Provisioning', message: 'the creation of the REST API is announced anew' });
  }
  try {
    const { id, rootResourceId } = await pass.aws.createRestApi(desired.restApi, pass.signal);
    pass.recorded = {
      ...clearAnnouncement(pass.recorded, announcement),
      restApi: { id, arn: restApiArn(desired.identity, id), rootResourceId },
      lastSyncTime: new Date(pass.ports.clock.now()).toISOString(),
    };
    pass.events.push({ type: 'Normal', reason: 'Created', action: 'CreateRestApi', note: `created REST API ${id}` });
    return id;
  } catch (error) {
    const mayExist = error instanceof RetryableError && error.outcomeUnknown;
    if (!mayExist) pass.recorded = clearAnnouncement(pass.recorded, announcement);
    throw error;
  }
}

async function createDeployment(hashes: Hashes, restApiId: string, pass: Pass): Promise<ObservedDeployment> {
  try {
    const deployment = await pass.aws.createDeployment(restApiId, hashes, pass.signal);
    recordDeployment(pass, deployment);
    return deployment;
  } catch (error) {
    if (error instanceof RetryableError && error.outcomeUnknown) {
      pass.recorded = noteLostDeployment(pass.recorded, hashes.document, pass.ports.clock.now());
    }
    throw error;
  }
}

/** Only what was read back and found to be as asked for may be deployed: neither a half import nor a hand edit ever is. */
async function verifyImport(
  desired: DesiredState,
  definition: NonNullable<DesiredState['definition']>,
  restApiId: string,
  pass: Pass,
): Promise<void> {
  const found = await pass.aws.readRestApi(restApiId, { ...wantedParts(desired), gatewayResponses: true }, pass.signal);
  if (found === undefined) {
    throw new RetryableError({
      reason: 'AwsUnavailable',
      message: `REST API ${restApiId} cannot be read back after the import`,
    });
  }
  noteGatewayResponses(pass, desired, found);
  const differences = compareRestApi(desired, definition, found);
  if (differences.length > 0) {
    throw new TerminalError({
      reason: 'DeploymentFailed',
      message: `after the import REST API ${restApiId} differs from the spec and is not deployed: ${differences.slice(0, 10).join('; ')}`,
      condition: 'Deployed',
    });
  }
}

function recordDeployment(pass: Pass, deployment: ObservedDeployment): void {
  pass.recorded = {
    ...pass.recorded,
    deployments: [
      toDeploymentStatus(deployment, pass.object.metadata.generation),
      ...(pass.recorded.deployments ?? []),
    ],
  };
}

function recordServed(pass: Pass, desired: DesiredState, deploymentId: string): void {
  const deployedAt = new Date(pass.ports.clock.now()).toISOString();
  pass.recorded = { ...pass.recorded, stage: { name: desired.stage.name, deploymentId, deployedAt } };
  pass.events.push({
    type: 'Normal',
    reason: 'Deployed',
    action: 'Deploy',
    note: `stage ${desired.stage.name} serves deployment ${deploymentId}`,
  });
}
