import type { DesiredState } from '../desired/desired-state.ts';
import type { ObservedStage } from './observed-state.ts';

/** One operation of UpdateStage. Paths: API Gateway API reference, "Patch operations", UpdateStage. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: string;
}

/**
 * The settings of the stage that differ. What the spec has no field for (a client certificate, say) is not compared
 * and so left as it is.
 */
export function diffStage(
  desired: DesiredState['stage'],
  deploymentId: string,
  observed: ObservedStage,
): readonly PatchOperation[] {
  const operations: PatchOperation[] = [];
  if (observed.deploymentId !== deploymentId)
    operations.push({ op: 'replace', path: '/deploymentId', value: deploymentId });
  if ((desired.description ?? '') !== (observed.description ?? '')) {
    operations.push({ op: 'replace', path: '/description', value: desired.description ?? '' });
  }
  for (const [name, value] of Object.entries(desired.variables)) {
    if (observed.variables[name] !== value)
      operations.push({ op: 'replace', path: `/variables/${escapePointer(name)}`, value });
  }
  for (const name of Object.keys(observed.variables)) {
    if (!Object.hasOwn(desired.variables, name))
      operations.push({ op: 'remove', path: `/variables/${escapePointer(name)}` });
  }
  return operations;
}

/** JSON Pointer: `~` and `/` have a meaning of their own in a path. */
function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
