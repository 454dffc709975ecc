import type { PrivateApiStatus } from '../api/private-api.ts';
import type { AwsIdentity } from '../desired/facts.ts';
import { functionArnsOf, isFunctionOfHome } from '../desired/function-arn.ts';
import { permissionSource, statementIds } from '../desired/lambda-permissions.ts';
import type { DesiredPermission } from '../desired/lambda-permissions.ts';
import type { DesiredState } from '../desired/desired-state.ts';
import { RetryableError, WaitingError } from '../errors.ts';
import type { ObservedPermission } from '../plan/observed-state.ts';
import { announce, clearAnnouncement } from './intent.ts';
import { intentOptions, specOf } from './pass.ts';
import type { Pass } from './pass.ts';

/**
 * Permissions of one object on Lambda functions. A function is recorded before its policy is written, so that none is
 * forgotten; the ids of the statements follow from the object, so that nothing else is ever touched.
 */
type Permission = Pick<ObservedPermission, 'functionArn' | 'statementId'>;

/** On the functions that are wanted or were. What is recorded and not there is forgotten. */
export async function observePermissions(
  pass: Pass,
  { permissions = [], identity }: DesiredState,
): Promise<readonly ObservedPermission[]> {
  const named = [...permissions, ...recordedOf(pass)].map(({ functionArn }) => functionArn);
  const found = await readPermissions(pass, [...named, ...unconfirmedOf(pass)], identity);
  forgetOldUnconfirmed(pass);
  const isKnown = (one: Permission) => [...permissions, ...found].some(isSame(one));
  pass.recorded = withPermissions(pass.recorded, recordedOf(pass).filter(isKnown));
  return found;
}

/** The status with an entry for each permission that is to be there. */
export function withDesiredPermissions(
  status: PrivateApiStatus,
  desired: readonly DesiredPermission[],
): PrivateApiStatus {
  const recorded = status.lambdaPermissions ?? [];
  const added = desired.filter((permission) => !recorded.some(isSame(permission)));
  return withPermissions(
    status,
    [...recorded, ...added].map(({ functionArn, statementId }) => ({ functionArn, statementId })),
  );
}

export async function grantInvoke(
  pass: Pass,
  { permission, replaces }: { permission: DesiredPermission; replaces: boolean },
  identity: AwsIdentity,
  restApiId: string,
): Promise<void> {
  const { functionArn, statementId } = permission;
  if (replaces) await pass.aws.removePermission(functionArn, statementId, pass.signal);
  const source = permissionSource(permission, identity, restApiId);
  try {
    await pass.aws.addPermission({ functionArn, statementId, ...source }, pass.signal);
  } catch (error) {
    // It may still land, even after it was made again and removed: the function is looked at until that is over.
    if (error instanceof RetryableError && error.outcomeUnknown)
      pass.recorded = announce(pass.recorded, { role: 'LambdaPermission', key: functionArn }, pass.ports.clock.now());
    throw error;
  }
}

export async function revokeInvoke(pass: Pass, permission: Permission): Promise<void> {
  await pass.aws.removePermission(permission.functionArn, permission.statementId, pass.signal);
  pass.recorded = withPermissions(
    pass.recorded,
    recordedOf(pass).filter((one) => !isSame(permission)(one)),
  );
}

/** For a deletion: on every function that the status or, should that be lost, the spec names. */
export async function removePermissions(pass: Pass, identity: AwsIdentity): Promise<void> {
  const recorded = recordedOf(pass).map(({ functionArn }) => functionArn);
  const named = [...recorded, ...functionArnsOf(specOf(pass.object)), ...unconfirmedOf(pass)];
  for (const permission of await readPermissions(pass, named, identity)) {
    pass.log.info(permission, 'removing the permission to invoke a function');
    await revokeInvoke(pass, permission);
    pass.changedAws = true;
  }
  forgetOldUnconfirmed(pass);
  if (unconfirmedOf(pass).length > 0) {
    throw new WaitingError({
      reason: 'CreationUnconfirmed',
      message: 'a permission to invoke a function was being made; it is looked for until it cannot appear any more',
      afterMs: pass.ports.times.lookAgainMs,
    });
  }
  pass.recorded = withPermissions(pass.recorded, []);
}

/** Functions whose permission was asked for and the answer lost. */
function unconfirmedOf({ recorded }: Pass): readonly string[] {
  return (recorded.pendingCreates ?? []).filter(({ role }) => role === 'LambdaPermission').map(({ key }) => key);
}

/** After the functions were looked at: what was sent so long ago has landed by now, or never will. */
function forgetOldUnconfirmed(pass: Pass): void {
  const { nowMs, graceMs } = intentOptions(pass);
  for (const { role, key, since } of pass.recorded.pendingCreates ?? []) {
    if (role === 'LambdaPermission' && Date.parse(since) + graceMs <= nowMs)
      pass.recorded = clearAnnouncement(pass.recorded, { role, key });
  }
}

async function readPermissions(
  { aws, owner, signal }: Pass,
  named: readonly string[],
  identity: AwsIdentity,
): Promise<readonly ObservedPermission[]> {
  const ids = Object.values(statementIds(owner));
  const functionArns = [...new Set(named)].filter((arn) => isFunctionOfHome(arn, identity)).sort();
  const found = await Promise.all(functionArns.map((arn) => aws.readPermissions(arn, ids, signal)));
  return found.flat();
}

function recordedOf({ recorded }: Pass): readonly Permission[] {
  return recorded.lambdaPermissions ?? [];
}

function withPermissions(status: PrivateApiStatus, permissions: readonly Permission[]): PrivateApiStatus {
  const { lambdaPermissions: _before, ...rest } = status;
  return permissions.length === 0 ? rest : { ...rest, lambdaPermissions: [...permissions] };
}

function isSame(a: Permission): (b: Permission) => boolean {
  return (b) => a.functionArn === b.functionArn && a.statementId === b.statementId;
}
