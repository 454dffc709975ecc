import { expect, test } from '@jest/globals';
import { toDeploymentStatus, toObservedDeployment } from '../../src/reconcile/deployment-status.ts';
import { aDeployment } from '../builders/observed-state.ts';

test('a deployment is read back from the status as it was written', () => {
  const deployment = aDeployment('dep1', {}, 5);
  expect(toObservedDeployment(toDeploymentStatus(deployment, 3))).toEqual(deployment);
  expect(toDeploymentStatus(deployment, 3)).toMatchObject({ generation: 3, createdAt: '2026-01-01T00:05:00.000Z' });
  expect(toDeploymentStatus(deployment)).not.toHaveProperty('generation');
});
