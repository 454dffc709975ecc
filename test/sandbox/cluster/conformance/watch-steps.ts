import type { Seen, Step } from './step.ts';
import { events, group, leases, privateApis, step, versionOf, widgets } from './step.ts';

const since =
  (name: string, list = 'an empty list') =>
  (seen: Seen) =>
    `${name}watch=true&timeoutSeconds=1&resourceVersion=${versionOf(seen, list)}`;

const forgottenPage = Buffer.from('{"v":"meta.k8s.io/v1","rv":2,"start":"i\\u0000"}').toString('base64url');

export const watchSteps: readonly Step[] = [
  step('a watch from the beginning', 'GET', since(`${widgets}?`)),
  step('a watch of all namespaces', 'GET', since(`${group}/widgets?`)),
  step('a watch of one object', 'GET', since(`${widgets}?fieldSelector=metadata.name%3Done&`)),
  step('a watch by label', 'GET', since(`${widgets}?labelSelector=a%3Db&`)),
  step('a watch of leases', 'GET', since(`${leases}?`)),
  step('a watch of events', 'GET', since(`${events}?`)),
  step('a watch of private apis', 'GET', since(`${privateApis}?`)),
  step('a watch with nothing new', 'GET', since(`${widgets}?`, 'list at the end')),
  step('a watch without a resourceVersion sends what is there', 'GET', `${widgets}?watch=true&timeoutSeconds=1`),
  step(
    'a watch from a resourceVersion that is no number',
    'GET',
    `${widgets}?watch=true&timeoutSeconds=1&resourceVersion=abc`,
  ),
  {
    ...step('list, on from a forgotten page', 'GET', `${widgets}?limit=2&continue=${forgottenPage}`),
    compactsBefore: true,
  },
  step('list, on from where the forgotten page left off', 'GET', (seen) => {
    const token = seen('list, on from a forgotten page').body.metadata.continue as string;
    return `${widgets}?limit=2&continue=${encodeURIComponent(token)}`;
  }),
  step('a watch from a forgotten resourceVersion', 'GET', `${widgets}?watch=true&timeoutSeconds=1&resourceVersion=1`),
];
