import type { PrivateApi } from '../api/private-api.ts';
import { logGroupArn } from './arns.ts';
import type { AwsIdentity } from './facts.ts';
import { logGroupName } from './names.ts';
import { ownerTags } from './ownership.ts';
import type { Owner, Tags } from './ownership.ts';

/** The log group that is made for the access log of one object. */
export interface DesiredLogGroup {
  readonly name: string;
  readonly arn: string;
  readonly retentionDays: number;
  /** Undefined: encrypted by CloudWatch Logs' own key. */
  readonly kmsKeyArn: string | undefined;
  readonly tags: Tags;
}

/** Undefined when the access log is off or goes to a given destination. */
export function desiredLogGroup(
  { spec }: Pick<PrivateApi, 'spec'>,
  identity: AwsIdentity,
  owner: Owner,
): DesiredLogGroup | undefined {
  const logGroup = spec.stage.accessLog?.logGroup;
  if (logGroup === undefined) return undefined;
  const name = logGroup.name ?? logGroupName(owner.namespace, owner.name);
  return {
    name,
    arn: logGroupArn(identity, name),
    retentionDays: logGroup.retentionDays,
    kmsKeyArn: logGroup.kmsKeyArn,
    tags: { ...spec.tags, ...ownerTags(owner, 'LogGroup') },
  };
}
