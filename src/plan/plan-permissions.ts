import { canonicalJson } from '../desired/content-hash.ts';
import { invoker, permissionSource } from '../desired/lambda-permissions.ts';
import type { DesiredPermission } from '../desired/lambda-permissions.ts';
import type { AwsIdentity } from '../desired/facts.ts';
import type { ObservedPermission } from './observed-state.ts';
import type { Step } from './steps.ts';

export interface PermissionPlan {
  /** Before anything is deployed that invokes the functions. */
  readonly grants: readonly Step[];
  /** After nothing is served any more that does. */
  readonly revokes: readonly Step[];
}

/** What makes exactly the wanted functions be open to this API. */
export function planPermissions(
  desired: readonly DesiredPermission[],
  observed: readonly ObservedPermission[],
  identity: AwsIdentity,
  restApiId: string | undefined,
): PermissionPlan {
  const isOf = (a: Place) => (b: Place) => a.functionArn === b.functionArn && a.statementId === b.statementId;
  const grants = desired.flatMap((permission): Step[] => {
    const found = observed.find(isOf(permission));
    if (found === undefined) {
      return [{ kind: 'grant-invoke', because: 'there is none', permission, replaces: false }];
    }
    const isWanted =
      restApiId !== undefined && canonicalJson(found.statement) === wantedStatement(permission, identity, restApiId);
    return isWanted ? [] : [{ kind: 'grant-invoke', because: 'it permits something else', permission, replaces: true }];
  });
  const revokes = observed
    .filter((found) => !desired.some(isOf(found)))
    .map(({ functionArn, statementId }): Step => ({
      kind: 'revoke-invoke',
      because: 'nothing invokes the function any more',
      functionArn,
      statementId,
    }));
  return { grants, revokes };
}

type Place = Pick<ObservedPermission, 'functionArn' | 'statementId'>;

/** As Lambda writes what AddPermission asks for; source: Lambda developer guide, "Resource-based policy", examples. */
function wantedStatement(permission: DesiredPermission, identity: AwsIdentity, restApiId: string): string {
  const { sourceArn, sourceAccount } = permissionSource(permission, identity, restApiId);
  return canonicalJson({
    Effect: 'Allow',
    Principal: { Service: invoker },
    Action: 'lambda:InvokeFunction',
    Condition: {
      StringEquals: { 'AWS:SourceAccount': sourceAccount },
      ArnLike: { 'AWS:SourceArn': sourceArn },
    },
  });
}
