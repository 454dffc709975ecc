import { privateApiExample } from './conformance-private-api.ts';

/** What an earlier step was answered. */
// oxlint-disable-next-line typescript/no-explicit-any -- answers of every kind
export type Seen = (step: string) => any;

export interface Step {
  readonly name: string;
  readonly method: string;
  readonly path: string | ((seen: Seen) => string);
  readonly body?: unknown;
  readonly contentType: string;
  readonly userAgent: string;
}

export const jsonPatch = 'application/json-patch+json';
export const mergePatch = 'application/merge-patch+json';
export const applyPatch = 'application/apply-patch+yaml';

const group = '/apis/conformance.example.com/v1';
const widgets = `${group}/namespaces/conformance/widgets`;
const leases = '/apis/coordination.k8s.io/v1/namespaces/conformance/leases';
const events = '/apis/events.k8s.io/v1/namespaces/conformance/events';
const core = '/api/v1/namespaces';
const privateApis = '/apis/privateapi.dev/v1alpha1/namespaces/conformance/privateapis';

type Body = object | ((seen: Seen) => unknown);

function step(name: string, method: string, path: Step['path'], body?: Body, contentType = 'application/json'): Step {
  return { name, method, path, ...(body !== undefined && { body }), contentType, userAgent: 'conformance/1.0 (test)' };
}

function widget(name: string, spec: object, metadata: object = {}): object {
  return { apiVersion: 'conformance.example.com/v1', kind: 'Widget', metadata: { name, ...metadata }, spec };
}

function widgetStatus(name: string, status: object, metadata: object = {}): object {
  return { apiVersion: 'conformance.example.com/v1', kind: 'Widget', metadata: { name, ...metadata }, status };
}

function apply(name: string, path: Step['path'], body: Body): Step {
  return step(name, 'PATCH', path, body, applyPatch);
}

const by = (manager: string, force = false) => `?fieldManager=${manager}${force ? '&force=true' : ''}`;
const versionOf = (seen: Seen, name: string): string => seen(name).body.metadata.resourceVersion as string;

function lease(name: string, spec: object, metadata: object = {}): object {
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, ...metadata }, spec };
}

function event(name: string, fields: object): object {
  return { apiVersion: 'events.k8s.io/v1', kind: 'Event', metadata: { name }, ...fields };
}

const eventFields = {
  eventTime: '2026-01-02T03:04:05.123000Z',
  reportingController: 'example.com/controller',
  reportingInstance: 'controller-0',
  action: 'Create',
  reason: 'Created',
  type: 'Normal',
  note: 'made it',
  regarding: { apiVersion: 'conformance.example.com/v1', kind: 'Widget', name: 'one', namespace: 'conformance' },
};

const namespaceSteps: Step[] = [
  step('a namespace is created', 'POST', core, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'conformance' },
  }),
  step('a namespace is read', 'GET', `${core}/conformance`),
  step('the kube-system namespace is there', 'GET', `${core}/kube-system`),
  step('a missing namespace is not found', 'GET', `${core}/nowhere`),
];

