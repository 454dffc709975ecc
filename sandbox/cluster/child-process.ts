import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server process that cannot outlive this one. */
export interface ChildProcess {
  /** Rejects when the process ends; never resolves. */
  readonly ended: Promise<never>;
  /** Kills the process, removes its directory and resolves when both are done. */
  stop(): Promise<void>;
}

// The shell waits for the end of its standard input, which comes however this process ends, SIGKILL included. Then it
// kills the child and removes its directory: all of it is temporary, so nothing needs to end in good order. Its own
// words ("Killed") go nowhere, for the reader of its stderr may be gone and writing there would end it too early.
const supervise = `
directory=$1; shift
exec 3<&0
"$@" & child=$!
exec 2>/dev/null
( cat <&3 >/dev/null; kill -9 $child 2>/dev/null ) & watcher=$!
wait $child; status=$?
kill $watcher 2>/dev/null
rm -rf "$directory"
exit $status`;

/** A fresh temporary directory that `startChild` removes again. */
export function temporaryDirectory(name: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `private-api-operator-${name}-`));
}

/** Starts a program that owns `directory`. */
export function startChild(program: string, parameters: readonly string[], directory: string): ChildProcess {
  const child = spawn('/bin/sh', ['-c', supervise, 'sh', directory, program, ...parameters], {
    stdio: ['pipe', 'ignore', 'pipe'],
    // Ctrl-C goes to the whole foreground group: the shell must live to clean up.
    detached: true,
  });
  const lastLines: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastLines.push(...text.split('\n').filter(Boolean));
    lastLines.splice(0, lastLines.length - 15);
  });
  child.stdin.on('error', () => {});
  const closed = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => resolve(`exit code ${code}`));
  });
  const ended = closed.then((how): never => {
    throw new Error(`${program} ended (${how}):\n${lastLines.join('\n')}`);
  });
  ended.catch(() => {});
  return {
    ended,
    stop: async () => {
      child.stdin.end();
      await closed;
    },
  };
}

/** Ports of 127.0.0.1 that are free now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const listening = servers.map(
    (server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve())),
  );
  await Promise.all(listening);
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
