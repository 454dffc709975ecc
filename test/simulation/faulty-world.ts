import { jest } from '@jest/globals';
import type { HttpFunction, HttpRequest, HttpResponse } from '../../sandbox/http.ts';
import { createWorld, privateApi } from './world.ts';
import type { World, WriteHook } from './world.ts';

/** Answers of the API server as the operator gets them. */
export type Rewrite = (request: HttpRequest, answer: () => Promise<HttpResponse>) => Promise<HttpResponse>;

export type FaultyWorld = Awaited<ReturnType<typeof createFaultyWorld>>;

/** A world whose API server can be made to say something else, and whose operators all end with the test. */
export async function createFaultyWorld() {
  const world = await createWorld();
  const running: ReturnType<World['startOperator']>[] = [];
  const truth: Rewrite = (_request, answer) => answer();
  const faulty = {
    world,
    /** In the order they were started. */
    running,
    truth,
    rewrite: truth,
    start(hook?: WriteHook) {
      const operator = world.startOperator(hook);
      running.push(operator);
      return operator;
    },
    /** An operator, and objects that are Ready; returns the AWS writes made since. */
    async settled(names: readonly string[] = ['orders']): Promise<() => string[]> {
      faulty.start();
      for (const name of names) await world.apply(privateApi(world, name));
      for (const name of names) await world.untilReady(name);
      await world.pass(5_000);
      const since = world.awsCalls();
      return () => world.awsWrites(since);
    },
    watch() {
      const [open] = world.kubernetes.watches('privateapis');
      if (open === undefined) throw new Error('no watch is open');
      return open;
    },
    end() {
      for (const operator of running) operator.kill();
      jest.restoreAllMocks();
      jest.useRealTimers();
    },
  };
  const { handle } = world.kubernetes;
  const rewritten: HttpFunction = (request) => faulty.rewrite(request, () => handle(request));
  Object.assign(world.kubernetes, { handle: rewritten });
  return faulty;
}

export const deletes = (writes: readonly string[]) => writes.filter((operation) => operation.startsWith('Delete'));

export const isAboutObjects = ({ path }: HttpRequest) => path.includes('/privateapis');

/** Every object that an answer holds goes through `change`. */
export function withObjects(change: (object: { spec: Record<string, unknown>; status?: object }) => void): Rewrite {
  return async (request, answer) => {
    const response = await answer();
    if (!isAboutObjects(request) || typeof response.body !== 'string') return response;
    const body = JSON.parse(response.body) as { items?: object[] };
    for (const object of body.items ?? [body]) if ('spec' in object) change(object as never);
    return { ...response, body: JSON.stringify(body) };
  };
}