const createSteps: Step[] = [
  step('an empty list', 'GET', widgets),
  step('create fills in defaults and metadata', 'POST', widgets, widget('one', { title: 'first' })),
  step('create twice', 'POST', widgets, widget('one', { title: 'first' })),
  step('get', 'GET', `${widgets}/one`),
  step('get what is missing', 'GET', `${widgets}/missing`),
  step('get an unknown resource', 'GET', `${group}/namespaces/conformance/sprockets/one`),
  step('get an unknown subresource', 'GET', `${widgets}/one/scale`),
  step('get an unknown group', 'GET', '/apis/nowhere.example.com/v1/things'),
  step('get the status subresource', 'GET', `${widgets}/one/status`),
  step('create in a missing namespace', 'POST', `${group}/namespaces/nowhere/widgets`, widget('one', { title: 'x' })),
  step('create with a status that is dropped', 'POST', widgets, {
    ...widget('two', { title: 'second' }),
    status: { note: 'no' },
  }),
  step(
    'create with every kind of field',
    'POST',
    widgets,
    widget(
      'full',
      {
        title: 'full',
        size: 3,
        color: 'red',
        hint: null,
        port: 'http',
        labels: { a: 'b' },
        limits: { low: 1, high: 2 },
        nested: { note: 'n' },
        parts: [{ name: 'a' }, { name: 'b', count: 2 }],
        routes: [{ path: '/', method: 'GET', to: 'a' }],
        tags: ['x', 'y'],
        steps: ['s', 't'],
        free: { any: { thing: [1, { deep: true }] } },
      },
      { labels: { app: 'full', tier: 'a' }, annotations: { note: 'n' }, finalizers: ['example.com/keep'] },
    ),
  ),
  step('create with generateName', 'POST', widgets, {
    ...widget('x', { title: 'generated' }),
    metadata: { generateName: 'gen-' },
  }),
  step('create without a name', 'POST', widgets, { ...widget('x', { title: 'generated' }), metadata: {} }),
  step('create with a bad name', 'POST', widgets, widget('Bad_Name', { title: 'x' })),
  step('create with a resourceVersion', 'POST', widgets, widget('three', { title: 'x' }, { resourceVersion: '1' })),
  step(
    'create with another namespace in the body',
    'POST',
    widgets,
    widget('three', { title: 'x' }, { namespace: 'other' }),
  ),
  step('create another kind', 'POST', widgets, { ...widget('three', { title: 'x' }), kind: 'Gizmo' }),
  step('create another version', 'POST', widgets, {
    apiVersion: 'conformance.example.com/v2',
    kind: 'Widget',
    metadata: { name: 'three' },
  }),
  step(
    'create drops unknown fields with a warning',
    'POST',
    widgets,
    widget('unknown', { title: 'x', surplus: 1, parts: [{ name: 'a', extra: 1 }] }),
  ),
  step(
    'create with unknown fields, strictly',
    'POST',
    `${widgets}?fieldValidation=Strict`,
    widget('strict', { title: 'x', surplus: 1 }),
  ),
  step(
    'create with unknown fields, ignored',
    'POST',
    `${widgets}?fieldValidation=Ignore`,
    widget('ignored', { title: 'x', surplus: 1 }),
  ),
  step(
    'create with a field manager of its own',
    'POST',
    `${widgets}?fieldManager=somebody`,
    widget('managed', { title: 'x' }),
  ),
  step('create a cluster-wide object', 'POST', `${group}/gadgets`, {
    apiVersion: 'conformance.example.com/v1',
    kind: 'Gadget',
    metadata: { name: 'g' },
    spec: { title: 't' },
    status: { note: 'kept' },
  }),
  step('a status subresource that is not declared', 'GET', `${group}/gadgets/g/status`),
  step(
    'without a status subresource status is part of the object and of its generation',
    'PATCH',
    `${group}/gadgets/g`,
    { status: { note: 'new' } },
    mergePatch,
  ),
];

const invalidSpecs: readonly [string, object][] = [
  ['a missing required field', {}],
  ['a wrong type', { title: 5 }],
  ['a null', { title: null }],
  ['a null in an optional field', { title: 'x', color: null }],
  ['a null in an optional list', { title: 'x', tags: null }],
  ['a null in a nullable field', { title: 'x', hint: null }],
  ['a null where there is a default', { title: 'x', size: null }],
  ['an unknown enum value', { title: 'x', color: 'blue' }],
  ['a pattern', { title: 'UPPER' }],
  ['too short', { title: '' }],
  ['too long', { title: 'a'.repeat(21) }],
  ['too small', { title: 'x', size: 0 }],
  ['too large', { title: 'x', size: 11 }],
  ['too few items', { title: 'x', steps: [] }],
  ['too many items', { title: 'x', parts: ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name })) }],
  ['two list map items with one key', { title: 'x', parts: [{ name: 'a' }, { name: 'a' }] }],
  [
    'two list map items with one pair of keys',
    {
      title: 'x',
      routes: [
        { path: '/', method: 'GET' },
        { path: '/', method: 'GET' },
      ],
    },
  ],
  ['a set with a value twice', { title: 'x', tags: ['a', 'a'] }],
  ['a list item without its key', { title: 'x', parts: [{ count: 1 }] }],
  ['a wrong type deep down', { title: 'x', parts: [{ name: 'a', count: 'many' }] }],
  ['a list where an object belongs', { title: 'x', nested: [] }],
  ['a string where a map entry must be text', { title: 'x', labels: { a: 1 } }],
  ['a boolean where int or string belongs', { title: 'x', port: true }],
  ['several problems at once', { size: 0, color: 'blue' }],
];
const invalidSteps = invalidSpecs.map(([problem, spec], index) =>
  step(`create with ${problem}`, 'POST', widgets, widget(`invalid-${index}`, spec)),
);

