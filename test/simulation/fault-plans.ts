import type { Fault } from '../../sandbox/aws/faults.ts';
import type { Refusal } from '../../sandbox/cluster/in-memory/faults.ts';
import { createWorld } from './world.ts';
import type { World, WriteHook } from './world.ts';
import type { Workload } from './workloads.ts';

export interface Plan {
  readonly fault: string;
  /** Which write of the workload, counted from 0. */
  readonly index: number;
}

export interface Run {
  readonly world: World;
  readonly writes: readonly { readonly system: 'aws' | 'kubernetes'; readonly name: string }[];
}

/** What a plan works with: the world, and SIGKILL for the operator, which the kubelet starts again a moment later. */
export interface Armed {
  readonly world: World;
  readonly kill: () => void;
}

/** Runs a workload; `arm` places a fault just before it starts. */
export async function run(
  workload: Workload,
  arm: (armed: Armed) => WriteHook | void,
  { limitMs = 20 * 60_000, flags = [] }: { limitMs?: number; flags?: readonly string[] } = {},
): Promise<Run> {
  // What settles sooner leaves fewer idle polls to simulate; the order of things is the same.
  const settings = {
    vpcLinkPendingMs: 10_000,
    vpcLinkDeletingMs: 10_000,
    vpcLinkV2PendingMs: 10_000,
    vpcLinkV2DeletingMs: 10_000,
    vpcEndpointPendingMs: 10_000,
    vpcEndpointDeletingMs: 10_000,
    networkInterfaceLingerMs: 5_000,
    domainNamePendingMs: 10_000,
  };
  const world = await createWorld({ settings, flags });
  const writes: { system: 'aws' | 'kubernetes'; name: string }[] = [];
  let hook: WriteHook | void;
  let isArmed = false;
  const observe: WriteHook = (write) => {
    if (!isArmed) return;
    if (write.when === 'before') writes.push({ system: write.system, name: write.name });
    hook?.(write);
  };
  let operator = world.startOperator(observe);
  const kill = () => {
    operator.kill();
    setTimeout(() => {
      operator = world.startOperator(observe);
    }, 1_000);
  };

  await workload.prepare(world);
  await world.pass(1_000);
  hook = arm({ world, kill });
  isArmed = true;
  await workload.act(world);
  const isSettled = () => workload.isDone(world) && (world.read('orders')?.status?.pendingCreates ?? []).length === 0;
  const state = () => JSON.stringify(world.read('orders')?.status?.conditions?.slice(0, 3));
  await world.until(isSettled, state, limitMs);
  await world.pass(30_000);
  operator.kill();
  return { world, writes };
}

/** Kills the process around the write with this index. */
export function killAt(index: number, when: 'before' | 'after') {
  return ({ kill }: Armed): WriteHook => {
    let seen = -1;
    return (write) => {
      if (write.when === 'before') seen += 1;
      if (seen !== index || write.when !== when) return;
      seen = Number.POSITIVE_INFINITY;
      kill();
    };
  };
}

export const awsFaults: readonly { name: string; fault: Fault }[] = [
  { name: 'its answer is lost', fault: { kind: 'answerLost' } },
  {
    name: 'it is applied and answered 500',
    fault: { kind: 'appliedThenRefused', status: 500, code: 'InternalFailure', message: '' },
  },
  {
    name: 'it is refused with 503',
    fault: { kind: 'refused', status: 503, code: 'ServiceUnavailableException', message: '' },
  },
  { name: 'its request is lost', fault: { kind: 'requestLost' } },
  { name: 'it is applied 45 s later', fault: { kind: 'appliedLate', delayMs: 45_000 } },
  {
    name: 'it is throttled for 7 s',
    fault: {
      kind: 'refused',
      status: 429,
      code: 'TooManyRequestsException',
      message: 'Too Many Requests',
      retryAfterSeconds: 7,
    },
  },
  {
    name: 'it meets another change',
    fault: {
      kind: 'refused',
      status: 409,
      code: 'ConflictException',
      message: 'Unable to complete operation due to concurrent modification. Please try again later.',
    },
  },
  { name: 'what it made does not show for 60 s', fault: { kind: 'lag', lagMs: 60_000 } },
];

export const kubernetesFaults: readonly { name: string; when: 'before' | 'after'; refusal: Refusal }[] = [
  { name: 'its answer is lost', when: 'after', refusal: 'connectionLost' },
  { name: 'it is refused with 409', when: 'before', refusal: 'conflict' },
  { name: 'it is refused with 500', when: 'before', refusal: 'internalError' },
  { name: 'it is refused with 429', when: 'before', refusal: 'tooManyRequests' },
  { name: 'it is refused with 403', when: 'before', refusal: 'forbidden' },
  { name: 'it is never answered', when: 'before', refusal: 'silence' },
];
