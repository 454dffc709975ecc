import { expect, test } from '@jest/globals';
import type { ConfigMapObject } from '../../src/api/referred-objects.ts';
import { exportedConfigMap } from '../../src/desired/exported-config-map.ts';
import { planExport } from '../../src/plan/plan-export.ts';
import { aPrivateApi } from '../builders/private-api.ts';

const status = {
  observedGeneration: 1,
  region: 'eu-west-1',
  invokeUrl: 'https://a1b2c3d4e5-vpce-1.execute-api.eu-west-1.amazonaws.com/prod',
  restApi: { id: 'a1b2c3d4e5' },
  stage: { name: 'prod', deploymentId: 'dep1' },
};
const object = aPrivateApi({ spec: { export: { configMap: { name: 'orders-api' } } } });
const { uid } = object.metadata;
const wanted = exportedConfigMap(object, status)!;
const live: ConfigMapObject = {
  metadata: { ...wanted.metadata, uid: 'theirs', resourceVersion: '1' },
  data: wanted.data,
};
const withMetadata = (metadata: Partial<ConfigMapObject['metadata']>) => ({
  ...live,
  metadata: { ...live.metadata, ...metadata },
});
const [owner] = wanted.metadata.ownerReferences;

test('the ConfigMap says where the API is, and whose it is', () => {
  expect(wanted).toEqual({
    metadata: {
      name: 'orders-api',
      namespace: 'shop',
      labels: { 'app.kubernetes.io/managed-by': 'private-api-operator' },
      ownerReferences: [
        { apiVersion: 'privateapi.dev/v1alpha1', kind: 'PrivateApi', name: 'orders', uid, controller: true },
      ],
    },
    data: {
      invokeUrl: 'https://a1b2c3d4e5-vpce-1.execute-api.eu-west-1.amazonaws.com/prod',
      restApiId: 'a1b2c3d4e5',
      stage: 'prod',
      region: 'eu-west-1',
    },
  });
});

test.each(['invokeUrl', 'restApi', 'stage', 'region'] as const)('nothing is exported without %s', (missing) => {
  const { [missing]: _missing, ...rest } = status;
  expect(exportedConfigMap(object, rest)).toBeUndefined();
});

test('nothing is exported when the spec names no ConfigMap', () => {
  expect(exportedConfigMap(aPrivateApi(), status)).toBeUndefined();
});

test.each<{ name: string; found: ConfigMapObject | undefined; step: string }>([
  { name: 'not there', found: undefined, step: 'create' },
  { name: 'as wanted', found: live, step: 'nothing' },
  { name: 'with a key more', found: { ...live, data: { ...wanted.data, theirs: 'x' } }, step: 'nothing' },
  {
    name: 'with a label more',
    found: withMetadata({ labels: { ...wanted.metadata.labels, a: 'b' } }),
    step: 'nothing',
  },
  { name: 'immutable, as wanted', found: { ...live, immutable: true }, step: 'nothing' },
  { name: 'with another value', found: { ...live, data: { ...wanted.data, stage: 'x' } }, step: 'apply' },
  { name: 'without data', found: { metadata: live.metadata }, step: 'apply' },
  { name: 'without our label', found: withMetadata({ labels: {} }), step: 'apply' },
  { name: 'immutable, with another value', found: { ...live, data: {}, immutable: true }, step: 'remake' },
  { name: 'without an owner', found: withMetadata({ ownerReferences: [] }), step: 'refuse' },
  {
    name: 'of an earlier object of the name',
    found: withMetadata({ ownerReferences: [{ ...owner!, uid: 'earlier' }] }),
    step: 'refuse',
  },
  {
    name: 'owned, and controlled by another',
    found: withMetadata({
      ownerReferences: [
        { ...owner!, controller: false },
        { ...owner!, uid: 'other' },
      ],
    }),
    step: 'refuse',
  },
])('$name: $step', ({ found, step }) => {
  expect(planExport(wanted, found, uid)).toBe(step);
});