const listSteps: Step[] = [
  step('list', 'GET', widgets),
  step('list of all namespaces', 'GET', `${group}/widgets`),
  step('list of another namespace', 'GET', `${group}/namespaces/other/widgets`),
  step('list, page one', 'GET', `${widgets}?limit=2`),
  step(
    'list, page two',
    'GET',
    (seen) => `${widgets}?limit=2&continue=${encodeURIComponent(seen('list, page one').body.metadata.continue)}`,
  ),
  step(
    'list, the rest',
    'GET',
    (seen) => `${widgets}?continue=${encodeURIComponent(seen('list, page two').body.metadata.continue)}`,
  ),
  step('list with a limit that is enough', 'GET', `${widgets}?limit=500`),
  step('list from the cache', 'GET', `${widgets}?limit=500&resourceVersion=0`),
  step('list with a malformed continue token', 'GET', `${widgets}?continue=eA`),
  step('list by label', 'GET', `${widgets}?labelSelector=app%3Dfull`),
  step('list by label inequality', 'GET', `${widgets}?labelSelector=app!%3Dfull`),
  step(
    'list by label set',
    'GET',
    `${widgets}?labelSelector=${encodeURIComponent('app in (full,other),tier notin (b)')}`,
  ),
  step('list by label existence', 'GET', `${widgets}?labelSelector=app`),
  step('list by label absence', 'GET', `${widgets}?labelSelector=${encodeURIComponent('!app')}`),
  step('list by name', 'GET', `${widgets}?fieldSelector=metadata.name%3Done`),
  step('list by an unknown field', 'GET', `${widgets}?fieldSelector=spec.title%3Dfirst`),
  step('list of a built-in kind', 'GET', `${core}/conformance/secrets`),
  step('list of namespaces by name', 'GET', `${core}?fieldSelector=metadata.name%3Dconformance`),
];

const updateSteps: Step[] = [
  step('replace', 'PUT', `${widgets}/one`, (seen) => ({ ...seen('get').body, spec: { title: 'changed', size: 2 } })),
  step('replace with an old resourceVersion', 'PUT', `${widgets}/one`, (seen) => ({
    ...seen('get').body,
    spec: { title: 'again' },
  })),
  step('replace without a resourceVersion', 'PUT', `${widgets}/one`, widget('one', { title: 'blind' })),
  step(
    'replace what is missing',
    'PUT',
    `${widgets}/missing`,
    widget('missing', { title: 'x' }, { resourceVersion: '5' }),
  ),
  step('replace under another name', 'PUT', `${widgets}/one`, (seen) =>
    widget('other', { title: 'x' }, { resourceVersion: versionOf(seen, 'replace') }),
  ),
  step('replace with another uid', 'PUT', `${widgets}/one`, (seen) =>
    widget(
      'one',
      { title: 'x' },
      { resourceVersion: versionOf(seen, 'replace'), uid: '00000000-0000-4000-a000-000000000000' },
    ),
  ),
  step('replace by the same is no write', 'PUT', `${widgets}/one`, (seen) => seen('replace').body),
  step('replace with an invalid object', 'PUT', `${widgets}/one`, (seen) => ({
    ...seen('replace').body,
    spec: { title: 'UPPER' },
  })),
  step('replace status leaves spec alone', 'PUT', `${widgets}/one/status`, (seen) => ({
    ...seen('replace').body,
    spec: { title: 'ignored' },
    status: { note: 'put' },
  })),
  step('replace metadata only', 'PUT', `${widgets}/one`, (seen) => {
    const object = seen('replace status leaves spec alone').body;
    return { ...object, metadata: { ...object.metadata, labels: { a: 'b' } } };
  }),
];

