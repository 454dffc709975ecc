import { expect } from '@jest/globals';
import { linkTarget, loadBalancers, orders, route, servedMethod } from '../fields/field-row.ts';
import type { Spec } from '../fields/field-row.ts';
import { unknown } from './bad-input.ts';
import type { BadInput, HarmlessInput } from './bad-input.ts';

const backend = (fields: object): Spec => ({ backends: [{ ...orders, ...fields }] });
const routes = (fields: object): Spec => ({ routes: [{ ...route, ...fields }] });
const foreignArn = loadBalancers.orders.arn.replace('111122223333', '999999999999');

/** Requests go through a link to a load balancer that is open to the namespace, with nobody's credentials. */
export const badBackends: readonly BadInput[] = [
  unknown('a URI', backend({ uri: 'http://169.254.169.254/' }), 'backends[0].uri'),
  unknown('a URI of a route', routes({ uri: 'http://169.254.169.254/' }), 'routes[0].uri'),
  unknown("the caller's credentials", backend({ credentials: 'arn:aws:iam::*:user/*' }), 'backends[0].credentials'),
  unknown('a powerful role', routes({ credentials: 'arn:aws:iam::111122223333:role/admin' }), 'routes[0].credentials'),
  unknown('a connection to the internet', backend({ connectionType: 'INTERNET' }), 'backends[0].connectionType'),
  unknown(
    'a mapping template',
    routes({ requestTemplates: { 'application/json': '$input.json("$")' } }),
    'routes[0].requestTemplates',
  ),
  {
    name: 'a URL as host name',
    spec: backend({ hostname: 'http://169.254.169.254' }),
    by: 'schema',
    says: 'should match',
  },
  {
    name: 'a host name with a port',
    spec: backend({ hostname: '169.254.169.254:80' }),
    by: 'schema',
    says: 'should match',
  },
  { name: 'a host name with user information', spec: backend({ hostname: 'a@b' }), by: 'schema', says: 'should match' },
  {
    name: 'a stage variable as host name',
    spec: backend({ hostname: '${stageVariables.x}' }),
    by: 'schema',
    says: 'should match',
  },
  {
    name: 'a template as backend path',
    spec: routes({ backendPath: '/#set($a = 1)' }),
    by: 'schema',
    says: 'should match',
  },
  {
    name: 'a backend path over two lines',
    spec: routes({ backendPath: '/a\r\nx: y' }),
    by: 'schema',
    says: 'should match',
  },
  {
    name: 'a stage variable in the backend path',
    spec: routes({ backendPath: '/${stageVariables.x}' }),
    by: 'InvalidSpec',
    says: 'backendPath uses {stageVariables.x}, which is no variable of the path',
  },
  {
    name: 'a load balancer of another account',
    spec: backend({ loadBalancer: { arn: foreignArn } }),
    by: 'LoadBalancerNotFound',
    says: 'does not exist in account 111122223333',
  },
  {
    name: 'a function of another account in the place of a load balancer',
    spec: backend({ loadBalancer: { arn: 'arn:aws:lambda:eu-west-1:999999999999:function:admin' } }),
    by: 'schema',
    says: 'should match',
  },
];

export const harmlessBackends: readonly HarmlessInput[] = [
  {
    name: 'the metadata address as host name, which only becomes the Host header',
    spec: backend({ hostname: '169.254.169.254' }),
    holds: (observed) => expect(linkTarget(observed)).toBe(loadBalancers.orders.arn),
  },
  {
    name: 'a backend path that looks like another host',
    spec: routes({ backendPath: '//169.254.169.254/@internal:80/' }),
    holds(observed) {
      expect(linkTarget(observed)).toBe(loadBalancers.orders.arn);
      expect(new URL(servedMethod(observed)!.integration!.uri!).hostname).toContain('orders-50dc6c495c0c9188.elb.');
    },
  },
];
