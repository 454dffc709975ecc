import type { PrivateApiStatus } from '../api/private-api.ts';
import type { AwsIdentity } from '../desired/facts.ts';
import { functionArnsOf, isFunctionOfHome } from '../desired/function-arn.ts';
import { permissionSource, statementIds } from '../desired/lambda-permissions.ts';
import type { DesiredPermission } from '../desired/lambda-permissions.ts';
import type { DesiredState } from '../desired/desired-state.ts';
import type { ObservedPermission } from '../plan/observed-state.ts';
import { specOf } from './pass.ts';
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
  const found = await readPermissions(pass, named, identity);
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
  await pass.aws.addPermission({ functionArn, statementId, ...source }, pass.signal);
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
  const named = [...recordedOf(pass).map(({ functionArn }) => functionArn), ...functionArnsOf(specOf(pass.object))];
  for (const permission of await readPermissions(pass, named, identity)) {
    pass.log.info(permission, 'removing the permission to invoke a function');
    await revokeInvoke(pass, permission);
    pass.changedAws = true;
  }
  pass.recorded = withPermissions(pass.recorded, []);
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
