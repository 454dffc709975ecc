import { reconcileAtAnnotation } from './api/private-api.ts';
import type { PrivateApi } from './api/private-api.ts';
import type { ClientOverrides } from './aws/clients.ts';
import { createAws } from './aws/create-aws.ts';
import type { Aws } from './aws/create-aws.ts';
import type { Clock } from './clock.ts';
import { readClusterId } from './cluster-id.ts';
import type { Config } from './config.ts';
import type { Settings } from './desired/settings.ts';
import { createKubernetesClient } from './kubernetes/client.ts';
import type { Connection } from './kubernetes/connection.ts';
import { createController } from './kubernetes/controller.ts';
import type { Result } from './kubernetes/controller.ts';
import { createEventRecorder } from './kubernetes/events.ts';
import { createLeaderElection } from './kubernetes/leader-election.ts';
import type { Logger } from './kubernetes/logger.ts';
import { obeyRetryAfter } from './kubernetes/obey-retry-after.ts';
import { createReflector } from './kubernetes/reflector.ts';
import { createSteadyClock } from './kubernetes/steady-clock.ts';
import { createWorkQueue } from './kubernetes/work-queue.ts';
import type { Priority } from './kubernetes/work-queue.ts';
import { createKubernetesPort, privateApis } from './kubernetes-port.ts';
import type { Metrics } from './metrics.ts';
import { createObjectCache } from './object-cache.ts';
import { parseVpcLinkQueueKey } from './reconcile/claims.ts';
import { lookForSharedLinks } from './reconcile/look-for-shared-links.ts';
import { createMemory } from './reconcile/memory.ts';
import type { Requeue } from './reconcile/outcome.ts';
import type { KubernetesPort, Ports } from './reconcile/ports.ts';
import { reconcilePrivateApi } from './reconcile/reconcile-private-api.ts';
import { reconcileSharedLink } from './reconcile/reconcile-shared-link.ts';
import { createReferenceWatches } from './reference-watches.ts';

const name = 'private-api-operator';

export interface OperatorParts {
  readonly config: Config;
  readonly connection: Connection;
  readonly metrics: Metrics;
  readonly log: Logger & { child(bindings: object): Logger };
  /** Wall-clock time, for what is written into statuses. */
  readonly clock: Clock;
  /** From 0 to 1; jitters intervals and back-off. */
  readonly random: () => number;
  readonly version: string;
  /** Empty in production. */
  readonly awsOverrides: ClientOverrides;
}

/** Everything of one process, wired; nothing happens before `run`. */
export type Operator = ReturnType<typeof createOperator>;

