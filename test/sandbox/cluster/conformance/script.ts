import { applySteps, statusSteps } from './apply-steps.ts';
import { coreSteps, eventSteps, leaseSteps, namespaceSteps } from './built-in-steps.ts';
import { deleteSteps, patchSteps, updateSteps } from './change-steps.ts';
import { createSteps, invalidSteps, listSteps } from './object-steps.ts';
import { metadataSteps } from './metadata-steps.ts';
import { privateApiSteps } from './private-api-steps.ts';
import type { Step } from './step.ts';
import { step, widgets } from './step.ts';
import { watchSteps } from './watch-steps.ts';

/** Everything the operator may ask of a Kubernetes API, and what a user may do to it, in one order. */
export const conformanceSteps: readonly Step[] = [
  ...namespaceSteps,
  ...createSteps,
  ...invalidSteps,
  ...listSteps,
  ...updateSteps,
  ...patchSteps,
  ...applySteps,
  ...statusSteps,
  ...leaseSteps,
  ...eventSteps,
  ...deleteSteps,
  ...coreSteps,
  ...privateApiSteps,
  ...metadataSteps,
  step('list at the end', 'GET', widgets),
  ...watchSteps,
];
