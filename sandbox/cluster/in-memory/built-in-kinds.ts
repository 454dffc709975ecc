import type { JsonObject } from './json.ts';
import type { KubernetesObject, ResourceKind, Schema } from './resource-kind.ts';
import { withObjectMeta } from './resource-kind.ts';

const text: Schema = { type: 'string' };
const whole: Schema = { type: 'integer' };
const anything: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const texts: Schema = { type: 'object', additionalProperties: text };

function builtIn(
  group: string,
  version: string,
  kind: string,
  plural: string,
  properties: Record<string, Schema>,
  options: Partial<ResourceKind> = {},
): ResourceKind {
  return {
    group,
    version,
    apiVersion: group === '' ? version : `${group}/${version}`,
    plural,
    kind,
    listKind: `${kind}List`,
    namespaced: true,
    schema: withObjectMeta({ properties }),
    hasStatusSubresource: false,
    isCustom: false,
    createsOnUpdate: false,
    allowsUnconditionalUpdate: true,
    ...options,
  };
}

/** MicroTime is written with six decimals whatever the client sent. */
function microTime(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const match = /^(.*?)(?:\.(\d+))?Z$/.exec(value);
  return match ? `${match[1]}.${(match[2] ?? '').padEnd(6, '0').slice(0, 6)}Z` : value;
}

function completeLease(lease: KubernetesObject): void {
  lease['spec'] ??= {};
  const spec = lease['spec'] as JsonObject;
  for (const field of ['acquireTime', 'renewTime']) {
    if (spec[field] !== undefined) spec[field] = microTime(spec[field]) as string;
  }
}

// The stored form is core/v1's, whose fields are never left out.
function completeEvent(event: KubernetesObject): void {
  event['eventTime'] = microTime(event['eventTime']) ?? null;
  event['regarding'] ??= {};
  event['deprecatedSource'] ??= {};
  event['deprecatedFirstTimestamp'] ??= null;
  event['deprecatedLastTimestamp'] ??= null;
  const series = event['series'] as JsonObject | undefined;
  if (series) series['lastObservedTime'] = microTime(series['lastObservedTime']) as string;
}

function completeNamespace(namespace: KubernetesObject): void {
  const { metadata } = namespace;
  metadata.labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name };
  namespace['spec'] ??= { finalizers: ['kubernetes'] };
  namespace['status'] ??= { phase: 'Active' };
}

function completeSecret(secret: KubernetesObject): void {
  const { stringData } = secret as { stringData?: Record<string, string> };
  secret['type'] ??= 'Opaque';
  if (!stringData) return;
  const encoded = Object.entries(stringData).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  secret['data'] = { ...(secret['data'] as JsonObject | undefined), ...Object.fromEntries(encoded) };
  delete secret['stringData'];
}

const leaseSpec: Schema = {
  type: 'object',
  properties: {
    holderIdentity: text,
    leaseDurationSeconds: whole,
    acquireTime: text,
    renewTime: text,
    leaseTransitions: whole,
    strategy: text,
    preferredHolder: text,
  },
};

export const leaseKind = builtIn(
  'coordination.k8s.io',
  'v1',
  'Lease',
  'leases',
  { spec: leaseSpec },
  {
    complete: completeLease,
    createsOnUpdate: true,
    allowsUnconditionalUpdate: false,
  },
);

export const eventKind = builtIn(
  'events.k8s.io',
  'v1',
  'Event',
  'events',
  {
    eventTime: { type: 'string', nullable: true },
    series: anything,
    reportingController: text,
    reportingInstance: text,
    action: text,
    reason: text,
    regarding: { ...anything, 'x-kubernetes-map-type': 'atomic' },
    related: { ...anything, 'x-kubernetes-map-type': 'atomic' },
    note: text,
    type: text,
    deprecatedSource: anything,
    deprecatedFirstTimestamp: { type: 'string', nullable: true },
    deprecatedLastTimestamp: { type: 'string', nullable: true },
    deprecatedCount: whole,
  },
  { complete: completeEvent, createsOnUpdate: true },
);

export const namespaceKind = builtIn(
  '',
  'v1',
  'Namespace',
  'namespaces',
  { spec: anything, status: anything },
  {
    namespaced: false,
    complete: completeNamespace,
    hasStatusSubresource: true,
  },
);

export const builtInKinds: readonly ResourceKind[] = [
  leaseKind,
  eventKind,
  namespaceKind,
  builtIn('', 'v1', 'ConfigMap', 'configmaps', { data: texts, binaryData: texts, immutable: { type: 'boolean' } }),
  builtIn(
    '',
    'v1',
    'Secret',
    'secrets',
    { data: texts, stringData: texts, type: text, immutable: { type: 'boolean' } },
    {
      complete: completeSecret,
    },
  ),
  builtIn('', 'v1', 'Service', 'services', { spec: anything, status: anything }, { hasStatusSubresource: true }),
];