const patchSteps: Step[] = [
  step(
    'merge patch',
    'PATCH',
    `${widgets}/one`,
    { metadata: { labels: { a: null, c: 'd' }, annotations: { n: '1' } }, spec: { size: 4 } },
    mergePatch,
  ),
  step('merge patch that changes nothing', 'PATCH', `${widgets}/one`, { spec: { size: 4 } }, mergePatch),
  step(
    'merge patch with an old resourceVersion',
    'PATCH',
    `${widgets}/one`,
    (seen) => ({ metadata: { resourceVersion: versionOf(seen, 'replace') }, spec: { size: 5 } }),
    mergePatch,
  ),
  step(
    'merge patch with the right resourceVersion',
    'PATCH',
    `${widgets}/one`,
    (seen) => ({ metadata: { resourceVersion: versionOf(seen, 'merge patch') }, spec: { size: 5 } }),
    mergePatch,
  ),
  step(
    'merge patch of status by another manager',
    'PATCH',
    `${widgets}/one/status?fieldManager=status-writer`,
    { status: { note: 'patched', conditions: [{ type: 'Ready', status: 'True' }] } },
    mergePatch,
  ),
  step(
    'merge patch of status on the main resource does nothing',
    'PATCH',
    `${widgets}/one`,
    { status: { note: 'no' } },
    mergePatch,
  ),
  step(
    'merge patch of spec on status does nothing',
    'PATCH',
    `${widgets}/one/status`,
    { spec: { size: 9 } },
    mergePatch,
  ),
  step('merge patch of what is missing', 'PATCH', `${widgets}/missing`, { spec: { size: 9 } }, mergePatch),
  step('merge patch with an invalid value', 'PATCH', `${widgets}/one`, { spec: { size: 99 } }, mergePatch),
  step(
    'merge patch removes fields',
    'PATCH',
    `${widgets}/one`,
    { metadata: { labels: null, annotations: null }, spec: { size: null } },
    mergePatch,
  ),
  step(
    'json patch adds',
    'PATCH',
    `${widgets}/one`,
    [
      { op: 'add', path: '/spec/tags', value: ['t'] },
      { op: 'add', path: '/spec/tags/-', value: 'u' },
    ],
    jsonPatch,
  ),
  step(
    'json patch whose test fails',
    'PATCH',
    `${widgets}/one`,
    [
      { op: 'test', path: '/metadata/resourceVersion', value: '1' },
      { op: 'remove', path: '/spec/tags' },
    ],
    jsonPatch,
  ),
  step(
    'json patch whose test passes',
    'PATCH',
    `${widgets}/one`,
    (seen) => [
      { op: 'test', path: '/metadata/resourceVersion', value: versionOf(seen, 'json patch adds') },
      { op: 'add', path: '/metadata/finalizers', value: ['example.com/one'] },
    ],
    jsonPatch,
  ),
  step(
    'json patch with test of a missing path',
    'PATCH',
    `${widgets}/one`,
    [{ op: 'test', path: '/spec/color', value: 'red' }],
    jsonPatch,
  ),
  step(
    'json patch that removes what is missing',
    'PATCH',
    `${widgets}/one`,
    [{ op: 'remove', path: '/spec/color' }],
    jsonPatch,
  ),
  step(
    'json patch that replaces what is missing',
    'PATCH',
    `${widgets}/one`,
    [{ op: 'replace', path: '/spec/color', value: 'red' }],
    jsonPatch,
  ),
  step(
    'json patch below a missing parent',
    'PATCH',
    `${widgets}/one`,
    [{ op: 'add', path: '/spec/absent/x', value: 1 }],
    jsonPatch,
  ),
  step(
    'json patch moves and copies',
    'PATCH',
    `${widgets}/one`,
    [
      { op: 'copy', from: '/spec/title', path: '/spec/hint' },
      { op: 'replace', path: '/spec/size', value: 7 },
    ],
    jsonPatch,
  ),
  step('json patch that is no list', 'PATCH', `${widgets}/one`, { spec: {} }, jsonPatch),
  step('patch of an unknown content type', 'PATCH', `${widgets}/one`, {}, 'application/json'),
  step(
    'strategic merge patch of a custom resource',
    'PATCH',
    `${widgets}/one`,
    { spec: { size: 3 } },
    'application/strategic-merge-patch+json',
  ),
];

