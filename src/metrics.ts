import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** What a scrape reads from a work queue. */
export interface QueueSnapshot {
  readonly depth: { readonly normal: number; readonly low: number };
  /** Start times of the keys in work, in milliseconds of the queue's clock. */
  readonly startedAtMs: readonly number[];
  readonly nowMs: number;
}

export type ReconcileResult = 'success' | 'error' | 'requeue' | 'requeue_after';

/** Why a watch ended; every one is a label value of `private_api_operator_watch_restarts_total`. */
export type WatchRestartReason =
  | 'Closed'
  | 'ShortWatch'
  | 'ConnectionLost'
  | 'Silent'
  | 'Throttled'
  | 'ServerError'
  | 'Expired'
  | 'Undecodable'
  | 'Other';

export type Metrics = ReturnType<typeof createMetrics>;

// The values below are those of controller-runtime v0.24 and client-go, so that dashboards made for them fit.
const RECONCILE_BUCKETS = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.25, 1.5, 1.75,
  2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
];
const QUEUE_BUCKETS = Array.from({ length: 12 }, (_, power) => Number(`1e${power - 8}`));
const REQUEST_BUCKETS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60];
/** controller-runtime's two usual priorities: 0 and `handler.LowPriority`. */
const PRIORITY_LABEL = { normal: '0', low: '-100' } as const;
const RECONCILE_RESULTS: readonly ReconcileResult[] = ['success', 'error', 'requeue', 'requeue_after'];
const RESTART_REASONS: readonly WatchRestartReason[] = [
  'Closed',
  'ShortWatch',
  'ConnectionLost',
  'Silent',
  'Throttled',
  'ServerError',
  'Expired',
  'Undecodable',
  'Other',
];

/**
 * All metrics of the operator, in a registry of their own. Callers say what happened; names and labels are known only
 * here. Label sets are created with 0 as soon as they are known, so that `rate()` works from the first scrape.
 *
 * @param processMetrics also memory, CPU, garbage collection and event-loop lag of the process; these keep observers
 *   alive for the life of the process, which is why tests leave them off.
 */
