import { expect } from '@jest/globals';
import type { TestWorld } from '../test-world.ts';

export type RecordedFile = 'api' | 'common' | 'import';

/** Requests rebuilt from what a recorded case is called and was answered, with the facts of each answer. */
export interface RecordedCase {
  readonly file: RecordedFile;
  readonly name: string;
  /** Sends the case's requests in order; each `answer` or `refusal` checks one recorded answer. */
  readonly play: (player: Player) => Promise<void>;
}

/** Recorded answers that are not reproduced, and why. */
export interface ExcludedAnswers {
  readonly file: RecordedFile;
  readonly name: string;
  readonly answers: number;
  /** `operation`: not implemented. `setup`: no answer of API Gateway. Otherwise the reason in words. */
  readonly because: string;
}

export interface Player {
  readonly world: TestWorld;
  /** Checks status and body of a success; undefined members and ids are left out of the comparison. */
  readonly answer: <T extends object>(step: string, sent: Promise<T>, status: number, body?: unknown) => Promise<T>;
  /** Checks status, error name and message of a refusal. */
  readonly refusal: (
    step: string,
    sent: Promise<unknown>,
    status: number,
    name: string,
    message: string,
  ) => Promise<void>;
  readonly steps: readonly string[];
}

export function createPlayer(world: TestWorld): Player {
  const steps: string[] = [];
  return {
    world,
    steps,
    async answer(step, sent, status, body) {
      const { $metadata, ...answered } = (await sent) as { $metadata?: { httpStatusCode?: number } };
      expect([step, $metadata?.httpStatusCode]).toEqual([step, status]);
      expect([step, comparable(answered)]).toEqual([step, comparable(body ?? {})]);
      steps.push(step);
      return sent;
    },
    async refusal(step, sent, status, name, message) {
      const refused: unknown = await sent.then(
        () => undefined,
        (error: unknown) => error,
      );
      const { name: code, message: text, $metadata } = refused as Error & { $metadata?: { httpStatusCode?: number } };
      expect([step, $metadata?.httpStatusCode, code, text]).toEqual([step, status, name, message]);
      steps.push(step);
    },
  };
}

const ID_NAMES = new Set(['id', 'rootResourceId', 'parentId', 'cacheNamespace', 'authorizerId', 'deploymentId']);

/** Ids and times differ from run to run; that they are there is what was recorded. */
function comparable(value: unknown, name = ''): unknown {
  if (value instanceof Date) return 'time';
  if (Array.isArray(value)) return value.map((one) => comparable(one));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => [key, comparable(member, key)]),
    );
  }
  if (ID_NAMES.has(name) && typeof value === 'string' && value !== '') return 'id';
  return value;
}