const applied = `${widgets}/applied`;
const applySteps: Step[] = [
  apply(
    'apply creates',
    applied + by('alice'),
    widget(
      'applied',
      {
        title: 'one',
        labels: { a: '1', b: '2' },
        parts: [
          { name: 'x', count: 1 },
          { name: 'y', text: 't' },
        ],
        tags: ['p', 'q'],
        limits: { low: 1, high: 2 },
        steps: ['a'],
        nested: { note: 'n' },
      },
      { labels: { l: '1' }, annotations: { n: '1' } },
    ),
  ),
  apply(
    'apply the same again is no write',
    applied + by('alice'),
    widget(
      'applied',
      {
        title: 'one',
        labels: { a: '1', b: '2' },
        parts: [
          { name: 'x', count: 1 },
          { name: 'y', text: 't' },
        ],
        tags: ['p', 'q'],
        limits: { low: 1, high: 2 },
        steps: ['a'],
        nested: { note: 'n' },
      },
      { labels: { l: '1' }, annotations: { n: '1' } },
    ),
  ),
  apply(
    'apply by another manager of other fields',
    applied + by('bob'),
    widget(
      'applied',
      { title: 'one', labels: { c: '3' }, parts: [{ name: 'z' }], tags: ['r'] },
      { labels: { m: '2' } },
    ),
  ),
  apply('apply in conflict with one field', applied + by('bob'), widget('applied', { title: 'two' })),
  apply(
    'apply in conflict with several fields',
    applied + by('bob'),
    widget('applied', {
      title: 'two',
      labels: { a: '9' },
      parts: [{ name: 'x', count: 5 }],
      limits: { low: 3 },
      steps: ['b'],
    }),
  ),
  apply(
    'apply with force',
    applied + by('bob', true),
    widget('applied', { title: 'two', parts: [{ name: 'x', count: 5 }], limits: { low: 3 } }),
  ),
  apply(
    'apply without fields that were applied before removes them',
    applied + by('alice', true),
    widget('applied', { title: 'three', parts: [{ name: 'y', text: 't' }] }),
  ),
  apply(
    'apply reorders its own list items',
    applied + by('carol', true),
    widget('applied', {
      title: 'three',
      parts: [{ name: 'w' }, { name: 'y', text: 'u' }, { name: 'v' }, { name: 'x' }],
    }),
  ),
  apply(
    'apply of a list map with two keys',
    applied + by('carol', true),
    widget('applied', {
      title: 'three',
      routes: [
        { path: '/a', method: 'GET', to: 'x' },
        { path: '/b', method: 'GET' },
      ],
    }),
  ),
  apply(
    'apply of one item less',
    applied + by('carol', true),
    widget('applied', { title: 'three', routes: [{ path: '/b', method: 'GET' }] }),
  ),
  apply(
    'apply of free-form content',
    applied + by('dora'),
    widget('applied', { title: 'three', free: { a: { b: 1 }, list: [{ x: 1 }] } }),
  ),
  apply(
    'apply of changed free-form content',
    applied + by('dora'),
    widget('applied', { title: 'three', free: { a: { c: 2 }, list: [{ x: 2 }] } }),
  ),
  step('update takes ownership from an applier', 'PATCH', applied, { spec: { title: 'by hand' } }, mergePatch),
  apply(
    'apply after an update conflicts with it',
    applied + by('dora'),
    widget('applied', { title: 'three', free: { a: { c: 2 } } }),
  ),
  apply('apply nothing gives everything back', applied + by('dora', true), widget('applied', { title: 'by hand' })),
  apply('apply without a field manager', applied, widget('applied', { title: 'x' })),
  apply('apply without title is invalid', applied + by('erin', true), widget('applied', { title: 'UPPER' })),
  apply('apply with an unknown field', applied + by('erin', true), widget('applied', { title: 'by hand', surplus: 1 })),
  apply(
    'apply with managedFields',
    applied + by('erin', true),
    widget('applied', { title: 'x' }, { managedFields: [] }),
  ),
  apply('apply with an old resourceVersion', applied + by('erin', true), (seen) =>
    widget('applied', { title: 'x' }, { resourceVersion: versionOf(seen, 'apply creates') }),
  ),
  apply('apply with the right resourceVersion', applied + by('erin', true), (seen) =>
    widget('applied', { title: 'right' }, { resourceVersion: versionOf(seen, 'apply nothing gives everything back') }),
  ),
  apply(
    'apply with another uid',
    applied + by('erin', true),
    widget('applied', { title: 'x' }, { uid: '00000000-0000-4000-a000-000000000000' }),
  ),
  apply('apply under another name', applied + by('erin', true), widget('different', { title: 'x' })),
  apply('apply of another kind', applied + by('erin', true), { ...widget('applied', { title: 'x' }), kind: 'Gizmo' }),
  apply(
    'apply with a resourceVersion of what is missing',
    `${widgets}/absent${by('erin')}`,
    widget('absent', { title: 'x' }, { resourceVersion: '5' }),
  ),
  apply(
    'apply in a missing namespace',
    `${group}/namespaces/nowhere/widgets/x${by('erin')}`,
    widget('x', { title: 'x' }),
  ),
  apply(
    'apply of metadata only',
    applied + by('frank'),
    widget('applied', {}, { finalizers: ['example.com/applied'], annotations: { z: '1' } }),
  ),
  apply('apply of metadata gives the finalizer back', applied + by('frank'), widget('applied', {})),
];

