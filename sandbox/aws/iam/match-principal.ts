import type { OneOrMany, PolicyStatement } from '../state.ts';
import { type RequestPrincipal, roleOrUserArn } from './request-context.ts';

/**
 * How a statement's Principal names the caller. `ByAccount` is the account (its root ARN, or its id): that hands the
 * decision to the account's own policies instead of granting anything to its users and roles.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts
 */
export type PrincipalMatch = 'Directly' | 'ByAccount' | undefined;

/** Statements of identity policies have no Principal: they speak about whoever they are attached to. */
export function matchPrincipal(statement: PolicyStatement, caller: RequestPrincipal | undefined): PrincipalMatch {
  if (statement.NotPrincipal !== undefined) return isExempt(statement.NotPrincipal, caller) ? undefined : 'Directly';
  if (statement.Principal === undefined) return 'Directly';
  const named = namedPrincipals(statement.Principal);
  if (named.includes('*')) return 'Directly';
  if (caller === undefined) return undefined;
  if (named.includes(caller.arn) || named.includes(roleOrUserArn(caller.arn))) return 'Directly';
  return named.some((name) => isAccount(name, caller.accountId)) ? 'ByAccount' : undefined;
}

/**
 * A caller escapes a NotPrincipal only when all that identifies it is listed: the account, the user or role, and the
 * session of an assumed role.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function isExempt(notPrincipal: NonNullable<PolicyStatement['NotPrincipal']>, caller: RequestPrincipal | undefined) {
  const named = namedPrincipals(notPrincipal);
  if (named.includes('*')) return true;
  if (caller === undefined || !named.some((name) => isAccount(name, caller.accountId))) return false;
  return [caller.arn, roleOrUserArn(caller.arn)].every((arn) => named.includes(arn));
}

function isAccount(name: string, accountId: string): boolean {
  return name === accountId || new RegExp(`^arn:[^:]+:iam::${accountId}:root$`).test(name);
}

function namedPrincipals(principal: '*' | Readonly<Record<string, OneOrMany>>): readonly string[] {
  if (principal === '*') return ['*'];
  const aws = principal['AWS'] ?? [];
  return typeof aws === 'string' ? [aws] : aws;
}
