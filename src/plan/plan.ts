import type { DesiredState } from '../desired/desired-state.ts';
import { compareRestApi } from './compare-rest-api.ts';
import { hasSameHashes } from './deployment-description.ts';
import { diffStage } from './diff-stage.ts';
import type { PatchOperation } from './diff-stage.ts';
import { diffTags, hasTagChanges } from './diff-tags.ts';
import type { ObservedDeployment, ObservedStage, ObservedState } from './observed-state.ts';
import { planLogGroup } from './plan-log-group.ts';
import { planPermissions } from './plan-permissions.ts';
import type { Step } from './steps.ts';

/** What has to be done, in order. Empty steps and no waiting: AWS is as it should be. */
export interface Plan {
  readonly steps: readonly Step[];
  /** True when the rest has to wait for VPC links. */
  readonly waitsForLinks: boolean;
  /** What the steps change for callers and owners, in words; the history of deployments is not among it. */
  readonly changes: readonly string[];
  /** Those of them that no spec can be the reason of: others made them necessary. */
  readonly drift: readonly string[];
  /** What others made on the API and no step removes, since it does not carry our tags. */
  readonly unrepaired: readonly string[];
}

/**
 * The same desired and observed state always yield the same plan.
 *
 * Order matters: a stage that serves something else goes back first, while a good deployment is still there (one write,
 * no quota). A log group is there before a stage logs to it. A deployment comes only right after an import, whose
 * performer reads back what AWS made of it. Functions are open before anything that invokes them is served. What the
 * stage no longer serves, invokes or logs to is removed last.
 */
