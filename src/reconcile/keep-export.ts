import { exportedConfigMap, isExportOf } from '../desired/exported-config-map.ts';
import { TerminalError } from '../errors.ts';
import { planExport } from '../plan/plan-export.ts';
import { wasInLine } from './drift.ts';
import { saveRecorded, specOf, SupersededError } from './pass.ts';
import type { Pass } from './pass.ts';

/**
 * Keeps the exported ConfigMap true. Its name is in the status before it is made, so that another name in the spec
 * leaves none behind. While the URL is not known, what is there stays: a half one is never written.
 */
export async function keepExport(pass: Pass): Promise<void> {
  const { kubernetes } = pass.ports;
  const { uid } = pass.object.metadata;
  const name = pass.object.spec.export?.configMap.name;
  const former = pass.recorded.exportedConfigMap?.name;
  if (former !== undefined && former !== name) await removeExport(pass, former);
  const wanted = exportedConfigMap(pass.object, pass.recorded);
  if (wanted === undefined) return;

  const live = await kubernetes.readReferenced(pass.object, 'ConfigMap', wanted.metadata.name, undefined);
  const step = planExport(wanted, live, uid);
  if (step === 'refuse') {
    throw new TerminalError({
      reason: 'ExportConflict',
      message: `ConfigMap ${wanted.metadata.name} exists in namespace ${wanted.metadata.namespace} and does not belong to this object, so it is left alone; delete it, or set spec.export.configMap.name to another name`,
    });
  }
  const isDrift = wasInLine(pass.object) && pass.object.status?.invokeUrl === pass.recorded.invokeUrl;
  await recordExport(pass, wanted.metadata.name);
  if (step === 'nothing') return;
  pass.log.info({ configMap: wanted.metadata.name, step }, 'writing the exported ConfigMap');
  if (step === 'apply') requireDone(await kubernetes.applyConfigMap(wanted, live!));
  if (step === 'remake') requireDone(await kubernetes.deleteConfigMap(live!));
  if (step !== 'apply') requireDone(await kubernetes.createConfigMap(wanted));
  if (isDrift && former === name) pass.repaired.push('exported ConfigMap');
  else note(pass, step === 'create' ? 'Created' : 'Updated', wanted.metadata.name);
}

/** For a deletion: the ConfigMap that the object has or may have. */
export async function removeExports(pass: Pass): Promise<void> {
  const names = [pass.recorded.exportedConfigMap?.name, specOf(pass.object).export?.configMap?.name];
  for (const name of new Set(names)) if (name !== undefined) await removeExport(pass, name);
}

/** One that is not the object's stays. */
async function removeExport(pass: Pass, name: string): Promise<void> {
  const { kubernetes } = pass.ports;
  const live = await kubernetes.readReferenced(pass.object, 'ConfigMap', name, undefined);
  if (live !== undefined && isExportOf(live, pass.object.metadata.uid)) {
    pass.log.info({ configMap: name }, 'deleting the exported ConfigMap');
    requireDone(await kubernetes.deleteConfigMap(live));
    note(pass, 'Deleted', name);
  }
  const { exportedConfigMap: _former, ...rest } = pass.recorded;
  pass.recorded = rest;
}

async function recordExport(pass: Pass, name: string): Promise<void> {
  pass.recorded = { ...pass.recorded, exportedConfigMap: { name } };
  if (pass.object.status?.exportedConfigMap?.name !== name) await saveRecorded(pass);
}

/** Somebody changed or made it since it was looked at: the next pass sees what they did. */
function requireDone(outcome: 'done' | 'conflict'): void {
  if (outcome === 'conflict') throw new SupersededError('conflict');
}

function note(pass: Pass, reason: 'Created' | 'Updated' | 'Deleted', name: string): void {
  const action = { Created: 'CreateConfigMap', Updated: 'UpdateConfigMap', Deleted: 'DeleteConfigMap' }[reason];
  const text = `${reason.toLowerCase()} ConfigMap ${name}`;
  pass.events.push({ type: 'Normal', reason, action, note: text });
}
