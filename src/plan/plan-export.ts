import type { ConfigMapObject } from '../api/referred-objects.ts';
import { isExportOf } from '../desired/exported-config-map.ts';
import type { DesiredConfigMap } from '../desired/exported-config-map.ts';

/** `remake`: it was made immutable, so it is deleted and made again. `refuse`: it is not the object's. */
export type ExportStep = 'nothing' | 'create' | 'apply' | 'remake' | 'refuse';

/** What makes the wanted ConfigMap be there. Labels, annotations and keys that others added stay. */
export function planExport(wanted: DesiredConfigMap, live: ConfigMapObject | undefined, uid: string): ExportStep {
  if (live === undefined) return 'create';
  if (!isExportOf(live, uid)) return 'refuse';
  if (holds(live.data, wanted.data) && holds(live.metadata.labels, wanted.metadata.labels)) return 'nothing';
  return live.immutable === true ? 'remake' : 'apply';
}

function holds(live: Readonly<Record<string, string>> = {}, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([key, value]) => live[key] === value);
}
