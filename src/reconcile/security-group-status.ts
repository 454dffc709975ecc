import type { PrivateApiStatus } from '../api/private-api.ts';

type SecurityGroupStatus = NonNullable<PrivateApiStatus['securityGroups']>[number];

/** The status with these as all the groups that endpoints, or links, have; those of the other are kept. */
export function withSecurityGroups(
  { securityGroups = [], ...rest }: PrivateApiStatus,
  usedBy: SecurityGroupStatus['usedBy'],
  groups: readonly { readonly id: string; readonly managed: boolean }[],
): PrivateApiStatus {
  const kept = securityGroups.filter((group) => group.usedBy !== usedBy);
  const all = [...kept, ...groups.map(({ id, managed }) => ({ id, usedBy, managed }))].sort((a, b) =>
    `${a.usedBy} ${a.id}` < `${b.usedBy} ${b.id}` ? -1 : 1,
  );
  return all.length === 0 ? rest : { ...rest, securityGroups: all };
}
