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
  /** What others changed, in words; empty when the steps follow from the spec alone. */
  readonly drift: readonly string[];
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
  const drift: string[] = [];

  if (restApi === undefined) {
    steps.push({ kind: 'create-rest-api', because: 'there is none' });
  }
  const deployed = definition && observed.deployments.find(({ hashes }) => hasSameHashes(hashes, definition.hashes));

  const isElsewhere = stage !== undefined && !observed.deployments.some(({ id }) => id === stage.deploymentId);
  // What others made the stage serve ends at once, even when the wanted deployment is still to come.
  const target =
    deployed ??
    (isElsewhere ? observed.deployments.find(({ hashes }) => hashes.policy === desired.policyHash) : undefined);
  if (isElsewhere) drift.push('stage deployment');
  if (stage !== undefined && target !== undefined) {
    const operations = diffStage(desired.stage, target.id, stage);
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
    drift.push('endpoint type');
    steps.push({
      kind: 'make-private',
      because: `its type is ${restApi.endpointTypes.join(', ')}`,
      from: restApi.endpointTypes[0] ?? '',
    });
  }
  if (restApi !== undefined) {
    const changes = diffTags(desired.restApi.tags, restApi.tags);
    if (hasTagChanges(changes)) steps.push({ kind: 'tag-rest-api', because: 'its tags differ', changes });
  }
  if (definition === undefined) return { steps, waitsForLinks: true, drift };

  const differences = restApi === undefined ? ['new'] : compareRestApi(desired, definition, restApi);
  if (deployed !== undefined) drift.push(...differences);
  if (deployed === undefined || differences.length > 0) {
    const because = differences.length > 0 ? differences.join('; ') : 'a deployment follows';
    steps.push({ kind: 'put-rest-api', because, definition });
  }
  if (deployed === undefined) {
    steps.push({
      kind: 'create-deployment',
      because: 'no deployment holds the wanted state',
      hashes: definition.hashes,
    });
  }
  if (stage === undefined) {
    steps.push({ kind: 'create-stage', because: 'there is none', deploymentId: deployed?.id });
  } else {
    if (deployed === undefined) {
      const operations = target === undefined ? diffStage(desired.stage, stage.deploymentId, stage) : [];
      steps.push({ kind: 'update-stage', because: 'a new deployment', operations, toNewDeployment: true });
    }
    const changes = diffTags(desired.stage.tags, stage.tags);
    if (hasTagChanges(changes)) steps.push({ kind: 'tag-stage', because: 'its tags differ', changes });
  }
  for (const { id } of surplusDeployments(observed.deployments, deployed, desired.historyLimit)) {
    steps.push({ kind: 'delete-deployment', because: `history keeps ${desired.historyLimit}`, deploymentId: id });
  }
  return { steps, waitsForLinks: false, drift };
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
