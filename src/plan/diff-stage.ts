import type { DesiredState } from '../desired/desired-state.ts';
import { diffMethodSettings } from './diff-method-settings.ts';
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
  if (desired.tracing !== observed.tracing)
    operations.push({ op: 'replace', path: '/tracingEnabled', value: String(desired.tracing) });
  return [
    ...operations,
    ...diffAccessLog(desired.accessLog, observed.accessLog),
    ...diffMethodSettings(desired.methodSettings, observed.methodSettings),
  ];
}

/** Only the whole can be removed, and neither part can be empty. */
function diffAccessLog(
  desired: DesiredState['stage']['accessLog'],
  observed: ObservedStage['accessLog'],
): readonly PatchOperation[] {
  if (desired === undefined) return observed === undefined ? [] : [{ op: 'remove', path: '/accessLogSettings' }];
  return (['destinationArn', 'format'] as const)
    .filter((part) => desired[part] !== observed?.[part])
    .map((part) => ({ op: 'replace', path: `/accessLogSettings/${part}`, value: desired[part] }));
}

/** JSON Pointer: `~` and `/` have a meaning of their own in a path. */
function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
