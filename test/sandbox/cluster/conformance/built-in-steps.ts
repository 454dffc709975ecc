import type { Seen, Step } from './step.ts';
import { apply, by, core, events, leases, mergePatch, step, versionOf } from './step.ts';

export const namespaceSteps: readonly Step[] = [
  step('a namespace is created', 'POST', core, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'conformance' },
  }),
  step('a namespace is read', 'GET', `${core}/conformance`),
  step('the kube-system namespace is there', 'GET', `${core}/kube-system`),
  step('a missing namespace is not found', 'GET', `${core}/nowhere`),
];

function lease(name: string, spec: object, metadata: object = {}): object {
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, ...metadata }, spec };
}

export const leaseSteps: readonly Step[] = [
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
  step('a lease without kind and apiVersion', 'POST', leases, {
    metadata: { name: 'bare' },
    spec: { holderIdentity: 'a' },
  }),
  step('a lease of another kind', 'POST', leases, { ...lease('odd', {}), kind: 'Loan' }),
  step('a lease without a body', 'POST', leases),
  step('a list of leases', 'GET', leases),
];

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

export const eventSteps: readonly Step[] = [
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
const exported = `${configMaps}/exported`;

/** A ConfigMap that a widget owns, from its creation to its removal, under guards that hold and that do not. */
function exportSteps(): Step[] {
  const owner = {
    apiVersion: 'conformance.example.com/v1',
    kind: 'Widget',
    name: 'one',
    uid: '00000000-0000-4000-a000-000000000001',
    controller: true,
  };
  const configMap = (data: object, metadata: object = {}) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'exported', labels: { by: 'owner' }, ownerReferences: [owner], ...metadata },
    data,
  });
  const guard = (seen: Seen, name: string) => {
    const { uid, resourceVersion } = seen(name).body.metadata;
    return { uid, resourceVersion };
  };
  const deleteBy = (preconditions: object) => ({ apiVersion: 'v1', kind: 'DeleteOptions', preconditions });
  const applied = `${exported}${by('owner', true)}`;
  const made = 'an owned config map is created';
  const changed = 'an owned config map is applied as it was read';
  const again = 'an owned config map is created again';
  return [
    step(made, 'POST', configMaps, configMap({ a: 'b' })),
    step('an owned config map is created twice', 'POST', configMaps, configMap({ a: 'c' })),
    apply(changed, applied, (seen) => configMap({ a: 'c' }, guard(seen, made))),
    apply('an owned config map is applied as it is', applied, (seen) => configMap({ a: 'c' }, guard(seen, changed))),
    apply('an owned config map is applied as it was before', applied, (seen) =>
      configMap({ a: 'd' }, guard(seen, made)),
    ),
    step('a config map is made immutable', 'PATCH', exported, { immutable: true }, mergePatch),
    apply('an immutable config map is applied', applied, configMap({ a: 'e' })),
    apply('an immutable config map is applied without a change', applied, configMap({ a: 'c' })),
    step('a config map is made mutable', 'PATCH', exported, { immutable: false }, mergePatch),
    step('an owned config map is deleted as it was before', 'DELETE', exported, (seen) =>
      deleteBy(guard(seen, changed)),
    ),
    step('an owned config map is read', 'GET', exported),
    step('an owned config map is deleted as it was read', 'DELETE', exported, (seen) =>
      deleteBy(guard(seen, 'an owned config map is read')),
    ),
    apply('an owned config map that is gone is applied', applied, (seen) => configMap({ a: 'f' }, guard(seen, made))),
    step(again, 'POST', configMaps, configMap({ a: 'g' })),
    apply('another config map of the name is applied', applied, (seen) => configMap({ a: 'h' }, guard(seen, made))),
    step('another config map of the name is deleted', 'DELETE', exported, (seen) => deleteBy(guard(seen, made))),
    step('an owned config map is deleted', 'DELETE', exported),
    step('an owned config map is deleted twice', 'DELETE', exported),
  ];
}

export const coreSteps: readonly Step[] = [
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
  ...exportSteps(),
  step('a secret with stringData', 'POST', `${core}/conformance/secrets`, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's' },
    stringData: { a: 'b' },
  }),
];
