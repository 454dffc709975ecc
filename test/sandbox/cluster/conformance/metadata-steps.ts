import type { Seen, Step } from './step.ts';
import { core, group, metadataOnly, step, versionOf, widgets } from './step.ts';

const configMaps = `${core}/conformance/configmaps`;
const selector = 'fieldSelector=metadata.namespace%3Dconformance';

const listed = (name: string, path: Step['path']): Step => ({ ...step(name, 'GET', path), accept: metadataOnly.list });
const read = (name: string, path: Step['path']): Step => ({ ...step(name, 'GET', path), accept: metadataOnly.object });

const sinceFirst = (path: string) => (seen: Seen) =>
  `${path}watch=true&timeoutSeconds=1&resourceVersion=${versionOf(seen, 'metadata of no config maps')}`;

/** Metadata of kinds that are watched because something refers to them. */
export const metadataSteps: readonly Step[] = [
  listed('metadata of no config maps', `/api/v1/configmaps?${selector}`),
  step('a config map that is referred to', 'POST', configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'referred', labels: { a: 'b' }, annotations: { c: 'd' } },
    data: { a: 'b' },
  }),
  step('and another one', 'POST', configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'second' },
  }),
  listed('metadata of config maps', `/api/v1/configmaps?${selector}`),
  listed('metadata of config maps, first page', `${configMaps}?limit=1`),
  listed('metadata of config maps, second page', (seen) => {
    const token = seen('metadata of config maps, first page').body.metadata.continue as string;
    return `${configMaps}?limit=1&continue=${encodeURIComponent(token)}`;
  }),
  read('metadata of a config map', `${configMaps}/referred`),
  read('metadata of a config map that is not there', `${configMaps}/nowhere`),
  listed('metadata of widgets', widgets),
  step('the referred config map goes', 'DELETE', `${configMaps}/referred`),
  read('a metadata watch of config maps', sinceFirst(`/api/v1/configmaps?${selector}&`)),
  read('a metadata watch of widgets', (seen) => {
    const since = versionOf(seen, 'an empty list');
    return `${group}/widgets?watch=true&timeoutSeconds=1&resourceVersion=${since}`;
  }),
];
