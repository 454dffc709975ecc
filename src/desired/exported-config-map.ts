import { group, kind, version } from '../api/private-api.ts';
import type { PrivateApi, PrivateApiStatus } from '../api/private-api.ts';
import type { ConfigMapObject, OwnerReference } from '../api/referred-objects.ts';

/** The ConfigMap that one object asks for. */
export interface DesiredConfigMap {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Record<string, string>;
    readonly ownerReferences: readonly OwnerReference[];
  };
  readonly data: Readonly<Record<string, string>>;
}

/** Where workloads of the object's namespace find the API; undefined until a stage answers. */
export function exportedConfigMap(
  { metadata, spec }: PrivateApi,
  status: PrivateApiStatus,
): DesiredConfigMap | undefined {
  const name = spec.export?.configMap.name;
  const { invokeUrl, restApi, stage, region } = status;
  if (name === undefined || !invokeUrl || restApi === undefined || stage === undefined || !region) return undefined;
  return {
    metadata: {
      name,
      namespace: metadata.namespace,
      labels: { 'app.kubernetes.io/managed-by': 'private-api-operator' },
      // Without blockOwnerDeletion, for which some clusters ask rights on the owner's finalizers.
      ownerReferences: [
        { apiVersion: `${group}/${version}`, kind, name: metadata.name, uid: metadata.uid, controller: true },
      ],
    },
    // Always the same keys: one that is left out would stay where it was.
    data: { invokeUrl, restApiId: restApi.id, stage: stage.name, region },
  };
}

/** A ConfigMap is the object's when the object controls it, whatever its name. */
export function isExportOf(configMap: ConfigMapObject, uid: string): boolean {
  return (configMap.metadata.ownerReferences ?? []).some((owner) => owner.controller === true && owner.uid === uid);
}
