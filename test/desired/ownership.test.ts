import { describe, expect, test } from '@jest/globals';
import {
  isNamesake,
  isOwnedBy,
  ownerKey,
  ownerTags,
  ownerUid,
  retainedShareKeys,
  retainedTags,
  sharedTags,
  shareKeyOf,
  vpcLinkShareKey,
} from '../../src/desired/ownership.ts';
import { clusterId, ordersArn, owner, stockArn } from '../builders/names.ts';

const tags = ownerTags(owner, 'RestApi');

test('tags of an object are spelled as the documentation says', () => {
  expect(tags).toEqual({
    'privateapi.dev/cluster': 'cluster-one',
    'privateapi.dev/namespace': 'shop',
    'privateapi.dev/name': 'orders',
    'privateapi.dev/uid': owner.uid,
    'privateapi.dev/role': 'RestApi',
  });
  expect(ownerKey(owner)).toBe('cluster-one/shop/orders');
});

describe('whose a resource is', () => {
  test('tags of the user beside ours change nothing', () => {
    expect(isOwnedBy({ ...tags, team: 'shop' }, owner, 'RestApi')).toBe(true);
    expect(isNamesake({ ...tags, team: 'shop' }, owner, 'RestApi')).toBe(true);
    expect(ownerUid(tags, clusterId, 'RestApi')).toBe(owner.uid);
  });

  test.each(Object.keys(tags))('without the tag %s it is not of this object', (name) => {
    const { [name]: _left, ...others } = tags;
    expect(isOwnedBy(others, owner, 'RestApi')).toBe(false);
    expect(isNamesake(others, owner, 'RestApi')).toBe(false);
    expect(isOwnedBy({ ...tags, [name]: 'other' }, owner, 'RestApi')).toBe(false);
  });

  test('another uid is a namesake, another name, namespace, cluster or role is not', () => {
    expect(isNamesake({ ...tags, 'privateapi.dev/uid': 'other' }, owner, 'RestApi')).toBe(true);
    for (const name of ['name', 'namespace', 'cluster', 'role']) {
      expect(isNamesake({ ...tags, [`privateapi.dev/${name}`]: 'other' }, owner, 'RestApi')).toBe(false);
    }
  });

  test('a resource of another cluster or role has no owner here', () => {
    expect(ownerUid(tags, 'cluster-two', 'RestApi')).toBeUndefined();
    expect(ownerUid(tags, clusterId, 'Stage')).toBeUndefined();
  });
});

describe('what is shared', () => {
  const shared = sharedTags(clusterId, 'VpcLink', 'key');

  test('names no object', () => {
    expect(shared).toEqual({
      'privateapi.dev/cluster': clusterId,
      'privateapi.dev/role': 'VpcLink',
      'privateapi.dev/share-key': 'key',
    });
  });

  test('is known by cluster and role', () => {
    expect(shareKeyOf(shared, clusterId, 'VpcLink')).toBe('key');
    expect(shareKeyOf(shared, 'cluster-two', 'VpcLink')).toBeUndefined();
    expect(shareKeyOf(tags, clusterId, 'VpcLink')).toBeUndefined();
    expect(shareKeyOf({}, clusterId, 'VpcLink')).toBeUndefined();
  });

  test('has a key for each load balancer, always the same', () => {
    expect(vpcLinkShareKey(ordersArn)).toBe('d3871316a6cb28f6');
    expect(vpcLinkShareKey(stockArn)).not.toBe(vpcLinkShareKey(ordersArn));
  });
});

describe('a retained API', () => {
  const inCluster = { 'privateapi.dev/cluster': clusterId };
  const shareKeys = (count: number) => Array.from({ length: count }, (_, index) => vpcLinkShareKey(`${index}`)).sort();

  test.each([0, 1, 14, 15, 20])('keeps %d share keys in tags that AWS takes', (count) => {
    const retained = retainedTags(shareKeys(count));
    for (const value of Object.values(retained)) expect(value).toMatch(/^[\w .:/=+@-]{1,256}$/u);
    const read = retainedShareKeys({ ...inCluster, ...retained }, clusterId)!;
    expect(read.filter((key) => /^[0-9a-f]{16}$/u.test(key))).toEqual(shareKeys(count));
  });

  test('of another cluster, or one that is not retained, keeps nothing', () => {
    expect(retainedShareKeys({ ...inCluster, ...retainedTags(['key']) }, 'cluster-two')).toBeUndefined();
    expect(retainedShareKeys({ ...inCluster, ...tags }, clusterId)).toBeUndefined();
  });
});
