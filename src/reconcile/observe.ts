import { restApiArn } from '../desired/arns.ts';
import type { DesiredState } from '../desired/desired-state.ts';
import { isNamesake, isOwnedBy } from '../desired/ownership.ts';
import { TerminalError, WaitingError } from '../errors.ts';
import { hasSameHashes } from '../plan/deployment-description.ts';
import type {
  ObservedDeployment,
  ObservedParts,
  ObservedRestApi,
  ObservedStage,
  ObservedState,
} from '../plan/observed-state.ts';
import { toDeploymentStatus, toObservedDeployment } from './deployment-status.ts';
import { clearAnnouncement, clearLostDeployments, mayAppearUntilMs, noteLostDeployment } from './intent.ts';
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
  const { id: recordedId, customizesGatewayResponses = false } = pass.recorded.restApi ?? {};
  const wanted = wantedParts(desired);
  if (recordedId !== undefined) {
    const parts = customizesGatewayResponses ? { ...wanted, gatewayResponses: true } : wanted;
    const restApi = await pass.aws.readRestApi(recordedId, parts, pass.signal);
    if (restApi !== undefined) {
      requireOwned(pass, restApi);
      noteGatewayResponses(pass, desired, restApi);
      return restApi;
    }
    refuseYoungLoss(pass, recordedId);
  }
  const id = await findRestApi(pass);
  if (id === undefined) {
    forgetRestApi(pass);
    return undefined;
  }
  // What earlier specs put into it is not known.
  const found = await pass.aws.readRestApi(id, { ...wanted, gatewayResponses: true }, pass.signal);
  if (found === undefined) throw notShownYet(pass, id);
  pass.recorded = {
    ...clearAnnouncement(pass.recorded, restApiAnnouncement(pass)),
    restApi: { id, arn: restApiArn(desired.identity, id), rootResourceId: found.rootResourceId },
  };
  noteGatewayResponses(pass, desired, found);
  pass.log.info({ restApiId: id }, 'found the REST API by its owner tags');
  return found;
}

/** Where nothing is wanted of a part it is not read: an import before each deployment removes what others added. */
export function wantedParts({ content, definition }: DesiredState): ObservedParts {
  return {
    gatewayResponses: wantsGatewayResponses(content),
    models: definition?.modelNames !== undefined,
    authorizers: definition?.authorizers !== undefined,
    requestValidators: definition?.methods.some(({ request }) => request?.validator !== undefined) ?? false,
  };
}

function wantsGatewayResponses({ cors, gatewayResponses }: DesiredState['content']): boolean {
  return cors !== undefined || gatewayResponses !== undefined;
}

/**
 * A spec that unsets them may be served by a deployment that was kept, and nothing else tells that the API still holds
 * them. So it is recorded from before they are imported until a look has shown that they are gone.
 */
export function noteGatewayResponses(
  pass: Pass,
  { content }: Pick<DesiredState, 'content'>,
  found: Pick<ObservedRestApi, 'gatewayResponses'>,
): void {
  if (pass.recorded.restApi === undefined) return;
  const { customizesGatewayResponses = false, ...restApi } = pass.recorded.restApi;
  const mayHoldSome =
    wantsGatewayResponses(content) || (found.gatewayResponses?.length ?? Number(customizesGatewayResponses)) > 0;
  pass.recorded = {
    ...pass.recorded,
    restApi: mayHoldSome ? { ...restApi, customizesGatewayResponses: true } : restApi,
  };
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
  const recorded = pass.recorded.deployments ?? [];
  const generations = new Map(recorded.map(({ id, generation }) => [id, generation]));
  const nowMs = pass.ports.clock.now();
  for (const { id, documentHash, createdAt } of recorded) {
    const isYoung = nowMs < Date.parse(createdAt ?? '') + pass.ports.times.createGraceMs;
    // Made a moment ago and not shown yet: another is made meanwhile, and this one is deleted as surplus once it shows.
    if (isYoung && !deployments.some((deployment) => deployment.id === id))
      pass.recorded = noteLostDeployment(pass.recorded, documentHash, nowMs);
  }
  pass.recorded = {
    ...pass.recorded,
    deployments: deployments.map((deployment) => toDeploymentStatus(deployment, generations.get(deployment.id))),
  };
}

export function hasUnconfirmedRestApi(pass: Pass): boolean {
  return mayAppearUntilMs(pass.recorded, 'RestApi', pass.ports.times.createGraceMs) > pass.ports.clock.now();
}
