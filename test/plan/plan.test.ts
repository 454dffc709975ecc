import { describe, expect, test } from '@jest/globals';
import type { DesiredState } from '../../src/desired/desired-state.ts';
import type { ObservedState } from '../../src/plan/observed-state.ts';
import { planSteps } from '../../src/plan/plan.ts';
import { aDesiredState } from '../builders/desired-state.ts';
import {
  aDeployment,
  anObservedRestApi,
  anObservedStage,
  anObservedState,
  nothingObserved,
} from '../builders/observed-state.ts';
import { aRoute } from '../builders/private-api.ts';
import { aSharedLink } from '../builders/facts.ts';
import { seededRandom } from '../kubernetes/seeded-random.ts';

const desired = aDesiredState({ history: { limit: 3 } });
const { hashes } = desired.definition!;
const kindsOf = (wanted: DesiredState, observed: ObservedState) =>
  planSteps(wanted, observed).steps.map(({ kind }) => kind);

test('AWS as it should be: nothing to do', () => {
  expect(planSteps(desired, anObservedState(desired))).toMatchObject({ steps: [], waitsForLinks: false, drift: [] });
});

test('nothing there: made in five writes at most, whatever the number of routes', () => {
  const routes = Array.from({ length: 290 }, (_, index) => aRoute({ path: `/orders/${index}` }));
  for (const wanted of [desired, aDesiredState({ routes })]) {
    expect(kindsOf(wanted, nothingObserved)).toEqual([
      'create-rest-api',
      'put-rest-api',
      'create-deployment',
      'create-stage',
    ]);
  }
});

test('another route: three writes, and one to keep the history short when it is full', () => {
  const changed = aDesiredState({ history: { limit: 3 }, routes: [aRoute({ path: '/new' })] });
  const deployments = [aDeployment('dep1', hashes, 3), aDeployment('dep0', {}, 2)];
  expect(kindsOf(changed, anObservedState(desired, { deployments }))).toEqual([
    'put-rest-api',
    'create-deployment',
    'update-stage',
  ]);
  const full = [...deployments, aDeployment('dep-1', {}, 1)];
  expect(kindsOf(changed, anObservedState(desired, { deployments: full }))).toEqual([
    'put-rest-api',
    'create-deployment',
    'update-stage',
    'delete-deployment',
  ]);
});

test('a stage setting: one write', () => {
  const changed = aDesiredState({ history: { limit: 3 }, stage: { name: 'prod', description: 'Shops' } });
  expect(kindsOf(changed, anObservedState(desired))).toEqual(['update-stage']);
});

test('a route taken back: the deployment of before is served again, and the definition follows, without a new one', () => {
  const deployments = [aDeployment('dep2', {}, 2), aDeployment('dep1', hashes, 1)];
  const observed = anObservedState(desired, {
    deployments,
    stage: anObservedStage(desired, { deploymentId: 'dep2' }),
    restApi: anObservedRestApi(desired, { resources: [] }),
  });
  expect(kindsOf(desired, observed)).toEqual(['update-stage', 'put-rest-api']);
});

describe('a stage that serves what nobody of ours deployed', () => {
  const elsewhere = anObservedStage(desired, { deploymentId: 'foreign' });

  test('goes back first', () => {
    const plan = planSteps(desired, anObservedState(desired, { stage: elsewhere }));
    expect(plan.steps).toEqual([
      expect.objectContaining({
        kind: 'update-stage',
        operations: [{ op: 'replace', path: '/deploymentId', value: 'dep1' }],
      }),
    ]);
    expect(plan.drift).toContain('stage deployment');
  });

  test('goes back to an older deployment with the policy of today while the wanted one is still to come', () => {
    const deployments = [aDeployment('other-policy', {}, 2), aDeployment('same-policy', { policy: hashes.policy }, 1)];
    const plan = planSteps(desired, anObservedState(desired, { stage: elsewhere, deployments }));
    expect(plan.steps[0]).toMatchObject({
      kind: 'update-stage',
      operations: [{ op: 'replace', path: '/deploymentId', value: 'same-policy' }],
    });
    expect(plan.steps.map(({ kind }) => kind)).toEqual([
      'update-stage',
      'put-rest-api',
      'create-deployment',
      'update-stage',
    ]);
  });

  test('does not go back to a deployment whose policy is not the one of today', () => {
    const deployments = [aDeployment('other-policy', {}, 2)];
    const plan = planSteps(desired, anObservedState(desired, { stage: elsewhere, deployments }));
    expect(JSON.stringify(plan)).not.toContain('other-policy');
  });

  test('goes back even while links are missing', () => {
    const waiting = aDesiredState({}, { vpcLinks: [aSharedLink({ status: 'PENDING' })] });
    const deployments = [aDeployment('same-policy', { policy: waiting.policyHash }, 1)];
    const observed = anObservedState(desired, { stage: elsewhere, deployments });
    expect(planSteps(waiting, observed)).toMatchObject({ steps: [{ kind: 'update-stage' }], waitsForLinks: true });
  });
});

