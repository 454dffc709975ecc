import { expect } from '@jest/globals';
import { route, schema } from '../field-row.ts';
import type { AnyField, Spec } from '../field-row.ts';

const path = (path: string): Spec => ({ routes: [{ ...route, path }] });
const deployment = ['PutRestApi', 'CreateDeployment', 'UpdateStage'];

export const fields: readonly AnyField[] = [
  {
    field: 'history.limit',
    set: { history: { limit: 1 } },
    change: { history: { limit: 2 } },
    async conduct({ apply, observed }) {
      const kept = () => observed().api.deployments.size;
      await apply(path('/a'));
      await apply(path('/b'));
      expect(kept()).toBe(3);
      expect(await apply({ ...path('/b'), history: { limit: 1 } })).toEqual(['DeleteDeployment', 'DeleteDeployment']);
      expect(kept()).toBe(1);
      expect(await apply({ ...path('/b'), history: { limit: 2 } })).toEqual([]);
      expect(await apply({ ...path('/c'), history: { limit: 2 } })).toEqual(deployment);
      expect(await apply({ ...path('/d'), history: { limit: 2 } })).toEqual([...deployment, 'DeleteDeployment']);
      expect(kept()).toBe(2);
      expect(await apply(path('/d'))).toEqual([]);
      expect(await apply(path('/e'))).toEqual(deployment);
      expect(kept()).toBe(3);
    },
    invalid: [schema({ history: { limit: 21 } }, 'less than or equal to 20')],
  },
  {
    field: 'deletionPolicy',
    set: { deletionPolicy: 'Retain' },
    change: { deletionPolicy: 'Delete' },
    async conduct({ apply, remove, account }) {
      expect(await apply({ deletionPolicy: 'Retain' })).toEqual([]);
      expect(await apply({ deletionPolicy: 'Delete' })).toEqual([]);
      await remove();
      expect(account.restApis.size).toBe(0);
      await apply({ deletionPolicy: 'Retain' });
      await apply({});
      await remove();
      expect(account.restApis.size).toBe(0);
      await apply({ deletionPolicy: 'Retain' });
      await remove();
      expect([...account.restApis.values()].map(({ stages }) => stages.size)).toEqual([1]);
    },
    invalid: [schema({ deletionPolicy: 'Orphan' }, 'Unsupported value: "Orphan"')],
  },
  {
    field: 'suspend',
    set: { suspend: true },
    change: { suspend: false },
    async conduct({ apply, applyOnly, observed, ready }) {
      const paths = () => [...observed().api.resources.values()].map((resource) => resource.path).sort();
      expect(await applyOnly({ suspend: true, ...path('/a') })).toEqual([]);
      expect([ready()?.status, paths()]).toEqual(['True', ['/', '/orders']]);
      expect(await apply({ suspend: false, ...path('/a') })).toEqual(deployment);
      expect(await applyOnly({ suspend: true, ...path('/b') })).toEqual([]);
      expect(await apply(path('/b'))).toEqual(deployment);
      expect(paths()).toEqual(['/', '/b']);
    },
    invalid: [schema({ suspend: 'yes' }, 'must be of type boolean')],
  },
  {
    field: 'export.configMap.name',
    set: { export: { configMap: { name: 'orders-api' } } },
    change: { export: { configMap: { name: 'orders-url' } } },
    async conduct({ apply, remove, configMaps }) {
      const exportTo = (name: string) => apply({ export: { configMap: { name } } });
      expect([await exportTo('orders-api'), configMaps()]).toEqual([[], ['orders-api']]);
      expect([await exportTo('orders-url'), configMaps()]).toEqual([[], ['orders-url']]);
      expect([await apply({}), configMaps()]).toEqual([[], []]);
      await exportTo('orders-api');
      await remove();
      expect(configMaps()).toEqual([]);
    },
    invalid: [schema({ export: { configMap: { name: 'Orders' } } }, 'should match')],
  },
];
