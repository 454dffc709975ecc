import { OperatorError, StoppedError } from '../errors.ts';
import { toOutcome } from './outcome.ts';
import type { Requeue } from './outcome.ts';
import type { Logger, Ports } from './ports.ts';

/**
 * Frame of a pass over something that several objects share. A key of its own makes one worker decide, so two users
 * that leave together, or one that arrives while another leaves, meet here. It writes nothing to Kubernetes: users read
 * the thing's state themselves, and find what went wrong in `memory.sharedProblems`.
 */
export async function reconcileSharedResource(
  key: string,
  bringInLine: () => Promise<Requeue>,
  wakeUsers: () => void,
  ports: Ports,
  log: Logger,
): Promise<Requeue> {
  try {
    const requeue = await bringInLine();
    // What kept the users waiting is over, and they would look again much later.
    if (ports.memory.sharedProblems.delete(key)) wakeUsers();
    return requeue;
  } catch (error) {
    if (error instanceof StoppedError) return { kind: 'none' };
    if (error instanceof OperatorError) ports.memory.sharedProblems.set(key, error);
    const outcome = toOutcome({ kind: 'error', error }, ports.times);
    log[outcome.logLevel](
      { reason: outcome.reason, requeue: outcome.requeue, err: error },
      'pass over a shared resource ended early',
    );
    wakeUsers();
    return outcome.requeue;
  }
}
