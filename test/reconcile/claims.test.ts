import { describe, expect, test } from '@jest/globals';
import type { PrivateApiStatus, VpcLinkStatus } from '../../src/api/private-api.ts';
import type { VpcLinkFact } from '../../src/desired/facts.ts';
import { vpcLinkShareKey, vpcLinkV2ShareKey } from '../../src/desired/ownership.ts';
import {
  claimedShareKeys,
  parseVpcLinkQueueKey,
  portsClaimed,
  vpcLinkQueueKey,
  wantsSharedLink,
  withClaims,
} from '../../src/reconcile/claims.ts';
import { aDesiredState } from '../builders/desired-state.ts';
import { aLinkGroup, aLoadBalancer, aNetwork, aSharedLinkV2 } from '../builders/facts.ts';
import { ordersArn, stockArn, webArn } from '../builders/names.ts';
import { aBackend, aPrivateApi } from '../builders/private-api.ts';

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

describe('claims on V2 links', () => {
  const alb = { loadBalancers: [aLoadBalancer({ arn: webArn, type: 'application' })] };
  const backends = [aBackend({ loadBalancer: { arn: webArn } })];
  const linksWith = (vpcLinks: readonly VpcLinkFact[]) =>
    aDesiredState({ backends }, { ...alb, vpcLinks, securityGroups: [aLinkGroup()] }).links;
  const available = linksWith([aSharedLinkV2()]);
  const claimOf = (overrides: Partial<VpcLinkStatus>): VpcLinkStatus => ({
    version: 'V2',
    loadBalancerArn: webArn,
    managed: true,
    vpcId: aNetwork.vpcId,
    subnetIds: [...aNetwork.subnetIds],
    ports: [80],
    ...overrides,
  });
  const key = vpcLinkV2ShareKey(aNetwork);

  test('tell the share key by themselves', () => {
    const { vpcLinks } = withClaims({ observedGeneration: 1 }, available, false);
    expect(vpcLinks).toEqual([claimOf({ id: 'v2v2v2', state: 'AVAILABLE' })]);
    expect(claimedShareKeys({ observedGeneration: 1, vpcLinks: vpcLinks! })).toEqual([key]);
    expect(claimedShareKeys(claiming(claimOf({ securityGroupIds: ['sg-1'] })))).not.toEqual([key]);
  });

  test('of a link that is served stay beside those on its successor, until that is served', () => {
    const served = claimOf({ id: 'old111', served: true });
    const before = claiming(served);
    const waiting = withClaims(before, linksWith([aSharedLinkV2({ status: 'PENDING' })]), false);
    expect(waiting.vpcLinks).toEqual([claimOf({ id: 'v2v2v2', state: 'PENDING' }), served]);
    expect(withClaims(waiting, available, false).vpcLinks).toEqual([
      claimOf({ id: 'v2v2v2', state: 'AVAILABLE' }),
      served,
    ]);
    expect(withClaims(waiting, available, true).vpcLinks).toEqual([
      claimOf({ id: 'v2v2v2', state: 'AVAILABLE', served: true }),
    ]);
  });

  test('of a link that never was served end with it', () => {
    const before = claiming(claimOf({ id: 'old111' }));
    expect(withClaims(before, available, false).vpcLinks).toEqual([claimOf({ id: 'v2v2v2', state: 'AVAILABLE' })]);
  });

  test('keep ports open that the served deployment uses', () => {
    const before = claiming(claimOf({ id: 'v2v2v2', served: true, ports: [8080] }));
    expect(withClaims(before, available, false).vpcLinks).toMatchObject([{ ports: [80, 8080], served: true }]);
    expect(withClaims(before, available, true).vpcLinks).toMatchObject([{ ports: [80], served: true }]);
  });

  test('of several objects add up to the ports of the group; who has left is not counted', () => {
    const objects = [
      aPrivateApi({ status: claiming(claimOf({ ports: [80, 443] })) }),
      aPrivateApi({ status: claiming(claimOf({ ports: [8080] }), claim(stockArn)) }),
      aPrivateApi({
        status: claiming(claimOf({ ports: [9] })),
        metadata: { deletionTimestamp: '2026-01-02T00:00:00Z' },
      }),
    ];
    expect(portsClaimed(objects, key)).toEqual([80, 443, 8080]);
  });
});
