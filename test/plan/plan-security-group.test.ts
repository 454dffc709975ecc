import { expect, test } from '@jest/globals';
import type { SecurityGroupFact } from '../../src/desired/facts.ts';
import { tcpRule } from '../../src/desired/security-group.ts';
import type { DesiredSecurityGroup, SecurityGroupRule } from '../../src/desired/security-group.ts';
import { planSecurityGroup } from '../../src/plan/plan-security-group.ts';

const everythingOut: SecurityGroupRule = { protocol: '-1', fromPort: -1, toPort: -1, peer: '0.0.0.0/0' };
const everythingOutIpv6: SecurityGroupRule = { ...everythingOut, peer: '::/0' };
const identity = { name: 'endpoint', vpcId: 'vpc-1', tags: {} };

function plan(
  wanted: Partial<Pick<DesiredSecurityGroup, 'ingress' | 'egress'>>,
  found: Partial<SecurityGroupFact> | undefined,
) {
  const desired = { ...identity, description: 'of the endpoint', ingress: [], egress: [], ...wanted };
  const observed = found && { id: 'sg-1', ...identity, ingress: [], egress: [], ...found };
  return planSecurityGroup(desired, observed).map((step) =>
    step.kind === 'create-security-group' ? step.kind : `${step.kind} ${step.direction} ${step.because}`,
  );
}

test('there is none: it is made, and its rules follow when it can be read', () => {
  expect(plan({ ingress: [tcpRule('10.0.0.0/16', 443)] }, undefined)).toEqual(['create-security-group']);
});

test('a new group loses the rules that EC2 gives it, for IPv6 too', () => {
  expect(plan({ ingress: [tcpRule('10.0.0.0/16', 443)] }, { egress: [everythingOut, everythingOutIpv6] })).toEqual([
    'authorize ingress tcp 443 10.0.0.0/16',
    'revoke egress -1 all 0.0.0.0/0, -1 all ::/0',
  ]);
});

test('where the way out does not matter, its rules are left as they are', () => {
  for (const egress of [[], [everythingOut], [tcpRule('10.0.0.0/16', 80)]]) {
    expect(plan({ egress: undefined }, { egress })).toEqual([]);
  }
});

test('a rule that is wanted stays, though EC2 made it', () => {
  expect(plan({ egress: [everythingOut] }, { egress: [everythingOut] })).toEqual([]);
});

test('nothing to do when the rules agree, in any order', () => {
  const rules = [tcpRule('10.0.0.0/16', 443), tcpRule('sg-2', 443), tcpRule('10.1.0.0/16', 8080, 8090)];
  expect(plan({ ingress: rules }, { ingress: rules.toReversed() })).toEqual([]);
});

test('host bits in a CIDR make no difference', () => {
  expect(plan({ ingress: [tcpRule('10.0.3.7/16', 443)] }, { ingress: [tcpRule('10.0.0.0/16', 443)] })).toEqual([]);
});

test('other ports, another protocol and another peer are other rules, and new ones come before old ones go', () => {
  const found = [
    tcpRule('10.0.0.0/16', 443, 444),
    { ...tcpRule('10.0.0.0/16', 443), protocol: 'udp' },
    tcpRule('sg-2', 443),
  ];
  expect(plan({ ingress: [tcpRule('10.0.0.0/16', 443)], egress: [tcpRule('sg-3', 80)] }, { ingress: found })).toEqual([
    'authorize ingress tcp 443 10.0.0.0/16',
    'revoke ingress tcp 443 sg-2, tcp 443-444 10.0.0.0/16, udp 443 10.0.0.0/16',
    'authorize egress tcp 80 sg-3',
  ]);
});

test('a rule that is wanted twice is added once', () => {
  expect(plan({ ingress: [tcpRule('10.0.0.0/16', 443), tcpRule('10.0.0.1/16', 443)] }, {})).toEqual([
    'authorize ingress tcp 443 10.0.0.0/16',
  ]);
});
