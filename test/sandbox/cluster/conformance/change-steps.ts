import type { Step } from './step.ts';
import { apply, by, jsonPatch, leases, mergePatch, step, versionOf, widget, widgetStatus, widgets } from './step.ts';

export const updateSteps: readonly Step[] = [
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

export const patchSteps: readonly Step[] = [
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

export const deleteSteps: readonly Step[] = [
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
