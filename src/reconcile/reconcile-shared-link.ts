import { vpcLinkName } from '../desired/names.ts';
import { sharedTags, shareKeyOf, versionOfShareKey } from '../desired/ownership.ts';
import { RetryableError, TerminalError } from '../errors.ts';
import { planSharedLink } from '../plan/plan-shared-link.ts';
import { keyOf } from '../api/private-api.ts';
import type { PrivateApi } from '../api/private-api.ts';
import { claimsOn, parseVpcLinkQueueKey, wantsSharedLink } from './claims.ts';
import { takeForSending } from './intent.ts';
import type { Requeue } from './outcome.ts';
import type { AwsPort, Logger, Ports } from './ports.ts';
import { bringLinkV2InLine } from './shared-link-v2.ts';
import { reconcileSharedResource } from './shared-resource.ts';
import { usedWithoutObject } from './used-without-object.ts';

/** What one pass over one shared link works on. */
export interface SharedLinkPass {
  readonly region: string;
  readonly shareKey: string;
  readonly aws: AwsPort;
  readonly ports: Ports;
  /** Objects that want the link. */
  readonly users: readonly PrivateApi[];
  /** Looks at APIs that no object speaks for, at the price of a list. */
  readonly isUsedWithoutObject: () => Promise<boolean>;
  readonly wakeUsers: () => void;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** One pass over one shared VPC link. */
export async function reconcileSharedLink(
  key: string,
  ports: Ports,
  log: Logger,
  signal: AbortSignal,
): Promise<Requeue> {
  const { region, shareKey } = parseVpcLinkQueueKey(key)!;
  const aws = ports.aws(region);
  const claimants = ports.kubernetes.listPrivateApis().filter(({ status }) => claimsOn(status, shareKey).length > 0);
  const wakeUsers = () => {
    for (const user of claimants) ports.kubernetes.enqueue(keyOf(user));
  };
  const pass: SharedLinkPass = {
    region,
    shareKey,
    aws,
    ports,
    users: claimants.filter((object) => wantsSharedLink(object, shareKey)),
    isUsedWithoutObject: async () => (await usedWithoutObject([shareKey], aws, ports, signal)).length > 0,
    wakeUsers,
    log,
    signal,
  };
  const bringInLine = versionOfShareKey(shareKey) === 'V1' ? bringLinkInLine : bringLinkV2InLine;
  return await reconcileSharedResource(key, () => bringInLine(pass), wakeUsers, ports, log);
}

async function bringLinkInLine(pass: SharedLinkPass): Promise<Requeue> {
  const { aws, shareKey, ports, users, log, signal } = pass;
  const { clusterId } = ports.settings;
  const links = (await aws.listVpcLinks('V1', signal)).filter(
    (link) => shareKeyOf(link.tags, clusterId, 'VpcLink') === shareKey,
  );
  const isWanted = users.length > 0 || (links.length > 0 && (await pass.isUsedWithoutObject()));
  const step = planSharedLink(links, isWanted);

  switch (step.kind) {
    case 'nothing':
      return { kind: 'none' };
    case 'wait':
      log.debug({ because: step.because }, 'waiting for a shared link');
      return { kind: 'after', ms: ports.times.lookAgainMs };
    case 'create':
      await create();
      return { kind: 'none' };
    case 'delete':
      log.info({ vpcLinkId: step.link.id, because: step.because }, 'deleting a VPC link');
      await aws.deleteVpcLink('V1', step.link.id, signal);
      log.info({ vpcLinkId: step.link.id }, 'deleted a VPC link');
      if (step.link.status === 'FAILED' && isWanted) throw failedLink(step.link.id, step.because);
      return { kind: 'after', ms: ports.times.lookAgainMs };
  }

  async function create(): Promise<void> {
    const { loadBalancerArn } = claimsOn(users[0]!.status, shareKey)[0]!;
    await sendAnnounced(pass, { loadBalancerArn }, () =>
      aws.createVpcLink(
        { name: vpcLinkName(loadBalancerArn), loadBalancerArn, tags: sharedTags(clusterId, 'VpcLink', shareKey) },
        signal,
      ),
    );
  }
}

/** Sends the creation of a link if a user has announced it; one whose pass finds the link missing does, and queues this. */
export async function sendAnnounced(
  { ports, shareKey, wakeUsers, log }: SharedLinkPass,
  fields: object,
  send: () => Promise<{ id: string }>,
): Promise<void> {
  const announcement = { role: 'VpcLink' as const, key: shareKey };
  const options = { nowMs: ports.clock.now(), graceMs: ports.times.createGraceMs, memory: ports.memory };
  const since = ports.memory.unsentCreates.get(`VpcLink/${shareKey}`);
  if (!takeForSending(announcement, options)) return;
  log.info(fields, 'creating a VPC link');
  try {
    const { id } = await send();
    log.info({ vpcLinkId: id, ...fields }, 'created a VPC link');
  } catch (error) {
    const mayExist = error instanceof RetryableError && error.outcomeUnknown;
    if (!mayExist && since !== undefined) ports.memory.unsentCreates.set(`VpcLink/${shareKey}`, since);
    throw error;
  }
  wakeUsers();
}

export function failedLink(id: string, message: string): TerminalError {
  return new TerminalError({
    reason: 'VpcLinkFailed',
    message: `VPC link ${id} failed and was removed: ${message}; another is made when the cause may be gone`,
    condition: 'BackendsReady',
  });
}
