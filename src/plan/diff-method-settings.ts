import type { MethodSettings } from '../desired/stage.ts';
import type { PatchOperation } from './diff-stage.ts';
import type { ObservedMethodSettings, ObservedStage } from './observed-state.ts';

const everyMethod = '*/*';

/**
 * The first setting that is written brings all the others along with these values, so they mean "not set" as well:
 * API Gateway developer guide, "Request throttling"; recorded answers of UpdateStage.
 */
const unset: ObservedMethodSettings = {
  executionLogLevel: 'OFF',
  logsBodies: false,
  detailedMetrics: false,
  rateLimit: 10_000,
  burstLimit: 5_000,
};

/** Newer Regions start with the second pair (general reference, "Amazon API Gateway endpoints and quotas"); -1 is none. */
const unlimited = { rateLimits: [unset.rateLimit, 2_500, -1], burstLimits: [unset.burstLimit, 1_250, -1] };

/**
 * Settings of single methods have no field in a spec and override those of every method, the logging of whole bodies
 * among them; so they are removed.
 */
export function diffMethodSettings(
  desired: MethodSettings,
  observed: ObservedStage['methodSettings'],
): readonly PatchOperation[] {
  const found = Object.hasOwn(observed, everyMethod) ? observed[everyMethod] : undefined;
  const overrides = Object.keys(observed).filter((method) => method !== everyMethod);
  return [
    ...overrides.map((method) => ({ op: 'remove' as const, path: patchPath(method) })),
    ...diffEveryMethod(desired, found),
  ];
}

function diffEveryMethod(desired: MethodSettings, found: ObservedMethodSettings | undefined): PatchOperation[] {
  const wanted = desired.throttling;
  const current = found ?? unset;
  const isFree = unlimited.rateLimits.includes(current.rateLimit) && unlimited.burstLimits.includes(current.burstLimit);
  const throttling = wanted ?? (isFree ? current : unset);
  const settings = [
    ['logging/loglevel', desired.executionLogLevel, current.executionLogLevel],
    ['logging/dataTrace', false, current.logsBodies],
    ['metrics/enabled', desired.detailedMetrics, current.detailedMetrics],
    ['throttling/rateLimit', throttling.rateLimit, current.rateLimit],
    ['throttling/burstLimit', throttling.burstLimit, current.burstLimit],
  ] as const;
  const differing = settings.filter(([, value, other]) => value !== other);
  const wantsNothing = desired.executionLogLevel === 'OFF' && !desired.detailedMetrics && wanted === undefined;
  if (found !== undefined && wantsNothing && differing.length > 0) return [{ op: 'remove', path: `/${everyMethod}` }];
  return differing.map(([setting, value]) => ({
    op: 'replace',
    path: `/${everyMethod}/${setting}`,
    value: String(value),
  }));
}

/** AWS reads them back without the slash in front, except for the root: `pets/GET` is `/~1pets/GET` in a patch. */
function patchPath(method: string): string {
  const resource = method.slice(0, method.lastIndexOf('/'));
  return resource === '*' || resource.startsWith('~1') ? `/${method}` : `/~1${method}`;
}
