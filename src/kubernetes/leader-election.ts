import type { Clock } from '../clock.ts';
import type { Metrics } from '../metrics.ts';
import type { KubernetesClient } from './client.ts';
import { isConflict } from './errors.ts';
import { LEASES, heldLease, holderOf, releasedLease } from './lease.ts';
import type { Lease } from './lease.ts';
import type { Logger } from './logger.ts';

export interface LeaderElectionOptions {
  readonly client: KubernetesClient;
  /** Must not jump: the lease is judged by it. */
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly namespace: string;
  readonly name: string;
  /** Unique per process, such as pod name and uid. */
  readonly identity: string;
  /** How long others wait after the last renewal they saw. */
  readonly leaseDurationMs: number;
  /** The leader gives up when it could not renew for this long; shorter than the lease. */
  readonly renewDeadlineMs: number;
  readonly retryPeriodMs: number;
}

/**
 * Leader election by a Lease, with client-go's rules. The times written in a Lease are for people: whether a lease is
 * over is judged only by how long *this* process has seen it unchanged, so clocks of different nodes need not agree.
 */
export function createLeaderElection(options: LeaderElectionOptions) {
  const { client, clock, random, log, metrics, namespace, name, identity } = options;
  const { leaseDurationMs, renewDeadlineMs, retryPeriodMs } = options;
  if (!(leaseDurationMs > renewDeadlineMs && renewDeadlineMs > retryPeriodMs * 1.2)) {
    throw new RangeError('leader election needs lease duration > renew deadline > 1.2 x retry period');
  }
  const key = { namespace, name };
  const acquired = Promise.withResolvers<void>();
  let observed: { readonly lease: Lease; readonly atMs: number } | undefined;
  let isHolder = false;
  let lastRenewMs = -Infinity;
  metrics.leading(name, false);

  /**
   * The fence: true only while no other process can hold the lease. Counted from when the last successful renewal was
   * *sent*; others count from when they saw it, which is later. A process that was stopped and wakes up finds it false.
   */
  const isLeading = () => isHolder && clock.now() < lastRenewMs + leaseDurationMs;

  function observe(lease: Lease): void {
    if (observed?.lease.metadata.resourceVersion === lease.metadata.resourceVersion) return;
    observed = { lease, atMs: clock.now() };
  }

  /** One attempt to hold the lease from now on. Throws when the API server cannot be asked. */
  async function tryToHold(signal: AbortSignal): Promise<boolean> {
    const sentAtMs = clock.now();
    if (isHolder && observed) {
      try {
        return hold(
          await client.replace(LEASES, heldLease(observed.lease, { ...options, nowMs: sentAtMs }), signal),
          sentAtMs,
        );
      } catch (error) {
        if (!isConflict(error)) throw error;
        metrics.leaseSlowPath(name);
      }
    }
    const lease = await client.get<Lease>(LEASES, key, signal);
    const nowMs = clock.now();
    if (lease === undefined) {
      return hold(await client.create(LEASES, heldLease(undefined, { ...options, nowMs }), signal), nowMs);
    }
    observe(lease);
    const holder = holderOf(lease);
    if (holder !== '' && holder !== identity) {
      // Someone else is named, by election or by hand: we are not the leader, whatever we believed.
      isHolder = false;
      const theirLeaseMs = (lease.spec?.leaseDurationSeconds ?? leaseDurationMs / 1000) * 1000;
      if (nowMs < (observed?.atMs ?? nowMs) + theirLeaseMs) return false;
    }
    return hold(await client.replace(LEASES, heldLease(lease, { ...options, nowMs }), signal), nowMs);
  }

  function hold(lease: Lease, sentAtMs: number): true {
    observed = { lease, atMs: clock.now() };
    lastRenewMs = sentAtMs;
    isHolder = true;
    return true;
  }

  /** {@link tryToHold} within a time, with failures logged: the next attempt is the retry. */
  async function attempt(timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    const tooLate = new AbortController();
    const timer = new AbortController();
    clock.sleep(timeoutMs, timer.signal).then(
      () => tooLate.abort(new Error(`no answer within ${timeoutMs} ms`)),
      () => undefined,
    );
    try {
      return await tryToHold(AbortSignal.any([signal, tooLate.signal]));
    } catch (error) {
      if (!signal.aborted && !isConflict(error)) log.warn({ lease: name, err: error }, 'lease could not be renewed');
      return false;
    } finally {
      timer.abort();
    }
  }

  async function acquire(signal: AbortSignal): Promise<void> {
    log.info({ lease: name, identity }, 'waiting for the lease');
    while (!(await attempt(renewDeadlineMs, signal))) {
      await clock.sleep(retryPeriodMs * (1 + 1.2 * random()), signal);
    }
    metrics.leading(name, true);
    log.info({ lease: name, identity }, 'leading');
    acquired.resolve();
  }

  /** Returns when the lease is lost; throws the signal's reason on stop. */
  async function renew(signal: AbortSignal): Promise<void> {
    for (;;) {
      await clock.sleep(retryPeriodMs, signal);
      const leftMs = lastRenewMs + renewDeadlineMs - clock.now();
      // After a pause of the process no time is left: nobody may have taken over, but work decided before is stale.
      if (leftMs <= 0) return;
      await attempt(Math.min(leftMs, renewDeadlineMs / 2), signal);
      signal.throwIfAborted();
      if (!isHolder) return;
    }
  }

  /** Lets others take over at once instead of after the lease's duration. */
  async function release(): Promise<void> {
    if (!isLeading() || !observed) return;
    isHolder = false;
    const lease = releasedLease(observed.lease, clock.now());
    await client.replace(LEASES, lease).catch((error: unknown) => {
      log.warn({ lease: name, err: error }, 'lease could not be released');
    });
  }

  return {
    isLeading,
    /** Resolves when this process first leads. */
    acquired: acquired.promise,
    /** Who is named in the lease as last seen, for people. */
    holder: () => (observed ? holderOf(observed.lease) : ''),
    /** For the person who asks who leads. */
    describe: () => ({
      lease: `${namespace}/${name}`,
      identity,
      isLeading: isLeading(),
      holder: observed ? holderOf(observed.lease) : '',
      secondsSinceRenewal: isHolder ? Math.round((clock.now() - lastRenewMs) / 1000) : undefined,
      transitions: observed?.lease.spec?.leaseTransitions,
    }),
    /** Takes part until the lease is lost (the process should then exit) or the signal aborts (it is then released). */
    async run(signal: AbortSignal): Promise<'lost' | 'released'> {
      try {
        await acquire(signal);
        await renew(signal);
        log.error({ lease: name, identity }, 'lease lost');
        return 'lost';
      } catch (error) {
        if (!signal.aborted) throw error;
        await release();
        return 'released';
      } finally {
        isHolder = false;
        metrics.leading(name, false);
      }
    },
  };
}