const status = `${applied}/status`;
const condition = (type: string, value: string) => ({
  type,
  status: value,
  lastTransitionTime: '2026-01-02T03:04:05Z',
});
const statusSteps: Step[] = [
  apply(
    'apply of status',
    status + by('operator', true),
    widgetStatus('applied', {
      observedGeneration: 1,
      conditions: [condition('Ready', 'False'), condition('Deployed', 'Unknown')],
    }),
  ),
  apply(
    'apply of the same status is no write',
    status + by('operator', true),
    widgetStatus('applied', {
      observedGeneration: 1,
      conditions: [condition('Ready', 'False'), condition('Deployed', 'Unknown')],
    }),
  ),
  apply(
    'apply of status without a condition removes it',
    status + by('operator', true),
    widgetStatus('applied', { observedGeneration: 2, note: 'n', conditions: [condition('Ready', 'True')] }),
  ),
  apply('apply of status with an old resourceVersion', status + by('operator', true), (seen) =>
    widgetStatus('applied', { observedGeneration: 3 }, { resourceVersion: versionOf(seen, 'apply of status') }),
  ),
  apply('apply of status with the right resourceVersion', status + by('operator', true), (seen) =>
    widgetStatus(
      'applied',
      { observedGeneration: 3 },
      { resourceVersion: versionOf(seen, 'apply of status without a condition removes it') },
    ),
  ),
  apply('apply of status with spec and labels leaves them alone', status + by('operator', true), {
    ...widgetStatus('applied', { observedGeneration: 4 }, { labels: { no: 'no' } }),
    spec: { title: 'no' },
  }),
  apply('apply of status in conflict', status + by('someone'), widgetStatus('applied', { observedGeneration: 9 })),
  apply(
    'apply of an invalid status',
    status + by('operator', true),
    widgetStatus('applied', { conditions: [{ type: 'Ready', status: 'Maybe' }] }),
  ),
  apply(
    'apply of status with a wrong uid',
    status + by('operator', true),
    widgetStatus('applied', { observedGeneration: 4 }, { uid: '00000000-0000-4000-a000-000000000000' }),
  ),
  apply('apply of an empty status brings defaults back', status + by('operator', true), widgetStatus('applied', {})),
  apply(
    'apply of status of what is missing',
    `${widgets}/missing/status${by('operator', true)}`,
    widgetStatus('missing', { note: 'n' }),
  ),
  step('get after the statuses', 'GET', applied),
];

