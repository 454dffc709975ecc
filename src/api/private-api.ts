import type { PrivateApiSpec, PrivateApiStatus } from './generated/private-api-types.ts';

export type * from './generated/private-api-types.ts';

export const group = 'privateapi.dev';
export const version = 'v1alpha1';
export const plural = 'privateapis';
export const kind = 'PrivateApi';

/** Keeps a deleted object until everything made for it in AWS is gone. */
export const finalizer = `${group}/aws-resources`;

/** Any new value forces a pass; it is echoed in `status.lastHandledReconcileAt`. */
export const reconcileAtAnnotation = `${group}/reconcile-at`;

/** An object as the API server returns it. */
export interface PrivateApi {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: PrivateApiMetadata;
  readonly spec: PrivateApiSpec;
  readonly status?: PrivateApiStatus;
}

export interface PrivateApiMetadata {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation: number;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly finalizers?: string[];
  readonly annotations?: Record<string, string>;
}

/** Queue key and log name of an object: `namespace/name`. */
export function keyOf(object: PrivateApi): string {
  return `${object.metadata.namespace}/${object.metadata.name}`;
}
