import { vpcLinkName } from '../desired/names.ts';
import { sharedTags, shareKeyOf, vpcLinkShareKey } from '../desired/ownership.ts';
import { RetryableError, TerminalError } from '../errors.ts';
import { planSharedLink } from '../plan/plan-shared-link.ts';
import { keyOf } from '../api/private-api.ts';
import type { PrivateApi } from '../api/private-api.ts';
import { parseVpcLinkQueueKey, wantsSharedLink } from './claims.ts';
import { takeForSending } from './intent.ts';
import type { Requeue } from './outcome.ts';
import type { Logger, Ports } from './ports.ts';
import { reconcileSharedResource } from './shared-resource.ts';
import { usedWithoutObject } from './used-without-object.ts';

/** One pass over one shared VPC link. */
export async function reconcileSharedLink(
  key: string,
  ports: Ports,
  log: Logger,
  signal: AbortSignal,
): Promise<Requeue> {
  return await reconcileSharedResource(
    key,
    () => bringLinkInLine(key, ports, log, signal),
    () => wakeUsers(key, ports),
    ports,
    log,
  );
}

async function bringLinkInLine(key: string, ports: Ports, log: Logger, signal: AbortSignal): Promise<Requeue> {
  const { region, shareKey } = parseVpcLinkQueueKey(key)!;
  const { clusterId } = ports.settings;
  const aws = ports.aws(region);
  const users = usersOf(key, ports).filter((object) => wantsSharedLink(object, shareKey));
  const links = (await aws.listVpcLinks(signal)).filter(
    (link) => shareKeyOf(link.tags, clusterId, 'VpcLink') === shareKey,
  );
  const isWanted =
    users.length > 0 || (links.length > 0 && (await usedWithoutObject([shareKey], aws, ports, signal)).length > 0);
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
      await aws.deleteVpcLink(step.link.id, signal);
      log.info({ vpcLinkId: step.link.id }, 'deleted a VPC link');
      if (step.link.status === 'FAILED' && isWanted) throw failedLink(step.link.id, step.because);
      return { kind: 'after', ms: ports.times.lookAgainMs };
  }

  async function create(): Promise<void> {
    const loadBalancerArn = users
      .flatMap(({ status }) => status?.vpcLinks ?? [])
      .find((link) => link.managed && vpcLinkShareKey(link.loadBalancerArn) === shareKey)!.loadBalancerArn;
    const announcement = { role: 'VpcLink' as const, key: shareKey };
    const options = { nowMs: ports.clock.now(), graceMs: ports.times.createGraceMs, memory: ports.memory };
    const since = ports.memory.unsentCreates.get(`VpcLink/${shareKey}`);
    // A user whose pass finds the link missing announces it and puts this key into the queue.
    if (!takeForSending(announcement, options)) return;
    log.info({ loadBalancerArn }, 'creating a VPC link');
    try {
      const { id } = await aws.createVpcLink(
        { name: vpcLinkName(loadBalancerArn), loadBalancerArn, tags: sharedTags(clusterId, 'VpcLink', shareKey) },
        signal,
      );
      log.info({ vpcLinkId: id, loadBalancerArn }, 'created a VPC link');
    } catch (error) {
      const mayExist = error instanceof RetryableError && error.outcomeUnknown;
      if (!mayExist && since !== undefined) ports.memory.unsentCreates.set(`VpcLink/${shareKey}`, since);
      throw error;
    }
    wakeUsers(key, ports);
  }
}

function wakeUsers(key: string, ports: Ports): void {
  for (const user of usersOf(key, ports)) ports.kubernetes.enqueue(keyOf(user));
}

function usersOf(key: string, ports: Ports): readonly PrivateApi[] {
  const { shareKey } = parseVpcLinkQueueKey(key)!;
  return ports.kubernetes
    .listPrivateApis()
    .filter(({ status }) =>
      (status?.vpcLinks ?? []).some((link) => link.managed && vpcLinkShareKey(link.loadBalancerArn) === shareKey),
    );
}

function failedLink(id: string, message: string): TerminalError {
  return new TerminalError({
    reason: 'VpcLinkFailed',
    message: `VPC link ${id} failed and was removed: ${message}; another is made when the cause may be gone`,
    condition: 'BackendsReady',
  });
}
