import { ownerUid, retainedShareKeys } from '../desired/ownership.ts';
import type { AwsPort, Ports } from './ports.ts';

/**
 * Those of the share keys that are used by an API no object speaks for: by a retained one; or maybe by one whose object
 * vanished without a deletion, or has lost the status that says what it uses (a CRD without that field prunes it).
 * Neither is a reason to remove anything.
 */
export async function usedWithoutObject(
  shareKeys: readonly string[],
  aws: AwsPort,
  { kubernetes, settings }: Pick<Ports, 'kubernetes' | 'settings'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (shareKeys.length === 0) return [];
  const restApis = await aws.listRestApis(signal);
  const telling = new Set(
    kubernetes
      .listPrivateApis()
      // An object that leaves has no API in its status because it is gone, whatever a lagging list shows.
      .filter(({ metadata, status }) => status?.restApi !== undefined || metadata.deletionTimestamp !== undefined)
      .map(({ metadata }) => metadata.uid),
  );
  return shareKeys.filter((shareKey) =>
    restApis.some(({ tags }) => {
      const retained = retainedShareKeys(tags, settings.clusterId);
      if (retained !== undefined) return retained.includes(shareKey);
      const uid = ownerUid(tags, settings.clusterId, 'RestApi');
      return uid !== undefined && !telling.has(uid);
    }),
  );
}