const deleteSteps: Step[] = [
  step('delete', 'DELETE', `${widgets}/two`),
  step('delete twice', 'DELETE', `${widgets}/two`),
  step('delete with another uid', 'DELETE', `${widgets}/managed`, {
    preconditions: { uid: '00000000-0000-4000-a000-000000000000' },
  }),
  step('delete with an old resourceVersion', 'DELETE', `${widgets}/managed`, {
    preconditions: { resourceVersion: '1' },
  }),
  step('delete with the right uid', 'DELETE', `${widgets}/managed`, (seen) => ({
    preconditions: { uid: seen('create with a field manager of its own').body.metadata.uid },
  })),
  step('delete with a finalizer marks', 'DELETE', `${widgets}/full`),
  step('delete again changes nothing', 'DELETE', `${widgets}/full`),
  step('an object under deletion can still be changed', 'PATCH', `${widgets}/full`, { spec: { size: 9 } }, mergePatch),
  step(
    'an object under deletion takes no new finalizer',
    'PATCH',
    `${widgets}/full`,
    { metadata: { finalizers: ['example.com/keep', 'example.com/new'] } },
    mergePatch,
  ),
  apply(
    'an object under deletion takes a status',
    `${widgets}/full/status${by('operator', true)}`,
    widgetStatus('full', { note: 'going' }),
  ),
  step(
    'the last finalizer removed removes the object',
    'PATCH',
    `${widgets}/full`,
    [
      { op: 'test', path: '/metadata/finalizers/0', value: 'example.com/keep' },
      { op: 'remove', path: '/metadata/finalizers/0' },
    ],
    jsonPatch,
  ),
  step('it is gone', 'GET', `${widgets}/full`),
  step(
    'patch of what is gone',
    'PATCH',
    `${widgets}/full`,
    [{ op: 'remove', path: '/metadata/finalizers/0' }],
    jsonPatch,
  ),
  step('create again gives a new object', 'POST', widgets, widget('two', { title: 'reborn' })),
  step('delete of a built-in kind', 'DELETE', `${leases}/elected`),
];

const leaseSteps: Step[] = [
  step('a lease is missing', 'GET', `${leases}/elected`),
  step(
    'a lease is created',
    'POST',
    leases,
    lease('elected', {
      holderIdentity: 'a',
      leaseDurationSeconds: 15,
      acquireTime: '2026-01-02T03:04:05.123000Z',
      renewTime: '2026-01-02T03:04:05.123456Z',
      leaseTransitions: 0,
    }),
  ),
  step('a lease is created twice', 'POST', leases, lease('elected', { holderIdentity: 'b' })),
  step('a lease is read', 'GET', `${leases}/elected`),
  step('a lease is renewed', 'PUT', `${leases}/elected`, (seen) =>
    lease(
      'elected',
      { holderIdentity: 'a', leaseDurationSeconds: 15, renewTime: '2026-01-02T03:04:07.000000Z' },
      { resourceVersion: versionOf(seen, 'a lease is created') },
    ),
  ),
  step('a lease is renewed late', 'PUT', `${leases}/elected`, (seen) =>
    lease('elected', { holderIdentity: 'b' }, { resourceVersion: versionOf(seen, 'a lease is created') }),
  ),
  step('a lease without a resourceVersion', 'PUT', `${leases}/elected`, lease('elected', { holderIdentity: 'b' })),
  step('a lease with an invalid duration', 'PUT', `${leases}/elected`, (seen) =>
    lease('elected', { leaseDurationSeconds: 0 }, { resourceVersion: versionOf(seen, 'a lease is renewed') }),
  ),
  step('a lease is made by PUT', 'PUT', `${leases}/made`, lease('made', { holderIdentity: 'a' })),
  step(
    'a lease is released by merge patch',
    'PATCH',
    `${leases}/made`,
    { spec: { holderIdentity: '', leaseDurationSeconds: 1 } },
    mergePatch,
  ),
  step('a list of leases', 'GET', leases),
];

const eventSteps: Step[] = [
  step('an event is created', 'POST', events, event('one.1', eventFields)),
  step('an event is created twice', 'POST', events, event('one.1', eventFields)),
  step('an event without a time', 'POST', events, event('one.2', { ...eventFields, eventTime: undefined })),
  step('an event without a reason', 'POST', events, event('one.3', { ...eventFields, reason: undefined })),
  step('an event of another type', 'POST', events, event('one.4', { ...eventFields, type: 'Odd' })),
  step(
    'an event about another namespace',
    'POST',
    events,
    event('one.5', { ...eventFields, regarding: { kind: 'Widget', name: 'x', namespace: 'other' } }),
  ),
  step(
    'an event becomes a series',
    'PATCH',
    `${events}/one.1`,
    { series: { count: 2, lastObservedTime: '2026-01-02T03:05:05.000000Z' } },
    mergePatch,
  ),
  step('an event is read', 'GET', `${events}/one.1`),
  step('a list of events', 'GET', events),
];

