import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** A controller that is measured: any program that prints a line `<namespace>/<name> <spec.description>` per reconcile. */
export interface Subject {
  readonly name: string;
  readonly command: string;
  /** Sent before memory is read, for programs that collect garbage on it. */
  readonly settleSignal?: NodeJS.Signals;
}

/** Linux counts CPU time in these, whatever the kernel's own clock (`getconf CLK_TCK`). */
const TICKS_PER_SECOND = 100;

export type RunningSubject = ReturnType<typeof startSubject>;

/** Starts a subject; `onLine` hears of every reconcile at the moment its line arrives. */
export function startSubject(
  { command, settleSignal }: Subject,
  env: Record<string, string>,
  onLine: (line: string) => void,
) {
  const startedAtMs = performance.now();
  const child = spawn('/bin/sh', ['-c', `exec ${command}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const proc = (file: string) => readFile(`/proc/${child.pid}/${file}`, 'utf8');
  createInterface(child.stdout).on('line', onLine);

  const kibibytes = async (field: string): Promise<number> =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(await proc('status'))?.[1]);

  return {
    startedAtMs,
    /** User and system time of the process so far. */
    async cpuMs(): Promise<number> {
      const [, rest = ''] = (await proc('stat')).split(') ');
      const fields = rest.split(' ');
      return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
    },
    /** Resident memory now, as the operating system sees it, and the most since the start, in MiB. */
    resident: async () => ({ nowMiB: (await kibibytes('VmRSS')) / 1024, peakMiB: (await kibibytes('VmHWM')) / 1024 }),
    /** Memory it holds when nothing happens, and the most it ever held, in MiB. */
    async memory(): Promise<{ steadyMiB: number; peakMiB: number }> {
      const peakMiB = (await kibibytes('VmHWM')) / 1024;
      for (let round = 0; round < 3; round += 1) {
        if (settleSignal !== undefined) child.kill(settleSignal);
        await sleep(1_000);
      }
      return { steadyMiB: (await kibibytes('VmRSS')) / 1024, peakMiB };
    },
    async stop(): Promise<void> {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