export function createOperator(parts: OperatorParts) {
  const { config, connection, metrics, log, clock, random, version, awsOverrides } = parts;
  // A wall clock may jump; intervals, back-off and the Lease must not.
  const steadyClock = createSteadyClock();
  const userAgent = `${name}/${version}`;
  const client = createKubernetesClient({ connection, clock: steadyClock, userAgent, metrics, log });
  const queue = createWorkQueue({ name: 'privateapi', clock: steadyClock, random, metrics });
  const reflector = createReflector<PrivateApi>({
    client,
    resource: privateApis,
    clock: steadyClock,
    random,
    log,
    metrics,
    onChange,
  });
  const references = createReferenceWatches({
    client,
    clock: steadyClock,
    random,
    log,
    metrics,
    enqueue: (key, priority) => queue.add(key, { priority }),
  });
  const cache = createObjectCache(reflector);
  const events = createEventRecorder({
    client,
    clock,
    log,
    reportingController: 'privateapi.dev/operator',
    reportingInstance: config.identity,
  });
  const election = config.leaderElect
    ? createLeaderElection({
        client,
        clock: steadyClock,
        random,
        log,
        metrics,
        namespace: config.leaseNamespace,
        name,
        identity: config.identity,
        leaseDurationMs: config.leaseDurationMs,
        renewDeadlineMs: config.leaseRenewDeadlineMs,
        retryPeriodMs: config.leaseRetryPeriodMs,
      })
    : undefined;
  const mayWrite = () => election?.isLeading() ?? true;
  const regions = new Map<string, Aws>();
  const memory = createMemory();
  let worldPorts: Omit<Ports, 'kubernetes'> | undefined;

  function aws(region: string): Aws {
    let found = regions.get(region);
    if (found === undefined) {
      found = createAws({
        region,
        userAgent: userAgent.replace('/', '#'),
        overrides: awsOverrides,
        metrics,
        now: clock.now,
        mayWrite,
      });
      regions.set(region, found);
    }
    return found;
  }

  function onChange(key: string, current: PrivateApi | undefined, previous: PrivateApi | undefined): void {
    cache.caughtUp(key, current);
    references.follow(key, current);
    if (current === undefined) {
      memory.lastLookAtMs.delete(key);
      if (previous !== undefined) metrics.forgetResource(previous.metadata.namespace, previous.metadata.name);
      return;
    }
    // Our own status writes come back as changes as well; only what a person or a controller decided is news.
    if (previous === undefined || intentOf(previous) !== intentOf(current)) {
      queue.add(key, { priority: reflector.hasSynced() ? 'normal' : 'low' });
    }
  }

  function kubernetesPort(signal: AbortSignal): KubernetesPort {
    return createKubernetesPort({
      client,
      cache,
      events,
      references,
      enqueue: (key) => queue.add(key),
      clock: steadyClock,
      signal,
    });
  }

  async function reconcile(key: string, signal: AbortSignal): Promise<Result> {
    const passLog = log.child({ key });
    const ports: Ports = { ...worldPorts!, kubernetes: kubernetesPort(signal) };
    if (parseVpcLinkQueueKey(key) !== undefined) {
      return toResult(await reconcileSharedLink(key, ports, passLog, signal));
    }
    const object = cache.get(key);
    // An object that is not there is never a reason to delete anything: a deletion is seen through its finalizer.
    if (object === undefined) return { kind: 'done' };
    return toResult(await reconcilePrivateApi(object, ports, passLog, signal));
  }

  function toResult(requeue: Requeue): Result {
    switch (requeue.kind) {
      case 'none':
        return { kind: 'done' };
      case 'backoff':
        return requeue;
      case 'after': {
        const priority: Priority = requeue.ms >= config.resyncIntervalMs ? 'low' : 'normal';
        return { kind: 'after', ms: requeue.ms * (1 + 0.1 * random()), priority };
      }
    }
  }

  async function work(signal: AbortSignal): Promise<void> {
    await reflector.whenSynced(signal);
    const clusterId = config.clusterId ?? (await readClusterId(client, log, signal));
    const settings: Settings = {
      clusterId,
      clusterName: config.clusterName,
      referenceConsent: config.referenceConsent,
      allowForeignCallers: config.allowForeignCallers,
    };
    worldPorts = {
      aws,
      clock,
      log,
      settings,
      defaultRegion: config.region,
      memory,
      metrics: {
        driftRepaired: metrics.driftRepaired,
        resourceReady: (...state) => metrics.resourceReady(...state),
        terminal: () => metrics.reconcileTerminal('privateapi'),
      },
      times: {
        resyncMs: config.resyncIntervalMs,
        lookAgainMs: config.lookAgainIntervalMs,
        recheckMs: config.recheckIntervalMs,
        createGraceMs: config.createGraceMs,
      },
    };
    const controller = createController({
      name: 'privateapi',
      queue,
      workers: config.workers,
      passDeadlineMs: config.passDeadlineMs,
      // Twice this is within the pod's terminationGracePeriodSeconds.
      drainMs: config.passDeadlineMs / 2,
      clock: steadyClock,
      log,
      metrics,
      reconcile: obeyRetryAfter(reconcile, steadyClock),
    });
    log.info({ clusterId, region: config.region, objects: cache.list().length }, 'working');
    void lookForSharedLinks({ ...worldPorts, kubernetes: kubernetesPort(signal) }, signal);
    await controller.run(signal);
  }

  /** What was told and not written yet; a slow API server must not hold up the end of the process. */
  async function flushEvents(): Promise<void> {
    const tooLate = new AbortController();
    await Promise.race([events.flush(), steadyClock.sleep(2_000, tooLate.signal).catch(() => undefined)]);
    tooLate.abort();
  }

  return {
    /** What is wrong with this process, or undefined. */
    healthy(): string | undefined {
      const stuck = [...queue.inWork()].find(
        ([, startedAtMs]) => steadyClock.now() - startedAtMs > 3 * config.passDeadlineMs,
      );
      if (stuck !== undefined) return `the pass over ${stuck[0]} does not end`;
      if (reflector.isStuck()) return 'the watch of PrivateApis does not go on';
      return references.isStuck() ? 'the watch of what PrivateApis refer to does not go on' : undefined;
    },

    /** What the process is doing, for people. */
    describe: () => ({
      version,
      region: config.region,
      queue: queue.describe(),
      watches: [reflector.describe(), ...references.describe()],
      lease: election?.describe() ?? 'leader election is off',
    }),

    /** Ready means: able to take over. Whether it leads does not matter. */
    ready: (): string | undefined =>
      reflector.hasSynced() ? undefined : 'the first list of PrivateApis is not complete',

    /**
     * Works until the signal aborts, then finishes what is in work and gives the Lease back. `lost`: the Lease went to
     * somebody else, and the process must end.
     */
    async run(signal: AbortSignal): Promise<'stopped' | 'lost'> {
      const working = new AbortController();
      const renewing = new AbortController();
      const stop = () => working.abort(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();

      const watching = reflector.run(working.signal);
      const renewal = election?.run(renewing.signal);
      try {
        const lost = renewal?.then((how) => how === 'lost') ?? new Promise<boolean>(() => undefined);
        const acquired = await Promise.race([
          (election?.acquired ?? Promise.resolve()).then(() => true),
          aborted(working.signal),
          lost.then(() => false),
        ]);
        if (!acquired) return signal.aborted ? 'stopped' : 'lost';
        const done = work(working.signal).then(
          () => false,
          (error: unknown) => {
            if (working.signal.aborted) return false;
            throw error;
          },
        );
        const isLost = await Promise.race([done, lost]);
        return isLost ? 'lost' : 'stopped';
      } finally {
        signal.removeEventListener('abort', stop);
        working.abort();
        renewing.abort();
        await flushEvents();
        await renewal;
        await watching;
        await references.close();
        for (const one of regions.values()) one.close();
      }
    },
  };
}

/** What makes a change of an object worth a pass: everything but the status and other people's bookkeeping. */
function intentOf({ metadata }: PrivateApi): string {
  const { uid, generation, deletionTimestamp, finalizers, annotations } = metadata;
  return JSON.stringify([uid, generation, deletionTimestamp, finalizers, annotations?.[reconcileAtAnnotation]]);
}

function aborted(signal: AbortSignal): Promise<false> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(false);
    signal.addEventListener('abort', () => resolve(false), { once: true });
  });
}
