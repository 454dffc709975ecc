import type { SecurityGroupFact } from '../desired/facts.ts';
import type { DesiredSecurityGroup, RuleDirection, SecurityGroupRule } from '../desired/security-group.ts';

/** One EC2 write on a security group. */
export type SecurityGroupStep =
  | { readonly kind: 'create-security-group'; readonly because: string }
  | {
      readonly kind: 'authorize' | 'revoke';
      readonly because: string;
      readonly securityGroupId: string;
      readonly direction: RuleDirection;
      readonly rules: readonly SecurityGroupRule[];
    };

/**
 * What makes the group allow exactly what is wanted, in the directions that matter. EC2 gives a new group a rule that
 * lets everything out (and a second one for IPv6), so its rules are planned once it can be read. Rules are added before
 * others go: traffic that both allow is not interrupted.
 */
export function planSecurityGroup(
  desired: DesiredSecurityGroup,
  observed: SecurityGroupFact | undefined,
): readonly SecurityGroupStep[] {
  if (observed === undefined) return [{ kind: 'create-security-group', because: 'there is none' }];
  return (['ingress', 'egress'] as const).flatMap((direction) => {
    const wanted = desired[direction] ?? observed[direction];
    const missing = withoutRules(wanted, observed[direction]);
    const surplus = withoutRules(observed[direction], wanted);
    return [...step('authorize', observed.id, direction, missing), ...step('revoke', observed.id, direction, surplus)];
  });
}

function step(
  kind: 'authorize' | 'revoke',
  securityGroupId: string,
  direction: RuleDirection,
  rules: readonly SecurityGroupRule[],
): readonly SecurityGroupStep[] {
  return rules.length === 0
    ? []
    : [{ kind, because: rules.map(inWords).join(', '), securityGroupId, direction, rules }];
}

/** Those of `rules` that are not among `others`, each once and in a stable order. */
function withoutRules(
  rules: readonly SecurityGroupRule[],
  others: readonly SecurityGroupRule[],
): readonly SecurityGroupRule[] {
  const known = new Set(others.map(inWords));
  const left = new Map(rules.map((rule) => [inWords(rule), rule]));
  return [...left]
    .filter(([words]) => !known.has(words))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, rule]) => rule);
}

function inWords({ protocol, fromPort, toPort, peer }: SecurityGroupRule): string {
  const ports = fromPort === toPort ? String(fromPort) : `${fromPort}-${toPort}`;
  return `${protocol} ${fromPort === -1 ? 'all' : ports} ${peer}`;
}