export function planSteps(desired: DesiredState, observed: ObservedState): Plan {
  const { definition } = desired;
  const { restApi, stage } = observed;
  const steps: Step[] = [];
  const changes = new Set<string>();
  const drift = new Set<string>();

  if (restApi === undefined) {
    changes.add('REST API');
    steps.push({ kind: 'create-rest-api', because: 'there is none' });
  }
  // The oldest: a later one with the same description is a copy left by a lost answer, or made by hand of who knows what.
  const deployed =
    definition && observed.deployments.findLast(({ hashes }) => hasSameHashes(hashes, definition.hashes));

  const isElsewhere = stage !== undefined && !observed.deployments.some(({ id }) => id === stage.deploymentId);
  // What others made the stage serve ends at once, even when the wanted deployment is still to come.
  const target =
    deployed ??
    (isElsewhere ? observed.deployments.find(({ hashes }) => hashes.policy === desired.policyHash) : undefined);
  if (isElsewhere) drift.add('stage deployment');
  const operations = stage && target ? diffStage(desired.stage, target.id, stage) : [];
  for (const { path } of operations) changes.add(stageSetting(path));
  const logGroup = planLogGroup(desired.logGroup, observed.logGroup);
  if (restApi !== undefined) for (const change of logGroup.changes) changes.add(change);
  const { permissions = [], identity } = desired;
  const { grants, revokes } = planPermissions(permissions, observed.permissions, identity, restApi?.id);
  if (restApi !== undefined && grants.length > 0) changes.add('Lambda permission');
  const goesBackFirst = isElsewhere && logGroup.steps.length + grants.length > 0;
  updateStage(operations.filter(({ path }) => goesBackFirst && path === '/deploymentId'));
  steps.push(...logGroup.steps, ...grants);
  updateStage(operations.filter(({ path }) => !goesBackFirst || path !== '/deploymentId'));
  if (restApi !== undefined && !isPrivate(restApi.endpointTypes)) {
    drift.add('endpoint type');
    changes.add('endpoint type');
    steps.push({
      kind: 'make-private',
      because: `its type is ${restApi.endpointTypes.join(', ')}`,
      from: restApi.endpointTypes[0] ?? '',
    });
  }
  if (restApi !== undefined) {
    const tagChanges = diffTags(desired.restApi.tags, restApi.tags);
    if (hasTagChanges(tagChanges)) {
      changes.add('tags');
      steps.push({ kind: 'tag-rest-api', because: 'its tags differ', changes: tagChanges });
    }
  }
  if (definition === undefined) return plan(true);

  if (restApi !== undefined && revokes.length > 0) changes.add('Lambda permission');
  const differences = restApi === undefined ? ['new'] : compareRestApi(desired, definition, restApi);
  if (restApi !== undefined) for (const difference of differences) changes.add(difference);
  if (deployed === undefined || differences.length > 0) {
    const because = differences.length > 0 ? differences.join('; ') : 'a deployment follows';
    steps.push({ kind: 'put-rest-api', because, definition });
  }
  if (deployed === undefined) {
    if (restApi !== undefined) changes.add('deployment');
    steps.push({
      kind: 'create-deployment',
      because: 'no deployment holds the wanted state',
      hashes: definition.hashes,
    });
  }
  if (stage === undefined) {
    if (restApi !== undefined) changes.add('stage');
    steps.push({ kind: 'create-stage', because: 'there is none', deploymentId: deployed?.id });
    updateStage(diffStage(desired.stage, '', freshStage(desired.stage)));
  } else {
    if (deployed === undefined) {
      const others = target === undefined ? diffStage(desired.stage, stage.deploymentId, stage) : [];
      for (const { path } of others) changes.add(stageSetting(path));
      steps.push({ kind: 'update-stage', because: 'a new deployment', operations: others, toNewDeployment: true });
    }
    const tagChanges = diffTags(desired.stage.tags, stage.tags);
    if (hasTagChanges(tagChanges)) {
      changes.add('stage tags');
      steps.push({ kind: 'tag-stage', because: 'its tags differ', changes: tagChanges });
    }
  }
  // AWS refuses to delete what any stage serves, ours or not.
  const servedElsewhere = new Set(observed.otherStages.map(({ deploymentId }) => deploymentId));
  for (const { id } of surplusDeployments(observed.deployments, deployed, desired.historyLimit)) {
    if (servedElsewhere.has(id)) continue;
    steps.push({ kind: 'delete-deployment', because: `history keeps ${desired.historyLimit}`, deploymentId: id });
  }
  for (const name of observed.formerLogGroups) {
    changes.add('log group');
    steps.push({ kind: 'delete-log-group', because: 'the access log goes elsewhere', name });
  }
  steps.push(...revokes);
  return plan(false);

  function updateStage(patch: readonly PatchOperation[]): void {
    if (patch.length === 0) return;
    const because = patch.map(({ path }) => path).join(', ');
    steps.push({ kind: 'update-stage', because, operations: patch, toNewDeployment: false });
  }

  function plan(waitsForLinks: boolean): Plan {
    const unrepaired = observed.otherStages.map(
      ({ name }) => `stage ${name} was made by others on this API and is left alone; delete it`,
    );
    return { steps, waitsForLinks, changes: [...changes], drift: [...drift], unrepaired };
  }
}

const stageSettings: Readonly<Record<string, string>> = {
  deploymentId: 'stage deployment',
  description: 'stage description',
  variables: 'stage variables',
  tracingEnabled: 'stage tracing',
  accessLogSettings: 'stage access log',
};

/** `/variables/tier` -> `stage variables`; settings of methods begin with the path of a resource. */
function stageSetting(path: string): string {
  const [, setting = ''] = path.split('/');
  return stageSettings[setting] ?? 'stage method settings';
}

/** A stage as its creation leaves it: AWS takes settings of methods and the access log only when it is there. */
function freshStage(stage: DesiredState['stage']): ObservedStage {
  return { ...stage, deploymentId: '', accessLog: undefined, methodSettings: {} };
}

function isPrivate(endpointTypes: readonly string[]): boolean {
  return endpointTypes.length === 1 && endpointTypes[0] === 'PRIVATE';
}

/**
 * The oldest beyond the limit, the one that is served (or about to be made) not counted among them; and copies of what
 * is served, which a lost answer can leave behind.
 */
function surplusDeployments(
  deployments: readonly ObservedDeployment[],
  served: ObservedDeployment | undefined,
  limit: number,
): readonly ObservedDeployment[] {
  const others = deployments.filter(({ id }) => id !== served?.id);
  const copies = others.filter(({ hashes }) => served !== undefined && hasSameHashes(hashes, served.hashes));
  const history = others.filter((deployment) => !copies.includes(deployment));
  return [...copies, ...history.slice(limit - 1)];
}
