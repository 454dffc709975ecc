import { badRequest } from '../aws-error.ts';
import type { Call } from '../operation.ts';
import type { Stage } from '../state.ts';
import { requireLoggingRole } from './logging-role.ts';
import type { PatchOperation } from './patch.ts';

/** Method setting by the last two segments of its patch path. Values come as text. */
const settings: Readonly<Record<string, { readonly name: string; readonly type: 'flag' | 'number' | 'text' }>> = {
  'metrics/enabled': { name: 'metricsEnabled', type: 'flag' },
  'logging/dataTrace': { name: 'dataTraceEnabled', type: 'flag' },
  'logging/loglevel': { name: 'loggingLevel', type: 'text' },
  'throttling/burstLimit': { name: 'throttlingBurstLimit', type: 'number' },
  'throttling/rateLimit': { name: 'throttlingRateLimit', type: 'number' },
  'caching/enabled': { name: 'cachingEnabled', type: 'flag' },
  'caching/ttlInSeconds': { name: 'cacheTtlInSeconds', type: 'number' },
  'caching/dataEncrypted': { name: 'cacheDataEncrypted', type: 'flag' },
  'caching/requireAuthorizationForCacheControl': { name: 'requireAuthorizationForCacheControl', type: 'flag' },
  'caching/unauthorizedCacheControlHeaderStrategy': { name: 'unauthorizedCacheControlHeaderStrategy', type: 'text' },
};

/** The first setting of a method brings all the others along with these values. */
const defaults = {
  metricsEnabled: false,
  dataTraceEnabled: false,
  throttlingBurstLimit: 5000,
  throttlingRateLimit: 10000,
  cachingEnabled: false,
  cacheTtlInSeconds: 300,
  cacheDataEncrypted: false,
  requireAuthorizationForCacheControl: true,
  unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
};

interface SettingPath {
  /** As read back: the slash of a path stays escaped, the leading one is dropped. */
  readonly method: string;
  readonly setting: string;
}

export const isMethodSettingPath = (path: string) => parsed(path) !== undefined;

export function changeMethodSetting(stage: Stage, { path, value = '' }: PatchOperation, call: Call): void {
  const found = parsed(path);
  const setting = found === undefined ? undefined : settings[found.setting];
  if (found === undefined || setting === undefined) throw badRequest(`Invalid method setting path: ${path}`);
  if (setting.name === 'loggingLevel') {
    if (!['OFF', 'ERROR', 'INFO'].includes(value)) throw badRequest('Invalid logging level specified');
    if (value !== 'OFF') requireLoggingRole(call);
  }
  if (setting.type === 'number' && !Number.isFinite(Number(value === '' ? NaN : value))) {
    throw badRequest(`Invalid value for method setting ${path}`);
  }
  const typed = setting.type === 'flag' ? value === 'true' : setting.type === 'number' ? Number(value) : value;
  stage.methodSettings.set(found.method, {
    ...(stage.methodSettings.get(found.method) ?? defaults),
    [setting.name]: typed,
  });
}

/** Removes all settings of a method at once: `/*` + `/*` or `/{path}/{VERB}`. */
export function removeMethodSettings(stage: Stage, path: string): void {
  const segments = path.slice(1).split('/');
  const method = segments.length === 2 ? methodKey(segments[0] ?? '', segments[1] ?? '') : '';
  if (!stage.methodSettings.delete(method)) throw badRequest(noSuchSetting(path));
}

/** The text ends with a space in AWS's answers. */
export const noSuchSetting = (path: string) =>
  `Cannot remove method setting ${path.slice(1)} because there is no method setting for this method `;

function parsed(path: string): SettingPath | undefined {
  const [resource, verb, group, name, ...more] = path.slice(1).split('/');
  const setting = `${group}/${name}`;
  if (resource === undefined || verb === undefined || more.length > 0 || !Object.hasOwn(settings, setting)) {
    return undefined;
  }
  return { method: methodKey(resource, verb), setting };
}

/** The root resource stays `~1`. */
const methodKey = (resource: string, verb: string) =>
  `${resource.length > 2 && resource.startsWith('~1') ? resource.slice(2) : resource}/${verb}`;
