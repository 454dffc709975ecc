import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';

const program = fileURLToPath(new URL('../../sandbox/demo.ts', import.meta.url));
// The demo gives up by itself after a minute; its first run may download kube-apiserver.
const timeoutMs = 300_000;

const checks = [
  'Ready with an invoke URL',
  'at most 6 AWS writes from apply to Ready',
  'an allowed role, through the endpoint: 200 from the backend',
  'a role without permission: 403',
  'unsigned: 403',
  "the allowed role through another VPC's endpoint: 403",
  'the allowed role from outside: 403',
  'the new route is live',
  'after exactly one deployment',
  'at most 3 AWS writes',
  'meanwhile the other VPC gets in',
  'closed again within one sweep',
  'back on the deployment that was served before, without a new one',
  'its own callers are still served',
  'killed with CreateRestApi in flight',
  'without an operator, callers are served all the same',
  'exactly one REST API, the interrupted one',
  'two PrivateApis share one VPC link',
  'the other keeps serving',
  'the shared VPC link stays',
  'nothing of ours is left in AWS',
  'everything that was there before is untouched',
];

const started = new Set<ReturnType<typeof startDemo>>();

/** `text()` is what it printed so far. */
function startDemo(environment: Record<string, string>, ...flags: string[]) {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(process.execPath, [program, ...flags], {
    env: { ...env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (piece) => (text += piece));
  const demo = { child, text: () => text, closed: once(child, 'close') as Promise<[number | null, string | null]> };
  started.add(demo);
  return demo;
}

afterEach(() => {
  for (const { child } of started) child.kill('SIGKILL');
  started.clear();
});

describe.each([
  { name: 'on the Kubernetes API that is at hand', flags: [], kubernetes: /kube-apiserver v1\.|its API in memory/ },
  { name: 'on the Kubernetes API in memory', flags: ['--in-memory'], kubernetes: /its API in memory/ },
])('the demo $name', ({ flags, kubernetes }) => {
  let text = '';
  let code: number | null = null;

  beforeAll(async () => {
    const demo = startDemo({}, ...flags);
    [code] = await demo.closed;
    text = demo.text();
  }, timeoutMs);

  test('ends well, with every check passed', () => {
    expect({ code, failed: text.split('\n').filter((line) => line.includes('✗')), text }).toMatchObject({
      code: 0,
      failed: [],
    });
    expect(text).toMatch(new RegExp(`✓ all ${checks.length} checks passed in [\\d.]+ s\n$`));
  });

  test.each(checks)('shows that it is so: %s', (check) => {
    expect(
      text
        .split('\n')
        .filter((line) => /^ +✓ /.test(line))
        .map((line) => line.replace(/^ +✓ +| \(.*\)$/g, '')),
    ).toContain(check);
  });

  test('says what it runs on, and by how much time is shortened', () => {
    expect(text).toMatch(kubernetes);
    expect(text).toMatch(/waits are divided by \d+: a VPC link takes [\d.]+ s instead of 2 min/);
  });

  test('tells the AWS calls that each of the seven steps cost', () => {
    const steps = text.split(/^\d+\. /m).slice(1);
    expect(steps).toHaveLength(7);
    for (const step of steps) expect(step).toMatch(/^ +AWS +\d+ reads?, (no writes|\d+ writes?: [A-Z])/m);
  });

  test('is plain text when nobody sees it in a terminal', () => {
    expect(text).not.toContain('\u001B');
  });
});

describe('the demo, cut short', () => {
  /** As soon as the operator works. */
  async function startDemoAndWait() {
    const temporary = mkdtempSync(join(tmpdir(), 'demo-test-'));
    const demo = startDemo({ TMPDIR: temporary }, '--in-memory');
    await new Promise<void>((resolve, reject) => {
      demo.child.stdout.on('data', () => {
        if (demo.text().includes('\n2. ')) resolve();
      });
      demo.child.once('close', () => reject(new Error(`the demo ended before its second step:\n${demo.text()}`)));
    });
    const operatorPid = Number(/^Operator +process (\d+)$/m.exec(demo.text())?.[1]);
    expect(isRunning(operatorPid)).toBe(true);
    return { ...demo, operatorPid, temporary };
  }

  test.each([['SIGINT'], ['SIGTERM']] as const)(
    'by %s: stops and removes everything that it started, and blames nobody',
    async (signal) => {
      const { child, closed, text, operatorPid, temporary } = await startDemoAndWait();
      child.kill(signal);
      expect(await closed).toEqual([130, null]);
      expect(text()).not.toContain('✗');
      expect(isRunning(operatorPid)).toBe(false);
      expect(readdirSync(temporary)).toEqual([]);
      rmSync(temporary, { recursive: true });
    },
    timeoutMs,
  );

  test(
    'by SIGKILL: the operator does not outlive it',
    async () => {
      const { child, operatorPid, temporary } = await startDemoAndWait();
      child.kill('SIGKILL');
      while (isRunning(operatorPid)) await nextTurn();
      rmSync(temporary, { recursive: true });
    },
    timeoutMs,
  );
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
