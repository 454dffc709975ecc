import type { JsonObject } from './json.ts';
import { jsonEqual } from './json.ts';
import { parseMicroTime } from './micro-time.ts';
import type { KubernetesObject, ResourceKind, Schema } from './resource-kind.ts';
import type { Cause } from './status-error.ts';

const text: Schema = { type: 'string' };
const nullableText: Schema = { type: 'string', nullable: true };
const anything: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const reference: Schema = { ...anything, 'x-kubernetes-map-type': 'atomic' };

export const eventProperties: Record<string, Schema> = {
  eventTime: nullableText,
  series: anything,
  reportingController: text,
  reportingInstance: text,
  action: text,
  reason: text,
  regarding: reference,
  related: reference,
  note: text,
  type: text,
  deprecatedSource: anything,
  deprecatedFirstTimestamp: nullableText,
  deprecatedLastTimestamp: nullableText,
  deprecatedCount: { type: 'integer' },
};

const alwaysPresent: JsonObject = {
  eventTime: null,
  regarding: {},
  deprecatedSource: {},
  deprecatedFirstTimestamp: null,
  deprecatedLastTimestamp: null,
};

export const eventKindOptions: Partial<ResourceKind> = {
  complete: completeEvent,
  validate: eventCauses,
  alwaysPresent,
  createsOnUpdate: true,
  // Events are stored as those of the core group, and refused as such.
  refusalGroup: '',
};

function completeEvent(event: KubernetesObject): void {
  for (const [field, value] of Object.entries(alwaysPresent)) event[field] ??= value;
  const series = event['series'] as JsonObject | undefined;
  if (typeof event['eventTime'] === 'string') event['eventTime'] = parseMicroTime(event, event['eventTime']);
  if (typeof series?.['lastObservedTime'] === 'string') {
    series['lastObservedTime'] = parseMicroTime(event, series['lastObservedTime']);
  }
}

// The core group's name for a field is the one in refusals.
const maximumLengths: readonly [field: string, coreField: string, length: number][] = [
  ['reportingInstance', 'reportingInstance', 128],
  ['action', 'action', 128],
  ['reason', 'reason', 128],
  ['note', 'message', 1024],
];

function eventCauses(event: KubernetesObject, before: KubernetesObject | undefined): Cause[] {
  const causes: Cause[] = [];
  const reject = (field: string, problem: string, value = '') =>
    causes.push({ reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${problem}`, field });
  for (const field of ['eventTime', 'reportingController', 'reportingInstance', 'action', 'reason']) {
    if (!event[field]) causes.push({ reason: 'FieldValueRequired', message: 'Required value', field });
  }
  for (const [field, coreField, length] of maximumLengths) {
    if (((event[field] as string | undefined) ?? '').length > length) {
      reject(coreField, `can have at most ${length} characters`);
    }
  }
  const { type, series } = event as { type?: string; series?: { count?: number } };
  if (type !== 'Normal' && type !== 'Warning') reject('type', `has invalid value: ${type ?? ''}`);
  if (series && (series.count ?? 0) < 2) reject('series.count', 'should be at least 2');
  if (!before) return causes;
  for (const [field, coreField] of [...maximumLengths, ['type', 'type'] as const]) {
    if (!jsonEqual(event[field], before[field])) reject(coreField, 'field is immutable', event[field] as string);
  }
  return causes;
}