const configMaps = `${core}/conformance/configmaps`;
const coreSteps: Step[] = [
  step('a config map', 'POST', configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings' },
    data: { a: 'b' },
  }),
  step('a config map is replaced without a resourceVersion', 'PUT', `${configMaps}/settings`, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings' },
    data: { c: 'd' },
  }),
  apply('a config map is applied', `${configMaps}/settings${by('alice', true)}`, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings' },
    data: { c: 'e', f: 'g' },
  }),
  step('a config map is deleted', 'DELETE', `${configMaps}/settings`),
  step('a secret with stringData', 'POST', `${core}/conformance/secrets`, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's' },
    stringData: { a: 'b' },
  }),
];

const privateApiSteps: Step[] = [
  step('a PrivateApi', 'POST', privateApis, privateApiExample('orders')),
  step('a PrivateApi without anything', 'POST', privateApis, { ...privateApiExample('empty'), spec: {} }),
  step(
    'a PrivateApi gets its finalizer',
    'PATCH',
    `${privateApis}/orders`,
    (seen) => [
      { op: 'test', path: '/metadata/resourceVersion', value: versionOf(seen, 'a PrivateApi') },
      { op: 'add', path: '/metadata/finalizers', value: ['privateapi.dev/aws-resources'] },
    ],
    jsonPatch,
  ),
  apply('a PrivateApi gets a status', `${privateApis}/orders/status${by('private-api-operator', true)}`, (seen) => ({
    apiVersion: 'privateapi.dev/v1alpha1',
    kind: 'PrivateApi',
    metadata: { name: 'orders', resourceVersion: versionOf(seen, 'a PrivateApi gets its finalizer') },
    status: {
      observedGeneration: 1,
      accountId: '111122223333',
      region: 'eu-west-1',
      conditions: [
        {
          type: 'Ready',
          status: 'Unknown',
          reason: 'Provisioning',
          message: 'm',
          observedGeneration: 1,
          lastTransitionTime: '2026-01-02T03:04:05Z',
        },
      ],
    },
  })),
  step(
    'a PrivateApi gets a route',
    'PATCH',
    `${privateApis}/orders`,
    [{ op: 'add', path: '/spec/routes/-', value: { path: '/more', method: 'GET', backend: 'orders' } }],
    jsonPatch,
  ),
  apply('a PrivateApi gets a smaller status', `${privateApis}/orders/status${by('private-api-operator', true)}`, {
    apiVersion: 'privateapi.dev/v1alpha1',
    kind: 'PrivateApi',
    metadata: { name: 'orders' },
    status: { observedGeneration: 2, accountId: '111122223333', region: 'eu-west-1' },
  }),
  step('a PrivateApi is deleted', 'DELETE', `${privateApis}/orders`),
  step(
    'a PrivateApi is let go',
    'PATCH',
    `${privateApis}/orders`,
    [{ op: 'remove', path: '/metadata/finalizers/0' }],
    jsonPatch,
  ),
];

const since =
  (name: string, list = 'an empty list') =>
  (seen: Seen) =>
    `${name}watch=true&timeoutSeconds=1&resourceVersion=${versionOf(seen, list)}`;
const watchSteps: Step[] = [
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
];

/** Everything the operator may ask of a Kubernetes API, and what a user may do to it, in one order. */
export const conformanceSteps: readonly Step[] = [
  ...namespaceSteps,
  ...createSteps,
  ...invalidSteps,
  ...listSteps,
  ...updateSteps,
  ...patchSteps,
  ...applySteps,
  ...statusSteps,
  ...leaseSteps,
  ...eventSteps,
  ...deleteSteps,
  ...coreSteps,
  ...privateApiSteps,
  step('list at the end', 'GET', widgets),
  ...watchSteps,
];
