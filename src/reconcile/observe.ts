import { restApiArn } from '../desired/arns.ts';
import type { DesiredState } from '../desired/desired-state.ts';
import { isNamesake, isOwnedBy } from '../desired/ownership.ts';
import { TerminalError, WaitingError } from '../errors.ts';
import { hasSameHashes } from '../plan/deployment-description.ts';
import type { ObservedDeployment, ObservedRestApi, ObservedStage, ObservedState } from '../plan/observed-state.ts';
import { toDeploymentStatus, toObservedDeployment } from './deployment-status.ts';
import { clearAnnouncement, clearLostDeployments, mayAppearUntilMs } from './intent.ts';
import { observePermissions } from './lambda-permissions.ts';
import { observeLogGroups } from './log-groups.ts';
import { restApiAnnouncement } from './pass.ts';
import type { Pass } from './pass.ts';
import { withoutRestApi } from './without-rest-api.ts';

/** What AWS holds for the object: by the recorded id first, by owner tag second. */
export async function observe(pass: Pass, desired: DesiredState): Promise<ObservedState> {
  const restApi = await observeRestApi(pass, desired);
  const logGroups = await observeLogGroups(pass, desired);
  const permissions = await observePermissions(pass, desired);
  const besides = { ...logGroups, permissions };
  if (restApi === undefined) return { restApi, stage: undefined, otherStages: [], deployments: [], ...besides };
  const stages = await pass.aws.readStages(restApi.id, pass.signal);
  const stage = stages.find(({ name }) => name === desired.stage.name);
  const otherStages = stages.filter((other) => other !== stage);
  recordStage(pass, stage);
  const recorded = (pass.recorded.deployments ?? []).map(toObservedDeployment);
  const served = recorded.find(({ id }) => id === stage?.deploymentId);
  const isKnown =
    served !== undefined &&
    desired.definition !== undefined &&
    hasSameHashes(served.hashes, desired.definition.hashes) &&
    mayAppearUntilMs(pass.recorded, 'Deployment', 0) === 0;
  // What is recorded needs no list; a stage that serves something else does, and so does a deployment that is due:
  // it may exist already, with its answer lost.
  if (isKnown) return { restApi, stage, otherStages, deployments: recorded, ...besides };
  const deployments = await pass.aws.listDeployments(restApi.id, pass.signal);
  recordDeployments(pass, deployments);
  pass.recorded = clearLostDeployments(pass.recorded, {
    nowMs: pass.ports.clock.now(),
    graceMs: pass.ports.times.createGraceMs,
  });
  return { restApi, stage, otherStages, deployments, ...besides };
}

async function observeRestApi(pass: Pass, desired: DesiredState): Promise<ObservedRestApi | undefined> {
  const recordedId = pass.recorded.restApi?.id;
  // Where the spec has none, nothing is wanted of them, and an import before each deployment removes what others added.
  const wanted = {
    gatewayResponses: desired.content.cors !== undefined,
    authorizers: desired.definition?.authorizers !== undefined,
  };
  if (recordedId !== undefined) {
    const restApi = await pass.aws.readRestApi(recordedId, wanted, pass.signal);
    if (restApi !== undefined) {
      requireOwned(pass, restApi);
      return restApi;
    }
    refuseYoungLoss(pass, recordedId);
  }
  const id = await findRestApi(pass);
  if (id === undefined) {
    forgetRestApi(pass);
    return undefined;
  }
  const found = await pass.aws.readRestApi(id, wanted, pass.signal);
  if (found === undefined) throw notShownYet(pass, id);
  pass.recorded = {
    ...clearAnnouncement(pass.recorded, restApiAnnouncement(pass)),
    restApi: { id, arn: restApiArn(desired.identity, id), rootResourceId: found.rootResourceId },
  };
  pass.log.info({ restApiId: id }, 'found the REST API by its owner tags');
  return found;
}

/** The REST API with the tags of this very object. One of a namesake is reported and left alone. */
export async function findRestApi(pass: Pass): Promise<string | undefined> {
  const restApis = await pass.aws.listRestApis(pass.signal);
  const [oldest] = restApis
    .filter(({ tags }) => isOwnedBy(tags, pass.owner, 'RestApi'))
    .sort((a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1));
  if (oldest !== undefined) return oldest.id;
  const namesake = restApis.find(({ tags }) => isNamesake(tags, pass.owner, 'RestApi'));
  if (namesake !== undefined && pass.object.metadata.deletionTimestamp === undefined) {
    throw new TerminalError({
      reason: 'AdoptionNeeded',
      message: `REST API ${namesake.id} carries the tags of an earlier object of this name (another uid), so it was kept or restored; delete it in AWS, or give this object another name`,
      condition: 'Deployed',
    });
  }
  return undefined;
}

/** Tags are the proof of ownership; an id in the status is not, since whoever may write the status could put any there. */
function requireOwned(pass: Pass, { id, tags }: ObservedRestApi): void {
  if (isOwnedBy(tags, pass.owner, 'RestApi')) return;
  throw new TerminalError({
    reason: 'AdoptionNeeded',
    message: `REST API ${id}, recorded in the status, does not carry the tags of this object; put its privateapi.dev tags back, or delete the object and create it anew`,
    condition: 'Deployed',
  });
}

/** API Gateway may answer "not found" for what was made a moment ago; a recreated API would be a duplicate. */
export function refuseYoungLoss(pass: Pass, id: string): void {
  const changedAtMs = Date.parse(pass.recorded.lastSyncTime ?? '');
  if (pass.ports.clock.now() < changedAtMs + pass.ports.times.createGraceMs) throw notShownYet(pass, id);
}

function notShownYet(pass: Pass, id: string): WaitingError {
  return new WaitingError({
    reason: 'CreationUnconfirmed',
    message: `REST API ${id} was made a moment ago and does not show yet`,
    afterMs: pass.ports.times.lookAgainMs,
  });
}

function forgetRestApi(pass: Pass): void {
  if (pass.recorded.restApi !== undefined)
    pass.log.warn({ restApiId: pass.recorded.restApi.id }, 'the REST API is gone');
  pass.recorded = withoutRestApi(pass.recorded);
}

/** What callers meet, whoever pointed the stage at it. */
function recordStage(pass: Pass, stage: ObservedStage | undefined): void {
  const { stage: previous, ...rest } = pass.recorded;
  if (stage === undefined) pass.recorded = rest;
  else if (stage.deploymentId !== previous?.deploymentId) {
    pass.recorded = { ...rest, stage: { name: stage.name, deploymentId: stage.deploymentId } };
  }
}

function recordDeployments(pass: Pass, deployments: readonly ObservedDeployment[]): void {
  const generations = new Map((pass.recorded.deployments ?? []).map(({ id, generation }) => [id, generation]));
  pass.recorded = {
    ...pass.recorded,
    deployments: deployments.map((deployment) => toDeploymentStatus(deployment, generations.get(deployment.id))),
  };
}

export function hasUnconfirmedRestApi(pass: Pass): boolean {
  return mayAppearUntilMs(pass.recorded, 'RestApi', pass.ports.times.createGraceMs) > pass.ports.clock.now();
}
