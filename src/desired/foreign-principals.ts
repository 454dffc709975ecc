import type { PrivateApi } from '../api/private-api.ts';
import type { ReferenceProblem } from './reference-problem.ts';
import type { AwsIdentity } from './facts.ts';
import type { Settings } from './settings.ts';

/** Principals of other accounts, and organizations, which consist of other accounts: only with the operator's leave. */
export function foreignPrincipals(
  { spec }: PrivateApi,
  { accountId }: AwsIdentity,
  { allowForeignCallers }: Settings,
): readonly ReferenceProblem[] {
  if (allowForeignCallers) return [];
  const remedy = "callers of other accounts need the operator's flag --allow-foreign-callers";
  const principals = (spec.access?.principals ?? [])
    .filter((name) => (name.split(':')[4] ?? name) !== accountId)
    .map((name) => `spec.access.principals: ${name} is not of account ${accountId}; ${remedy}`);
  const organizations = (spec.access?.organizations ?? []).map(
    (id) => `spec.access.organizations: ${id} admits accounts beside ${accountId}; ${remedy}`,
  );
  return [...principals, ...organizations].map((message) => ({
    reason: 'RefNotPermitted',
    condition: 'PolicyApplied',
    message,
    pending: false,
  }));
}
