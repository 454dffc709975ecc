import { describe, expect, test } from '@jest/globals';
import type { PrivateApiStatus, VpcLinkStatus } from '../../src/api/private-api.ts';
import { vpcLinkShareKey } from '../../src/desired/ownership.ts';
import {
  claimedShareKeys,
  parseVpcLinkQueueKey,
  vpcLinkQueueKey,
  wantsSharedLink,
  withClaims,
} from '../../src/reconcile/claims.ts';
import { aDesiredState } from '../builders/desired-state.ts';
import { ordersArn, stockArn } from '../builders/names.ts';
import { aPrivateApi } from '../builders/private-api.ts';

const ordersKey = vpcLinkShareKey(ordersArn);
const claim = (loadBalancerArn: string, overrides: Partial<VpcLinkStatus> = {}): VpcLinkStatus => ({
  version: 'V1',
  loadBalancerArn,
  managed: true,
  ...overrides,
});
const claiming = (...vpcLinks: VpcLinkStatus[]): PrivateApiStatus => ({ observedGeneration: 1, vpcLinks });

test('a queue key of a link is read back, and one of an object is none', () => {
  expect(parseVpcLinkQueueKey(vpcLinkQueueKey('eu-west-1', ordersKey))).toEqual({
    region: 'eu-west-1',
    shareKey: ordersKey,
  });
  for (const key of ['shop/orders', 'VpcLink', 'VpcLink/eu-west-1', '']) {
    expect(parseVpcLinkQueueKey(key)).toBeUndefined();
  }
});

test('claims are the managed links of a status; a given link is none', () => {
  expect(claimedShareKeys(claiming(claim(ordersArn), claim(stockArn, { managed: false })))).toEqual([ordersKey]);
  expect(claimedShareKeys(undefined)).toEqual([]);
});

describe('an object wants a link', () => {
  const deletionTimestamp = '2026-01-02T00:00:00Z';
  const restApi = { id: 'a1b2c3d4e5' };
  test.each([
    { name: 'that it claims', status: claiming(claim(ordersArn)), metadata: {}, wants: true },
    { name: 'that it does not claim', status: claiming(claim(stockArn)), metadata: {}, wants: false },
    { name: 'that it was given', status: claiming(claim(ordersArn, { managed: false })), metadata: {}, wants: false },
    {
      name: 'while it is being deleted and its REST API uses the link',
      status: { ...claiming(claim(ordersArn)), restApi },
      metadata: { deletionTimestamp },
      wants: true,
    },
    {
      name: 'once its REST API is deleted',
      status: claiming(claim(ordersArn)),
      metadata: { deletionTimestamp },
      wants: false,
    },
  ])('$name: $wants', ({ status, metadata, wants }) => {
    expect(wantsSharedLink(aPrivateApi({ status, metadata }), ordersKey)).toBe(wants);
  });
});

describe('claims of a pass', () => {
  const { links } = aDesiredState();
  const needed = claim(ordersArn, { id: 'abc123', state: 'AVAILABLE' });

  test('name every link that is needed, with what AWS has for it', () => {
    expect(withClaims({ observedGeneration: 1 }, links, false).vpcLinks).toEqual([needed]);
    expect(withClaims({ observedGeneration: 1 }, aDesiredState({}, { vpcLinks: [] }).links, false).vpcLinks).toEqual([
      claim(ordersArn),
    ]);
  });

  test('keep a link that only the deployment of before uses, until the new one is served', () => {
    const before = claiming(claim(ordersArn), claim(stockArn, { id: 'old111' }));
    expect(withClaims(before, links, false).vpcLinks).toEqual([needed, claim(stockArn, { id: 'old111' })]);
    expect(withClaims(before, links, true).vpcLinks).toEqual([needed]);
  });

  test('do not keep a given link', () => {
    const before = claiming(claim(stockArn, { id: 'theirs', managed: false }));
    expect(withClaims(before, links, false).vpcLinks).toEqual([needed]);
  });

  test('made twice are the same', () => {
    const once = withClaims(claiming(claim(stockArn)), links, false);
    expect(withClaims(once, links, false)).toEqual(once);
  });
});
