import type { PrivateApiSpec } from '../api/private-api.ts';
import type { PolicyStatement } from './resource-policy.ts';

/** The principals who may call; a caller has to be one of any of the lists. At least one of them is not empty. */
export interface NamedPrincipals {
  /** Of IAM roles and users. */
  readonly arns: readonly string[];
  readonly accountIds: readonly string[];
  readonly organizationIds: readonly string[];
}

/** Undefined when the spec names none, and so anybody with an identity policy may call. */
export function namedPrincipals(access: PrivateApiSpec['access']): NamedPrincipals | undefined {
  const principals = [...new Set(access?.principals)].sort();
  const organizationIds = [...new Set(access?.organizations)].sort();
  if (principals.length + organizationIds.length === 0) return undefined;
  return {
    arns: principals.filter((name) => name.startsWith('arn:')),
    accountIds: principals.filter((name) => !name.startsWith('arn:')),
    organizationIds,
  };
}

/**
 * Allow alone could not narrow: in the API's own account an identity policy admits its holder whatever the resource
 * policy allows. So everybody is allowed and a Deny takes out whoever is not named. Keys of one condition block are
 * ANDed, hence a caller is denied only when neither ARN nor account nor organization is listed; a key that a request
 * lacks (nobody signed, an account without organization) counts as not listed. No Principal element names anybody: AWS
 * would refuse one that does not exist yet and rewrite one that was deleted.
 * Source: IAM user guide, "Policy evaluation logic" and "Conditions with multiple context keys or values".
 */
export function principalStatements(principals: NamedPrincipals): readonly PolicyStatement[] {
  const { arns, accountIds, organizationIds } = principals;
  const everyone = {
    Principal: '*',
    Action: 'execute-api:Invoke',
    Resource: 'execute-api:/*',
  } as const;
  return [
    { Sid: 'AllowPrincipalsNotDenied', Effect: 'Allow', ...everyone },
    {
      Sid: 'DenyOtherPrincipals',
      Effect: 'Deny',
      ...everyone,
      Condition: {
        StringNotEquals: {
          ...(arns.length > 0 && { 'aws:PrincipalArn': arns }),
          ...(accountIds.length > 0 && { 'aws:PrincipalAccount': accountIds }),
          ...(organizationIds.length > 0 && { 'aws:PrincipalOrgID': organizationIds }),
        },
      },
    },
  ];
}
