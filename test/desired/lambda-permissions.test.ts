import { expect, test } from '@jest/globals';
import { permissionSource, statementIds } from '../../src/desired/lambda-permissions.ts';
import { aDesiredState } from '../builders/desired-state.ts';
import { identity, owner, restApiId } from '../builders/names.ts';
import { aRoute } from '../builders/private-api.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:orders';
const backend = { name: 'orders', lambda: { functionArn }, timeoutMilliseconds: 29_000 };

test('an object without functions asks for none', () => {
  expect(aDesiredState().permissions).toBeUndefined();
});

test('a function that no route leads to stays shut', () => {
  const { permissions } = aDesiredState({
    backends: [backend, { ...backend, name: 'spare', lambda: { functionArn: `${functionArn}-2` } }],
  });
  expect(permissions?.map((permission) => permission.functionArn)).toEqual([functionArn]);
});

test('many routes of one function are one statement, for the stage of this API only', () => {
  const routes = Array.from({ length: 50 }, (_, index) => aRoute({ path: `/r${index}` }));
  const { permissions } = aDesiredState({ backends: [backend], routes });
  expect(permissions).toHaveLength(1);
  expect(permissionSource(permissions![0]!, identity, restApiId)).toEqual({
    sourceArn: `arn:aws:execute-api:eu-west-1:111122223333:${restApiId}/prod/*`,
    sourceAccount: '111122223333',
  });
});

test("ids of statements are Lambda's to take, differ by use, and belong to one life of one object in one cluster", () => {
  const others = [
    { ...owner, uid: 'another' },
    { ...owner, namespace: 'bank' },
    { ...owner, name: 'stock' },
    { ...owner, clusterId: 'cluster-two' },
  ];
  const ids = [owner, ...others].flatMap((one) => Object.values(statementIds(one)));
  expect(new Set(ids).size).toBe(10);
  expect(ids.filter((id) => !/^[a-zA-Z0-9_-]{1,100}$/u.test(id))).toEqual([]);
});
