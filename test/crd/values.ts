import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Json } from './field-path.ts';

const sample = (name: string) =>
  parse(readFileSync(new URL(`../../deploy/samples/${name}.yaml`, import.meta.url), 'utf8'));

export const smallestObject = sample('smallest') as { spec: { [key: string]: Json } } & { [key: string]: Json };

/** What a single object cannot use beside what the full sample does. */
export const logsObject = sample('logs') as typeof smallestObject;

/** Every field is set that goes with the others; the first backend is named by no route, so that it can be changed alone. */
export const fullObject = sample('full') as typeof smallestObject & { spec: { backends: Json[] } };
export const arn = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/spare/50dc6c495c0c9188';
export const spare = { name: 'spare', loadBalancer: { arn } };
fullObject.spec.backends.unshift(spare);

/** Restricted to principals, which the full object cannot be: it has routes without authorization. */
export const principalsObject = sample('principals') as typeof smallestObject;

/** Whose requests a function answers, and routes that authorizers decide about. */
export const lambdaObject = sample('lambda') as typeof smallestObject;
export const authorizersObject = sample('authorizers') as typeof smallestObject;

export const route = { path: '/a', method: 'GET', backend: 'orders' };
export const routes = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ ...route, path: `/a/${index}` }));
export const backends = (count: number) => [
  { ...spare, name: 'orders' },
  { ...spare, name: 'stock' },
  ...Array.from({ length: count - 2 }, (_, index) => ({ ...spare, name: `spare-${index}` })),
];
export const id = (prefix: string, index: number) => `${prefix}-${index.toString(16).padStart(17, '0')}`;
export const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => id(prefix, index));
export const idObjects = (prefix: string, count: number) => ids(prefix, count).map((value) => ({ id: value }));
export const cidrs = (count: number) => Array.from({ length: count }, (_, index) => `10.${index}.0.0/16`);
export const entries = (count: number, value = 'x') =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, value]));
export const mediaTypes = (count: number) => Array.from({ length: count }, (_, index) => `image/${index}`);
export const letters = (count: number) => 'a'.repeat(count);
