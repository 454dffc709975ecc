import type { Step } from './step.ts';
import { apply, by, group, mergePatch, step, versionOf, widget, widgetStatus, widgets } from './step.ts';

const applied = `${widgets}/applied`;

export const applySteps: readonly Step[] = [
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
  apply('apply without kind and apiVersion', applied + by('erin', true), { metadata: { name: 'applied' } }),
  apply('apply without a name in the body', applied + by('gina'), {
    apiVersion: 'conformance.example.com/v1',
    kind: 'Widget',
    spec: { size: 1 },
  }),
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

export const statusSteps: readonly Step[] = [
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
