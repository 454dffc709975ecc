import { setTimeout as sleep } from 'node:timers/promises';
import type { Kubernetes, PrivateApiObject } from '../kubernetes.ts';
import type { OperatorProcess } from '../operator-process.ts';
import type { TimeScale } from '../time-scale.ts';
import { namespace } from '../world.ts';
import type { World } from '../world.ts';
import type { Report } from './report.ts';

/** What every step of the story plays with. */
export interface Scene {
  readonly kubernetes: Kubernetes;
  readonly world: World;
  readonly report: Report;
  readonly time: TimeScale;
  readonly startOperator: () => OperatorProcess;
  operator: OperatorProcess;
}

const pollMs = 25;

/**
 * Looks again and again until there is a value. Throws when the operator has ended, or after `limitMs`: that is for what
 * never comes, so it is much longer than anything takes on a slow machine.
 */
export async function until<T>(
  { operator }: Scene,
  what: string,
  look: () => Promise<T | undefined>,
  limitMs = 20_000,
): Promise<T> {
  const givenUpAt = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    const ending = operator.ending();
    if (ending !== undefined)
      throw new Error(`the operator ended by itself (${ending}) before this came true: ${what}`);
    if (performance.now() > givenUpAt) throw new Error(`not within ${limitMs / 1000} s: ${what}`);
    await sleep(pollMs);
  }
}

/** Waits until the object is Ready in its present generation. */
export function untilReady(scene: Scene, name: string): Promise<PrivateApiObject> {
  return until(scene, `${namespace}/${name} is Ready`, async () => {
    const object = await scene.kubernetes.get(namespace, name);
    const ready = object?.status?.conditions?.find(({ type }) => type === 'Ready');
    const isReady = ready?.status === 'True' && ready.observedGeneration === object?.metadata.generation;
    return isReady ? object : undefined;
  });
}

export function untilGone(scene: Scene, name: string): Promise<true> {
  return until(scene, `${namespace}/${name} is gone`, async () =>
    (await scene.kubernetes.get(namespace, name)) === undefined ? true : undefined,
  );
}

/** `Ready=True EndpointReady=True ...` */
export function describeConditions({ status }: PrivateApiObject): string {
  return (status?.conditions ?? []).map((condition) => `${condition.type}=${condition.status}`).join(' ');
}

/** `1.3 s` since a time of performance.now(). */
export function secondsSince(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}
