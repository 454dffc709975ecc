import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The operator as a process of its own, as it runs in a pod. */
export interface OperatorProcess {
  readonly pid: number | undefined;
  /** How it ended; undefined while it runs. */
  ending(): string | undefined;
  /** The same, when it comes. */
  readonly ended: Promise<string>;
  /** SIGKILL: no last word, no released Lease. */
  kill(): Promise<void>;
  /** SIGTERM, as Kubernetes does it, and SIGKILL when it does not end by itself. */
  stop(): Promise<void>;
}

const stopTimeoutMs = 5_000;

/** Starts `src/main.ts` against the emulated AWS. It ends with this process at the latest. */
export function startOperator(options: {
  readonly kubeconfigFile: string;
  readonly awsUrl: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly flags: readonly string[];
  /** Gets what it writes, appended. */
  readonly logFile: string;
}): OperatorProcess {
  const log = openSync(options.logFile, 'a', 0o600);
  const child = spawn(
    process.execPath,
    [
      `--import=${new URL('end-with-parent.ts', import.meta.url).href}`,
      fileURLToPath(new URL('../src/main.ts', import.meta.url)),
      `--kubeconfig=${options.kubeconfigFile}`,
      `--region=${options.region}`,
      '--bind-address=127.0.0.1',
      '--health-port=0',
      '--metrics-port=0',
      ...options.flags,
    ],
    {
      stdio: ['ignore', log, log, 'ipc'],
      env: environment(options),
      // Ctrl-C goes to the whole foreground group, but when the operator ends is for the sandbox to say.
      detached: true,
    },
  );
  closeSync(log);
  const ending = () => (child.exitCode === null ? (child.signalCode ?? undefined) : `exit code ${child.exitCode}`);
  const ended = once(child, 'exit').then(() => ending() ?? '');
  const signal = async (name: 'SIGKILL' | 'SIGTERM') => {
    child.kill(name);
    await ended;
  };
  return {
    pid: child.pid,
    ending,
    ended,
    kill: () => signal('SIGKILL'),
    stop: async () => {
      const tooLate = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
      await signal('SIGTERM');
      clearTimeout(tooLate);
    },
  };
}

/** Only what is listed: no profile, proxy or endpoint of the person's own environment may lead to the real AWS. */
function environment(options: Parameters<typeof startOperator>[0]): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    AWS_ENDPOINT_URL: options.awsUrl,
    AWS_ACCESS_KEY_ID: options.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: options.credentials.secretAccessKey,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** The last lines that the operator wrote, for people who want to know why something failed. */
export function lastLogLines(logFile: string, count: number): string[] {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-count);
}
