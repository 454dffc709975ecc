import type { JsonObject } from './json.ts';
import { parseMicroTime } from './micro-time.ts';
import type { KubernetesObject, ResourceKind, Schema } from './resource-kind.ts';
import type { Cause } from './status-error.ts';

const text: Schema = { type: 'string' };
const whole: Schema = { type: 'integer' };

export const leaseProperties: Record<string, Schema> = {
  spec: {
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
  },
};

export const leaseKindOptions: Partial<ResourceKind> = {
  complete: completeLease,
  validate: leaseCauses,
  alwaysPresent: { spec: {} },
  createsOnUpdate: true,
  allowsUnconditionalUpdate: false,
};

function completeLease(lease: KubernetesObject): void {
  const spec = (lease['spec'] ??= {}) as JsonObject;
  for (const field of ['acquireTime', 'renewTime']) {
    const value = spec[field];
    if (typeof value === 'string') spec[field] = parseMicroTime(lease, value);
  }
}

function leaseCauses(lease: KubernetesObject): Cause[] {
  const { leaseDurationSeconds, leaseTransitions } = lease['spec'] as Record<string, number | undefined>;
  const causes: Cause[] = [];
  const reject = (field: string, value: number, rule: string) =>
    causes.push({ reason: 'FieldValueInvalid', message: `Invalid value: ${value}: ${rule}`, field: `spec.${field}` });
  if (leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0) {
    reject('leaseDurationSeconds', leaseDurationSeconds, 'must be greater than 0');
  }
  if (leaseTransitions !== undefined && leaseTransitions < 0) {
    reject('leaseTransitions', leaseTransitions, 'must be greater than or equal to 0');
  }
  return causes;
}
