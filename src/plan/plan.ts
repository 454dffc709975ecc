import type { DesiredState } from '../desired/desired-state.ts';
import { compareRestApi } from './compare-rest-api.ts';
import { hasSameHashes } from './deployment-description.ts';
import { diffStage } from './diff-stage.ts';
import { diffTags, hasTagChanges } from './diff-tags.ts';
import type { ObservedDeployment, ObservedState } from './observed-state.ts';
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
 * no quota). A deployment comes only right after an import, whose performer reads back what AWS made of it. What the
 * stage no longer serves is deleted last.
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
  if (stage !== undefined && target !== undefined) {
    const operations = diffStage(desired.stage, target.id, stage);
    for (const { path } of operations) changes.add(stageSetting(path));
    if (operations.length > 0) {
      steps.push({
        kind: 'update-stage',
        because: operations.map(({ path }) => path).join(', '),
        operations,
        toNewDeployment: false,
      });
    }
  }
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
  } else {
    if (deployed === undefined) {
      const operations = target === undefined ? diffStage(desired.stage, stage.deploymentId, stage) : [];
      for (const { path } of operations) changes.add(stageSetting(path));
      steps.push({ kind: 'update-stage', because: 'a new deployment', operations, toNewDeployment: true });
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
  return plan(false);

  function plan(waitsForLinks: boolean): Plan {
    const unrepaired = observed.otherStages.map(
      ({ name }) => `stage ${name} was made by others on this API and is left alone; delete it`,
    );
    return { steps, waitsForLinks, changes: [...changes], drift: [...drift], unrepaired };
  }
}

/** `/variables/tier` -> `stage variables`. */
function stageSetting(path: string): string {
  const [, setting] = path.split('/');
  return setting === 'deploymentId' ? 'stage deployment' : `stage ${setting}`;
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
