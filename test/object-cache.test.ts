import { beforeEach, describe, expect, test } from '@jest/globals';
import type { PrivateApi } from '../src/api/private-api.ts';
import { createObjectCache } from '../src/object-cache.ts';
import { aPrivateApi } from './builders/private-api.ts';

const key = 'shop/orders';
const version = (resourceVersion: string, uid = 'uid-1') => aPrivateApi({ metadata: { resourceVersion, uid } });

/** The watch, which lags behind what the process writes. */
let watched: PrivateApi[] = [];
let cache = createObjectCache({ get: () => undefined, list: () => [] });
beforeEach(() => {
  watched = [version('999')];
  cache = createObjectCache({
    get: (wanted) => watched.find(({ metadata }) => `${metadata.namespace}/${metadata.name}` === wanted),
    list: () => watched,
  });
});
const seen = () => [cache.get(key), ...cache.list()].map((object) => object?.metadata.resourceVersion);

test('without writes it shows what the watch has', () => {
  expect(seen()).toEqual(['999', '999']);
  expect(cache.get('shop/other')).toBeUndefined();
});

describe('after a write of this process', () => {
  test('its answer is shown until the watch has caught up', () => {
    cache.remember(version('1000'));
    expect(seen()).toEqual(['1000', '1000']);
  });

  test('versions are compared as numbers, not as text', () => {
    watched = [version('1000')];
    cache.remember(version('999'));
    expect(seen()).toEqual(['1000', '1000']);
  });

  test('what the watch has is shown once it is newer, also before it told of it', () => {
    cache.remember(version('1000'));
    watched = [version('1001')];
    expect(seen()).toEqual(['1001', '1001']);
  });

  test('an event from before the write changes nothing', () => {
    cache.remember(version('1001'));
    watched = [version('1000')];
    cache.caughtUp(key, watched[0]);
    expect(seen()).toEqual(['1001', '1001']);
  });

  test('the write itself or a later event ends it, even if the watch is then set back by a new list', () => {
    cache.remember(version('1000'));
    cache.caughtUp(key, version('1000'));
    expect(seen()).toEqual(['999', '999']);
  });

  test('a deleted object does not come back by it', () => {
    cache.remember(version('1000'));
    watched = [];
    cache.caughtUp(key, undefined);
    expect(cache.get(key)).toBeUndefined();
    expect(cache.list()).toEqual([]);
  });

  test('a new object of the same name is not taken for the old one, whatever its version', () => {
    cache.remember(version('1000'));
    watched = [version('998', 'uid-2')];
    expect(seen()).toEqual(['998', '998']);
  });

  test('other objects are left alone', () => {
    const other = aPrivateApi({ metadata: { name: 'stock', resourceVersion: '5' } });
    watched = [...watched, other];
    cache.remember(version('1000'));
    expect(cache.get('shop/stock')).toBe(other);
  });
});

test('versions beyond the safe integers are told apart', () => {
  watched = [version('9007199254740993')];
  cache.remember(version('9007199254740992'));
  expect(seen()[0]).toBe('9007199254740993');
});