export function createMetrics({ version, processMetrics = false }: { version: string; processMetrics?: boolean }) {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter<L>({ name, help, labelNames: [...labelNames], registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = [], collect?: () => void) =>
    new Gauge<L>({ name, help, labelNames: [...labelNames], registers, ...(collect && { collect }) });
  const histogram = <L extends string>(name: string, help: string, labelNames: readonly L[], buckets: number[]) =>
    new Histogram<L>({ name, help, labelNames: [...labelNames], buckets, registers });

  if (processMetrics) collectDefaultMetrics({ register: registry });
  gauge('private_api_operator_build_info', 'Constant 1, labelled with the version.', ['version']).set({ version }, 1);

  const queues = queueMetrics(counter, gauge, histogram);
  const controllers = controllerMetrics(counter, gauge, histogram);

  const restRequests = counter('rest_client_requests_total', 'Requests to the Kubernetes API.', [
    'code',
    'method',
    'host',
  ]);
  const restSeconds = histogram(
    'rest_client_request_duration_seconds',
    'Latency of requests to the Kubernetes API.',
    ['verb', 'host'],
    REQUEST_BUCKETS,
  );
  const watchRestarts = counter('private_api_operator_watch_restarts_total', 'Watches that ended, by reason.', [
    'resource',
    'reason',
  ]);
  const lastActivity = new Map<string, () => number>();
  const lastActivityAge = gauge(
    'private_api_operator_reflector_last_activity_seconds',
    'Seconds since the watch of a resource last heard from the API server.',
    ['resource'],
    () => {
      for (const [resource, ageMs] of lastActivity) lastActivityAge.set({ resource }, ageMs() / 1000);
    },
  );
  const leader = gauge('leader_election_master_status', '1 while this process leads, else 0.', ['name']);
  const slowPath = counter('leader_election_slowpath_total', 'Lease renewals that had to read the Lease first.', [
    'name',
  ]);
  const awsRequests = counter('private_api_operator_aws_requests_total', 'Calls of the AWS API.', [
    'service',
    'operation',
    'code',
  ]);
  const awsSeconds = histogram(
    'private_api_operator_aws_request_duration_seconds',
    'Latency of calls of the AWS API.',
    ['service', 'operation'],
    REQUEST_BUCKETS,
  );
  const driftRepaired = counter('private_api_operator_drift_repaired_total', 'Differences in AWS that were repaired.', [
    'field',
  ]);
  const ready = gauge('private_api_operator_resource_ready', '1 for an object that is Ready, else 0.', [
    'namespace',
    'name',
    'reason',
  ]);
  const readyReasons = new Map<string, string>();
  const loopBlocked = counter(
    'private_api_operator_event_loop_blocked_seconds_total',
    'Time the event loop stood still.',
  );
  loopBlocked.inc(0);

  function forgetResource(namespace: string, name: string): void {
    const reason = readyReasons.get(`${namespace}/${name}`);
    if (reason === undefined) return;
    readyReasons.delete(`${namespace}/${name}`);
    ready.remove({ namespace, name, reason });
  }

  return {
    contentType: registry.contentType,
    /** The text exposition that Prometheus reads. */
    render: () => registry.metrics(),
    ...queues,
    ...controllers,

    requestFinished(request: { verb: string; method: string; code: string; host: string; durationMs: number }) {
      const { verb, method, code, host, durationMs } = request;
      restRequests.inc({ code, method, host });
      restSeconds.observe({ verb, host }, durationMs / 1000);
    },
    /** Call once per watch of a resource. */
    observeReflector(resource: string, ageMs: () => number) {
      lastActivity.set(resource, ageMs);
      for (const reason of RESTART_REASONS) watchRestarts.inc({ resource, reason }, 0);
    },
    /** The resource is watched no longer, so its silence means nothing. */
    forgetReflector(resource: string) {
      lastActivity.delete(resource);
      lastActivityAge.remove({ resource });
    },
    watchRestarted: (resource: string, reason: WatchRestartReason) => watchRestarts.inc({ resource, reason }),

    leading(name: string, isLeading: boolean) {
      leader.set({ name }, isLeading ? 1 : 0);
      slowPath.inc({ name }, 0);
    },
    leaseSlowPath: (name: string) => slowPath.inc({ name }),

    /** Makes the series of an AWS operation visible before its first call. */
    expectAwsOperation: (service: string, operation: string) => awsRequests.inc({ service, operation, code: '200' }, 0),
    awsRequestFinished(request: { service: string; operation: string; code: string; durationMs: number }) {
      const { service, operation, code, durationMs } = request;
      awsRequests.inc({ service, operation, code });
      awsSeconds.observe({ service, operation }, durationMs / 1000);
    },
    driftRepaired: (field: string) => driftRepaired.inc({ field }),

    /** Says how an object stands; its former reason's series disappears. */
    resourceReady(namespace: string, name: string, isReady: boolean, reason: string) {
      forgetResource(namespace, name);
      readyReasons.set(`${namespace}/${name}`, reason);
      ready.set({ namespace, name, reason }, isReady ? 1 : 0);
    },
    forgetResource,
    eventLoopBlocked: (blockedMs: number) => loopBlocked.inc(blockedMs / 1000),
  };
}

type MakeCounter = <L extends string>(name: string, help: string, labelNames?: readonly L[]) => Counter<L>;
type MakeGauge = <L extends string>(
  name: string,
  help: string,
  labelNames?: readonly L[],
  collect?: () => void,
) => Gauge<L>;
type MakeHistogram = <L extends string>(
  name: string,
  help: string,
  labelNames: readonly L[],
  buckets: number[],
) => Histogram<L>;

function queueMetrics(counter: MakeCounter, gauge: MakeGauge, histogram: MakeHistogram) {
  const labels = ['name', 'controller'] as const;
  const snapshots = new Map<string, () => QueueSnapshot>();
  const depth = gauge('workqueue_depth', 'Keys that wait for a worker.', [...labels, 'priority'], () => {
    for (const [name, snapshot] of snapshots) {
      const { depth: waiting, startedAtMs, nowMs } = snapshot();
      const both = { name, controller: name };
      depth.set({ ...both, priority: PRIORITY_LABEL.normal }, waiting.normal);
      depth.set({ ...both, priority: PRIORITY_LABEL.low }, waiting.low);
      const ages = startedAtMs.map((startedAt) => (nowMs - startedAt) / 1000);
      unfinished.set(
        both,
        ages.reduce((sum, age) => sum + age, 0),
      );
      longest.set(both, Math.max(0, ...ages));
    }
  });
  const unfinished = gauge('workqueue_unfinished_work_seconds', 'Time spent so far on keys in work, summed.', labels);
  const longest = gauge('workqueue_longest_running_processor_seconds', 'Age of the oldest key in work.', labels);
  const adds = counter('workqueue_adds_total', 'Keys added to the queue.', labels);
  const retries = counter('workqueue_retries_total', 'Keys added with back-off.', labels);
  const queued = histogram('workqueue_queue_duration_seconds', 'How long a key waits.', labels, QUEUE_BUCKETS);
  const worked = histogram('workqueue_work_duration_seconds', 'How long a key is in work.', labels, QUEUE_BUCKETS);
  return {
    /** Call once per queue; the snapshot is read at each scrape. */
    observeQueue(name: string, snapshot: () => QueueSnapshot) {
      snapshots.set(name, snapshot);
      for (const metric of [adds, retries]) metric.inc({ name, controller: name }, 0);
      for (const metric of [queued, worked]) metric.zero({ name, controller: name });
    },
    queueAdded: (name: string) => adds.inc({ name, controller: name }),
    queueRetried: (name: string) => retries.inc({ name, controller: name }),
    queueWaited: (name: string, ms: number) => queued.observe({ name, controller: name }, ms / 1000),
    queueWorked: (name: string, ms: number) => worked.observe({ name, controller: name }, ms / 1000),
  };
}

function controllerMetrics(counter: MakeCounter, gauge: MakeGauge, histogram: MakeHistogram) {
  const label = ['controller'] as const;
  const total = counter('controller_runtime_reconcile_total', 'Passes by result.', ['controller', 'result']);
  const errors = counter('controller_runtime_reconcile_errors_total', 'Passes that failed.', label);
  const terminal = counter(
    'controller_runtime_terminal_reconcile_errors_total',
    'Passes that failed until someone changes something.',
    label,
  );
  const panics = counter('controller_runtime_reconcile_panics_total', 'Passes that threw: bugs.', label);
  const timeouts = counter('controller_runtime_reconcile_timeouts_total', 'Passes that met their deadline.', label);
  const seconds = histogram('controller_runtime_reconcile_time_seconds', 'Length of a pass.', label, RECONCILE_BUCKETS);
  const most = gauge('controller_runtime_max_concurrent_reconciles', 'Workers.', label);
  const active = gauge('controller_runtime_active_workers', 'Workers that run a pass now.', label);
  return {
    observeController(controller: string, workers: number) {
      for (const result of RECONCILE_RESULTS) total.inc({ controller, result }, 0);
      for (const metric of [errors, terminal, panics, timeouts]) metric.inc({ controller }, 0);
      seconds.zero({ controller });
      most.set({ controller }, workers);
      active.set({ controller }, 0);
    },
    reconcileStarted: (controller: string) => active.inc({ controller }),
    reconcileFinished(controller: string, result: ReconcileResult, durationMs: number) {
      active.dec({ controller });
      total.inc({ controller, result });
      if (result === 'error') errors.inc({ controller });
      seconds.observe({ controller }, durationMs / 1000);
    },
    reconcileTerminal: (controller: string) => terminal.inc({ controller }),
    reconcileThrew: (controller: string) => panics.inc({ controller }),
    reconcileTimedOut: (controller: string) => timeouts.inc({ controller }),
  };
}
