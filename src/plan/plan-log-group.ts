import type { DesiredLogGroup } from '../desired/log-group.ts';
import { diffTags, hasTagChanges } from './diff-tags.ts';
import type { ObservedLogGroup } from './observed-state.ts';
import type { Step } from './steps.ts';

export interface LogGroupPlan {
  readonly steps: readonly Step[];
  /** In words, as `Plan.changes`. */
  readonly changes: readonly string[];
}

/** What makes the wanted log group, its retention, its key and its tags be there. */
export function planLogGroup(
  desired: DesiredLogGroup | undefined,
  observed: ObservedLogGroup | undefined,
): LogGroupPlan {
  if (desired === undefined) return { steps: [], changes: [] };
  if (observed === undefined) {
    const because = 'there is none';
    return {
      // The creation takes tags and key, not the retention.
      steps: [
        { kind: 'create-log-group', because, logGroup: desired },
        { kind: 'set-log-retention', because, logGroup: desired },
      ],
      changes: ['log group'],
    };
  }
  const steps: Step[] = [];
  const changes: string[] = [];
  if (observed.retentionDays !== desired.retentionDays) {
    changes.push('log group retention');
    steps.push({
      kind: 'set-log-retention',
      because: `it is ${observed.retentionDays ?? 'unlimited'}`,
      logGroup: desired,
    });
  }
  if (observed.kmsKeyArn !== desired.kmsKeyArn) {
    changes.push('log group key');
    steps.push({ kind: 'set-log-key', because: `it is ${observed.kmsKeyArn ?? 'none'}`, logGroup: desired });
  }
  const tagChanges = diffTags(desired.tags, observed.tags);
  if (hasTagChanges(tagChanges)) {
    changes.push('log group tags');
    steps.push({ kind: 'tag-log-group', because: 'its tags differ', logGroup: desired, changes: tagChanges });
  }
  return { steps, changes };
}
