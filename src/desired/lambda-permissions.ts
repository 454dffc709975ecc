import { createHash } from 'node:crypto';
import { executeApiArn } from './arns.ts';
import type { AuthorizerIntent } from './authorizers.ts';
import type { AwsIdentity } from './facts.ts';
import { ownerKey } from './ownership.ts';
import type { Owner } from './ownership.ts';
import type { RouteIntent } from './route-intent.ts';

/** A statement in a function's policy that permits one API to invoke it. */
export interface DesiredPermission {
  /** As the spec names it: a version or an alias has a policy of its own. */
  readonly functionArn: string;
  readonly statementId: string;
  /** Which calls of the API it is for, as the end of an execute-api ARN. */
  readonly sourcePath: string;
}

const uses = ['routes', 'authorizers'] as const;

/**
 * The ids of the statements that belong to an object: all that it may ever remove. A policy of Lambda has no tags, so
 * the object's identity is in the id.
 */
export function statementIds(owner: Owner): Readonly<Record<(typeof uses)[number], string>> {
  const hash = createHash('sha256')
    .update(`${ownerKey(owner)}/${owner.uid}`)
    .digest('hex')
    .slice(0, 32);
  return { routes: `privateapi-${hash}-routes`, authorizers: `privateapi-${hash}-authorizers` };
}

/**
 * One statement for each function and use, however many routes lead to it: a policy holds 20 KB, and the number of
 * writes does not depend on the number of routes. Calls of other stages are not permitted. Ids of authorizers change
 * with imports, so all of the API's may ask.
 */
export function desiredPermissions(
  owner: Owner,
  stageName: string,
  routes: readonly RouteIntent[],
  authorizers: readonly AuthorizerIntent[],
): readonly DesiredPermission[] {
  const ids = statementIds(owner);
  const byRoutes = routes.flatMap(({ backend }) => (backend.kind === 'lambda' ? [backend.functionArn] : []));
  const byAuthorizers = authorizers.flatMap((one) => (one.type === 'COGNITO_USER_POOLS' ? [] : [one.functionArn]));
  return [
    ...sortedSet(byAuthorizers).map((functionArn) => ({
      functionArn,
      statementId: ids.authorizers,
      sourcePath: 'authorizers/*',
    })),
    ...sortedSet(byRoutes).map((functionArn) => ({
      functionArn,
      statementId: ids.routes,
      sourcePath: `${stageName}/*`,
    })),
  ];
}

export const invoker = 'apigateway.amazonaws.com';

/** What AddPermission is to be sent with. */
export function permissionSource(
  { sourcePath }: DesiredPermission,
  identity: AwsIdentity,
  restApiId: string,
): { readonly sourceArn: string; readonly sourceAccount: string } {
  return { sourceArn: executeApiArn(identity, restApiId, sourcePath), sourceAccount: identity.accountId };
}

function sortedSet(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
