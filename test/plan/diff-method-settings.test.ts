import { expect, test } from '@jest/globals';
import type { MethodSettings } from '../../src/desired/stage.ts';
import { diffMethodSettings } from '../../src/plan/diff-method-settings.ts';
import type { ObservedMethodSettings } from '../../src/plan/observed-state.ts';

const nothing: MethodSettings = { executionLogLevel: 'OFF', detailedMetrics: false, throttling: undefined };
const asWritten: ObservedMethodSettings = {
  executionLogLevel: 'OFF',
  logsBodies: false,
  detailedMetrics: false,
  rateLimit: 10_000,
  burstLimit: 5_000,
};
const replace = (setting: string, value: string) => ({ op: 'replace', path: `/*/*/${setting}`, value });
const reset = { op: 'remove', path: '/*/*' };

test.each<{
  name: string;
  desired?: Partial<MethodSettings>;
  observed?: Partial<ObservedMethodSettings>;
  operations: object[];
}>([
  { name: 'nothing wanted, nothing there: nothing', operations: [] },
  { name: 'nothing wanted, what AWS fills in: nothing', observed: {}, operations: [] },
  {
    name: 'nothing wanted, the limits of a newer Region: nothing',
    observed: { rateLimit: 2_500, burstLimit: 1_250 },
    operations: [],
  },
  { name: 'nothing wanted, no limits: nothing', observed: { rateLimit: -1, burstLimit: -1 }, operations: [] },
  { name: 'nothing wanted, something there: all of it removed', observed: { rateLimit: 5 }, operations: [reset] },
  { name: 'bodies logged by others: removed', observed: { logsBodies: true }, operations: [reset] },
  {
    name: 'one setting wanted, nothing there: that one written',
    desired: { detailedMetrics: true },
    operations: [replace('metrics/enabled', 'true')],
  },
  {
    name: 'throttling wanted at the values that AWS fills in: nothing to write',
    desired: { throttling: { rateLimit: 10_000, burstLimit: 5_000 } },
    operations: [],
  },
  {
    name: 'throttling unset beside what stays: AWS gets its own values back',
    desired: { executionLogLevel: 'ERROR' },
    observed: { executionLogLevel: 'ERROR', rateLimit: 5, burstLimit: 6 },
    operations: [replace('throttling/rateLimit', '10000'), replace('throttling/burstLimit', '5000')],
  },
  {
    name: 'everything differs: each written',
    desired: { executionLogLevel: 'INFO', detailedMetrics: true, throttling: { rateLimit: 1, burstLimit: 2 } },
    observed: { executionLogLevel: 'ERROR', logsBodies: true, rateLimit: 3, burstLimit: 4 },
    operations: [
      replace('logging/loglevel', 'INFO'),
      replace('logging/dataTrace', 'false'),
      replace('metrics/enabled', 'true'),
      replace('throttling/rateLimit', '1'),
      replace('throttling/burstLimit', '2'),
    ],
  },
])('$name', ({ desired, observed, operations }) => {
  const found = observed === undefined ? {} : { '*/*': { ...asWritten, ...observed } };
  expect(diffMethodSettings({ ...nothing, ...desired }, found)).toEqual(operations);
});

test.each([
  { method: '~1/GET', path: '/~1/GET' },
  { method: 'orders/GET', path: '/~1orders/GET' },
  { method: 'orders~1{id}/ANY', path: '/~1orders~1{id}/ANY' },
  { method: '*/GET', path: '/*/GET' },
  { method: 'constructor/GET', path: '/~1constructor/GET' },
])('settings of $method alone are removed at $path', ({ method, path }) => {
  expect(diffMethodSettings(nothing, { [method]: asWritten })).toEqual([{ op: 'remove', path }]);
});
