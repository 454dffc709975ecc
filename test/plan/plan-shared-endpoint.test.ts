import { describe, expect, test } from '@jest/globals';
import { planSharedEndpoint, planUnwantedEndpoint } from '../../src/plan/plan-shared-endpoint.ts';
import type { Freedom, ObservedSharedEndpoint, SharedEndpointStep } from '../../src/plan/plan-shared-endpoint.ts';
import { aDesiredEndpoint, aSharedEndpoint, ownGroup, ownGroupId, subnetIds } from '../builders/managed-endpoint.ts';

const [first, second] = subnetIds as [string, string];
const inWords = (step: SharedEndpointStep) => {
  switch (step.kind) {
    case 'authorize':
    case 'revoke':
      return `${step.kind} ${step.direction}`;
    case 'modify-endpoint':
      return JSON.stringify(step.changes);
    case 'delete-endpoint':
      return `delete ${step.endpoint.id}: ${step.because}`;
    case 'wait':
      return `wait: ${step.because}`;
    case 'create-endpoint':
    case 'create-security-group':
    case 'delete-security-group':
      return step.kind;
  }
};

function plan(
  spec: Parameters<typeof aDesiredEndpoint>[0],
  observed: Partial<ObservedSharedEndpoint>,
  freedom: Partial<Freedom> = {},
): string[] {
  return planSharedEndpoint(
    aDesiredEndpoint(spec),
    {
      endpoints: [aSharedEndpoint()],
      securityGroup: ownGroup(),
      usedEndpointIds: new Set(),
      // The zone is the last letter.
      zoneOf: (id) => id.at(-1),
      ...observed,
    },
    { maySet: true, mayShut: true, ...freedom },
  ).map(inWords);
}

describe('wanted', () => {
  test.each<[string, Partial<ObservedSharedEndpoint>, string[]]>([
    ['in line: nothing', {}, []],
    ['nothing there: the group first', { endpoints: [], securityGroup: undefined }, ['create-security-group']],
    [
      'a new group: its rules, then the endpoint',
      {
        endpoints: [],
        securityGroup: ownGroup({ ingress: [] }),
      },
      ['authorize ingress', 'create-endpoint'],
    ],
    ['a way out that is not as EC2 makes it makes no difference', { securityGroup: ownGroup({ egress: [] }) }, []],
    [
      'one that is leaving is waited for',
      { endpoints: [aSharedEndpoint({ state: 'deleting' })] },
      ['wait: VPC endpoint vpce-0000000a is deleting'],
    ],
    [
      'one that is pending is left alone',
      { endpoints: [aSharedEndpoint({ state: 'pending', subnetIds: [] })] },
      ['wait: VPC endpoint vpce-0000000a is pending'],
    ],
    [
      'one that failed goes',
      { endpoints: [aSharedEndpoint({ state: 'failed' })] },
      ['delete vpce-0000000a: it failed'],
    ],
    [
      'a duplicate goes',
      { endpoints: [aSharedEndpoint(), aSharedEndpoint({ id: 'vpce-0000000b' })] },
      ['delete vpce-0000000b: it is a duplicate'],
    ],
    [
      'a duplicate that an API uses stays',
      {
        endpoints: [aSharedEndpoint(), aSharedEndpoint({ id: 'vpce-0000000b' })],
        usedEndpointIds: new Set(['vpce-0000000b']),
      },
      [],
    ],
    [
      'another policy',
      { endpoints: [aSharedEndpoint({ policy: undefined })] },
      [JSON.stringify({ policy: aDesiredEndpoint().policy })],
    ],
  ])('%s', (_name, observed, steps) => {
    expect(plan({}, observed)).toEqual(steps);
  });

  test('the policy is compared by meaning', () => {
    const [statement] = aDesiredEndpoint().policy.Statement;
    const policy = JSON.stringify({
      Statement: {
        ...statement,
        Principal: { AWS: ['*'] },
        Action: ['execute-api:Invoke'],
        Resource: [statement?.Resource].flat(),
      },
      Version: '2012-10-17',
    });
    expect(plan({}, { endpoints: [aSharedEndpoint({ policy })] })).toEqual([]);
  });

  test.each<[string, Parameters<typeof plan>[0], object]>([
    ['a subnet less', { subnetIds: [first] }, { removeSubnetIds: [second] }],
    ['a subnet more', { subnetIds: [first, second, 'subnet-0000000c'] }, { addSubnetIds: ['subnet-0000000c'] }],
    [
      'a subnet of another zone',
      { subnetIds: [first, 'subnet-0000000c'] },
      { addSubnetIds: ['subnet-0000000c'], removeSubnetIds: [second] },
    ],
    [
      'another subnet of the zone: only the removal now',
      { subnetIds: [first, 'subnet-0000001b'] },
      { removeSubnetIds: [second] },
    ],
    [
      'private DNS and address type',
      { privateDns: true, ipAddressType: 'DualStack' },
      { privateDns: true, ipAddressType: 'dualstack' },
    ],
    [
      'given groups',
      { securityGroupIds: ['sg-0000000b'] },
      { addSecurityGroupIds: ['sg-0000000b'], removeSecurityGroupIds: [ownGroupId] },
    ],
  ])('%s: one change', (_name, spec, changes) => {
    expect(plan(spec, {})).toEqual([JSON.stringify(changes)]);
  });

  test('its own group goes once the endpoint has others', () => {
    const endpoints = [aSharedEndpoint({ securityGroupIds: ['sg-0000000b'] })];
    expect(plan({ securityGroupIds: ['sg-0000000b'] }, { endpoints })).toEqual(['delete-security-group']);
  });

  test('while the deciding claim cannot be acted on, no setting changes; while a user is unknown, nobody is shut out', () => {
    const other = { ingress: { cidrs: ['10.0.1.0/24'] }, privateDns: true };
    expect(plan(other, {}, { maySet: false })).toEqual(['authorize ingress', 'revoke ingress']);
    expect(plan(other, {}, { mayShut: false })).toEqual(['authorize ingress', '{"privateDns":true}']);
  });
});

test.each<[string, Pick<ObservedSharedEndpoint, 'endpoints' | 'securityGroup'>, string[]]>([
  ['nothing there', { endpoints: [], securityGroup: undefined }, []],
  [
    'the endpoint goes first',
    { endpoints: [aSharedEndpoint()], securityGroup: ownGroup() },
    ['delete vpce-0000000a: nothing uses it'],
  ],
  [
    'then it is waited for',
    { endpoints: [aSharedEndpoint({ state: 'deleting' })], securityGroup: ownGroup() },
    ['wait: VPC endpoint vpce-0000000a is deleting'],
  ],
  ['then the group goes', { endpoints: [], securityGroup: ownGroup() }, ['delete-security-group']],
])('unwanted: %s', (_name, observed, steps) => {
  expect(planUnwantedEndpoint(observed).map(inWords)).toEqual(steps);
});
