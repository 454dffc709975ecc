import type { Json } from './field-path.ts';
import type { Refusal } from './refusals.ts';
import { letters, principalsObject, route, smallestObject } from './values.ts';

const notWithPrincipals = 'cors does not go with access.principals and access.organizations';
const answersOptions = 'cors answers OPTIONS on every path; remove cors or the routes with method OPTIONS';
const cors = { allowOrigins: ['*'] };
const headers = (count: number) => Array.from({ length: count }, (_, index) => `x-${index}`);
const methods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];
const origin = (length: number) => `https://${letters(length - 8)}`;
const withCors: Json = { ...smallestObject, spec: { ...smallestObject.spec, cors } };
const admittingRoles: Json = {
  ...principalsObject,
  spec: { ...principalsObject.spec, access: { organizations: ['o-a1b2c3d4e5'] } },
};

/** Limits of `spec.cors`; those without `of` are tried on the full object. */
export const corsRefusals: Refusal[] = [
  {
    path: 'spec',
    keyword: 'rule',
    of: admittingRoles,
    at: 'spec',
    good: { ...smallestObject.spec, cors },
    bad: { ...principalsObject.spec, cors },
    says: notWithPrincipals,
  },
  {
    path: 'spec',
    keyword: 'rule',
    of: withCors,
    at: 'spec.routes',
    good: [{ ...route, method: 'ANY' }],
    bad: [{ ...route, method: 'OPTIONS' }],
    says: answersOptions,
  },
  {
    path: 'spec.routes[].method',
    keyword: 'enum',
    of: smallestObject,
    good: 'OPTIONS',
    bad: 'options',
    says: 'Unsupported value: "options"',
  },
  { path: 'spec.cors.allowOrigins', keyword: 'minItems', good: ['*'], bad: [], says: 'at least 1 items' },
  {
    path: 'spec.cors.allowOrigins',
    keyword: 'maxItems',
    good: ['https://a.example'],
    bad: ['https://a.example', 'https://b.example'],
    says: 'must have at most 1 item',
  },
  {
    path: 'spec.cors.allowOrigins',
    keyword: 'x-kubernetes-list-type',
    good: ['*'],
    bad: ['*', '*'],
    says: 'Duplicate value',
  },
  {
    path: 'spec.cors.allowOrigins[]',
    keyword: 'maxLength',
    good: origin(270),
    bad: origin(271),
    says: 'may not be more than 270',
  },
  ...['shop.example', 'https://', 'https://a.example/', "https://a'b", 'https://*.example', 'null', 'HTTPS://A'].map(
    (bad): Refusal => ({
      path: 'spec.cors.allowOrigins[]',
      keyword: 'pattern',
      good: 'http://localhost:3000',
      bad,
      says: 'should match',
    }),
  ),
  { path: 'spec.cors.allowMethods', keyword: 'minItems', good: ['GET'], bad: [], says: 'at least 1 items' },
  {
    path: 'spec.cors.allowMethods',
    keyword: 'maxItems',
    good: methods,
    bad: [...methods, 'TRACE'],
    says: 'must have at most 7 items',
  },
  {
    path: 'spec.cors.allowMethods',
    keyword: 'x-kubernetes-list-type',
    good: ['GET', 'PUT'],
    bad: ['GET', 'GET'],
    says: 'Duplicate value',
  },
  {
    path: 'spec.cors.allowMethods[]',
    keyword: 'enum',
    good: 'PATCH',
    bad: 'ANY',
    says: 'Unsupported value: "ANY"',
  },
  { path: 'spec.cors.allowHeaders', keyword: 'minItems', good: ['*'], bad: [], says: 'at least 1 items' },
  {
    path: 'spec.cors.allowHeaders',
    keyword: 'maxItems',
    good: headers(50),
    bad: headers(51),
    says: 'must have at most 50 items',
  },
  {
    path: 'spec.cors.allowHeaders',
    keyword: 'x-kubernetes-list-type',
    good: headers(2),
    bad: ['x-a', 'x-a'],
    says: 'Duplicate value',
  },
  {
    path: 'spec.cors.allowHeaders[]',
    keyword: 'maxLength',
    good: letters(128),
    bad: letters(129),
    says: 'may not be more than 128',
  },
  ...["x'", 'a,b', 'a b', 'x-*', 'a:b'].map((bad): Refusal => ({
    path: 'spec.cors.allowHeaders[]',
    keyword: 'pattern',
    good: 'X-Requested-With',
    bad,
    says: 'should match',
  })),
  { path: 'spec.cors.maxAgeSeconds', keyword: 'minimum', good: 0, bad: -1, says: 'greater than or equal to 0' },
  {
    path: 'spec.cors.maxAgeSeconds',
    keyword: 'maximum',
    good: 86_400,
    bad: 86_401,
    says: 'less than or equal to 86400',
  },
];
