import type { Json, JsonObject } from './json.ts';
import { jsonEqual } from './json.ts';
import type { KubernetesObject, ResourceKind, Schema } from './resource-kind.ts';
import { withObjectMeta } from './resource-kind.ts';
import { eventKindOptions, eventProperties } from './event-kind.ts';
import { leaseKindOptions, leaseProperties } from './lease-kind.ts';
import type { Cause } from './status-error.ts';

const text: Schema = { type: 'string' };
const anything: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const texts: Schema = { type: 'object', additionalProperties: text };

function builtIn(
  apiVersion: string,
  kind: string,
  properties: Record<string, Schema>,
  options: Partial<ResourceKind> = {},
): ResourceKind {
  const [version = '', group = ''] = apiVersion.split('/').toReversed();
  return {
    group,
    version,
    apiVersion,
    plural: `${kind.toLowerCase()}s`,
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

const newNamespace = { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } };

function completeNamespace(namespace: KubernetesObject): void {
  const { metadata } = namespace;
  metadata.labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name };
  namespace['spec'] ??= newNamespace.spec;
  namespace['status'] ??= newNamespace.status;
}

function completeSecret(secret: KubernetesObject): void {
  const { stringData } = secret as { stringData?: Record<string, string> };
  secret['type'] ??= 'Opaque';
  if (!stringData) return;
  const encoded = Object.entries(stringData).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  secret['data'] = { ...(secret['data'] as JsonObject | undefined), ...Object.fromEntries(encoded) };
  delete secret['stringData'];
}

/** https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-immutable */
function immutableCauses(configMap: KubernetesObject, before: KubernetesObject | undefined): Cause[] {
  if (before?.['immutable'] !== true) return [];
  const changed = ['data', 'binaryData'].filter(
    (field) => !jsonEqual((configMap[field] ?? {}) as Json, (before[field] ?? {}) as Json),
  );
  const fields = configMap['immutable'] === true ? changed : ['immutable', ...changed];
  const message = 'Forbidden: field is immutable when `immutable` is set';
  return fields.map((field) => ({ reason: 'FieldValueForbidden', message, field }));
}

export const namespaceKind = builtIn(
  'v1',
  'Namespace',
  { spec: anything, status: anything },
  { namespaced: false, complete: completeNamespace, alwaysPresent: newNamespace, hasStatusSubresource: true },
);

export const builtInKinds: readonly ResourceKind[] = [
  builtIn('coordination.k8s.io/v1', 'Lease', leaseProperties, leaseKindOptions),
  builtIn('events.k8s.io/v1', 'Event', eventProperties, eventKindOptions),
  namespaceKind,
  builtIn(
    'v1',
    'ConfigMap',
    { data: texts, binaryData: texts, immutable: { type: 'boolean' } },
    { validate: immutableCauses },
  ),
  builtIn(
    'v1',
    'Secret',
    { data: texts, stringData: texts, type: text, immutable: { type: 'boolean' } },
    { complete: completeSecret },
  ),
  builtIn(
    'v1',
    'Service',
    { spec: anything, status: anything },
    { hasStatusSubresource: true, alwaysPresent: { spec: {}, status: { loadBalancer: {} } } },
  ),
  builtIn(
    'networking.k8s.io/v1',
    'Ingress',
    { spec: anything, status: anything },
    { plural: 'ingresses', hasStatusSubresource: true, alwaysPresent: { spec: {}, status: { loadBalancer: {} } } },
  ),
];
