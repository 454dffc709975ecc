import { describe, expect, test } from '@jest/globals';
import { endpointClientToken, sharedEndpoint, unmetFields } from '../../src/desired/shared-endpoint.ts';
import { clusterId, vpcId } from '../builders/names.ts';
import {
  aDesiredEndpoint,
  aManagedEndpoint,
  aSharedEndpoint,
  ownGroup,
  ownGroupId,
  someEndpointFacts,
} from '../builders/managed-endpoint.ts';

describe('the client token', () => {
  const since = '2026-01-01T00:00:00.000Z';
  const token = endpointClientToken(aDesiredEndpoint(), [ownGroupId], since);

  test('fits AWS, and is the same for the same creation', () => {
    expect(token).toMatch(/^[0-9a-f]{64}$/u);
    expect(endpointClientToken(aDesiredEndpoint(), [ownGroupId], since)).toBe(token);
    // Who may connect is a matter of the group, not of the endpoint that is asked for.
    expect(endpointClientToken(aDesiredEndpoint({ ingress: { cidrs: ['10.0.1.0/24'] } }), [ownGroupId], since)).toBe(
      token,
    );
  });

  test('is another for another announcement, group or setting', () => {
    expect(endpointClientToken(aDesiredEndpoint(), [ownGroupId], '2026-01-01T00:00:01.000Z')).not.toBe(token);
    expect(endpointClientToken(aDesiredEndpoint(), ['sg-0000000b'], since)).not.toBe(token);
    expect(endpointClientToken(aDesiredEndpoint({ privateDns: true }), [ownGroupId], since)).not.toBe(token);
  });
});

describe('what is not as a spec wants it', () => {
  test.each([
    ['nothing', {}, {}, ownGroup(), []],
    ['subnets', { subnetIds: ['subnet-0000000c'] }, {}, ownGroup(), ['subnetIds']],
    ['subnets in another order', { subnetIds: aManagedEndpoint().subnetIds.toReversed() }, {}, ownGroup(), []],
    ['private DNS', { privateDns: true }, {}, ownGroup(), ['privateDns']],
    ['the address type', { ipAddressType: 'DualStack' as const }, {}, ownGroup(), ['ipAddressType']],
    ['a caller', { ingress: { cidrs: ['10.0.1.0/24'] } }, {}, ownGroup(), ['ingress']],
    ['a caller, with host bits', { ingress: { cidrs: ['10.0.3.7/16'] } }, {}, ownGroup(), []],
    ['callers, when others brought groups', {}, { securityGroupIds: ['sg-0000000b'] }, undefined, ['ingress']],
    ['given groups', { securityGroupIds: ['sg-0000000b'] }, {}, ownGroup(), ['securityGroupIds']],
    [
      'given groups that are there',
      { securityGroupIds: ['sg-0000000b'] },
      { securityGroupIds: ['sg-0000000b'] },
      undefined,
      [],
    ],
  ])('%s', (_name, spec, endpoint, group, fields) => {
    expect(unmetFields(aManagedEndpoint(spec), aSharedEndpoint(endpoint), group)).toEqual(fields);
  });
});

describe('the endpoint in use', () => {
  const inUse = (...endpoints: ReturnType<typeof aSharedEndpoint>[]) =>
    sharedEndpoint(someEndpointFacts({ endpoints }), clusterId, vpcId)?.id;

  test('is one of this cluster, the available one before others, the older before the younger', () => {
    const young = aSharedEndpoint({ id: 'vpce-0000000b', createdAtMs: 2 });
    const old = aSharedEndpoint({ id: 'vpce-0000000c', createdAtMs: 1 });
    const pending = aSharedEndpoint({ id: 'vpce-0000000d', state: 'pending' });
    expect(inUse(pending, young, old)).toBe(old.id);
    expect(inUse(pending)).toBe(pending.id);
  });

  test('is none that is leaving, made by hand or of another cluster', () => {
    const other = { ...aSharedEndpoint().tags, 'privateapi.dev/cluster': 'cluster-two' };
    expect(
      inUse(aSharedEndpoint({ state: 'deleting' }), aSharedEndpoint({ tags: {} }), aSharedEndpoint({ tags: other })),
    ).toBeUndefined();
  });
});