describe('links that are not there yet', () => {
  const waiting = aDesiredState({}, { vpcLinks: [] });

  test('hold back everything but the empty API', () => {
    const plan = planSteps(waiting, nothingObserved);
    expect(plan).toMatchObject({ steps: [{ kind: 'create-rest-api' }], waitsForLinks: true });
  });

  test('do not keep a public API public', () => {
    const restApi = anObservedRestApi(waiting, { endpointTypes: ['REGIONAL'] });
    const plan = planSteps(waiting, { ...nothingObserved, restApi });
    expect(plan.steps).toEqual([{ kind: 'make-private', because: 'its type is REGIONAL', from: 'REGIONAL' }]);
  });
});

describe('the history', () => {
  const old = (count: number) =>
    Array.from({ length: count }, (_, index) => aDeployment(`old${index}`, {}, count - index));
  const deletedOf = (deployments: ObservedState['deployments']) =>
    planSteps(desired, anObservedState(desired, { deployments })).steps.map((step) =>
      step.kind === 'delete-deployment' ? step.deploymentId : step.kind,
    );

  test('keeps as many as the limit says, what is served included', () => {
    expect(deletedOf([aDeployment('dep1', hashes, 9), ...old(2)])).toEqual([]);
    expect(deletedOf([aDeployment('dep1', hashes, 9), ...old(4)])).toEqual(['old2', 'old3']);
  });

  test('keeps what is served even when it is the oldest', () => {
    expect(deletedOf([...old(4), aDeployment('dep1', hashes, 0)])).toEqual(['old2', 'old3']);
  });

  test('loses copies of what is served, which a lost answer left', () => {
    expect(deletedOf([aDeployment('copy', hashes, 9), aDeployment('dep1', hashes, 8)])).toEqual(['copy']);
  });
});

test('a stage that others made is reported, and what it serves is kept, since AWS would refuse the deletion', () => {
  const deployments = [aDeployment('dep1', hashes, 9), ...['a', 'b', 'c', 'd'].map((id) => aDeployment(id))];
  const otherStages = [anObservedStage(desired, { name: 'beta', deploymentId: 'c' })];
  const plan = planSteps(desired, anObservedState(desired, { deployments, otherStages }));
  expect(plan.steps).toEqual([{ kind: 'delete-deployment', because: 'history keeps 3', deploymentId: 'd' }]);
  expect(plan.unrepaired).toEqual([expect.stringContaining('stage beta')]);
});

test('in 3000 random worlds: an import before each deployment, no deletion before the end, none of what will be served', () => {
  const random = seededRandom(7);
  const often = (probability: number) => random() < probability;
  for (let run = 0; run < 3000; run += 1) {
    const wanted = aDesiredState(
      { history: { limit: 1 + Math.floor(random() * 4) } },
      often(0.8) ? {} : { vpcLinks: [] },
    );
    const deployments = Array.from({ length: Math.floor(random() * 6) }, (_, index) =>
      aDeployment(`dep${index}`, often(0.3) ? hashes : often(0.5) ? { policy: hashes.policy } : {}, 10 - index),
    );
    const observed: ObservedState = {
      restApi: anObservedRestApi(desired, {
        ...(often(0.3) && { name: 'x' }),
        ...(often(0.2) && { endpointTypes: ['EDGE'] }),
      }),
      stage: often(0.7) ? anObservedStage(desired, { deploymentId: `dep${Math.floor(random() * 7)}` }) : undefined,
      deployments,
      logGroup: undefined,
      formerLogGroups: [],
      permissions: [],
      otherStages: often(0.2) ? [anObservedStage(desired, { name: 'beta', deploymentId: 'dep0' })] : [],
    };
    const { steps } = planSteps(wanted, observed);
    expect(planSteps(wanted, observed).steps).toEqual(steps);
    const kinds = steps.map(({ kind }) => kind);
    const deployedAt = kinds.indexOf('create-deployment');
    if (deployedAt !== -1) expect(kinds[deployedAt - 1]).toBe('put-rest-api');
    const firstDeletion = kinds.indexOf('delete-deployment');
    if (firstDeletion !== -1) expect(new Set(kinds.slice(firstDeletion))).toEqual(new Set(['delete-deployment']));

    let served = observed.stage?.deploymentId;
    for (const step of steps) {
      if (step.kind === 'create-stage') served = step.deploymentId ?? 'new';
      if (step.kind === 'update-stage') {
        const target = step.operations.find(({ path }) => path === '/deploymentId')?.value;
        served = step.toNewDeployment ? 'new' : (target ?? served);
      }
      const inUse = [served, ...observed.otherStages.map(({ deploymentId }) => deploymentId)];
      if (step.kind === 'delete-deployment') expect(inUse).not.toContain(step.deploymentId);
    }
  }
});
