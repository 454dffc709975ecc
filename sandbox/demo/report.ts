import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import type { LoggedCall } from '../aws/call-log.ts';

/** What the story says as it goes, and what it found. */
export interface Report {
  /** Opens a step. */
  step(title: string): void;
  did(text: string): void;
  saw(text: string): void;
  /** AWS calls of the operator that the step cost. */
  spent(calls: readonly LoggedCall[]): void;
  /** One thing that has to be so; `detail` is printed behind it. */
  check(isSo: boolean, name: string, detail?: string): void;
  line(text?: string): void;
  readonly passed: number;
  readonly failed: readonly string[];
}

/** Writes to a terminal, with colours only when it is one. */
export function createReport(stream: NodeJS.WriteStream): Report {
  const style = (format: Parameters<typeof styleText>[0], text: string) => styleText(format, text, { stream });
  const line = (text = '') => void stream.write(`${text}\n`);
  const entry = (label: string, text: string) => line(`   ${style('dim', label.padEnd(4))} ${text}`);
  const failed: string[] = [];
  let steps = 0;
  let passed = 0;
  return {
    line,
    step: (title) => {
      steps += 1;
      line(`\n${style('bold', `${steps}. ${title}`)}`);
    },
    did: (text) => entry('did', text),
    saw: (text) => entry('saw', shortened(text, stream)),
    spent: (calls) => entry('AWS', describeCalls(calls)),
    check: (isSo, name, detail) => {
      if (isSo) passed += 1;
      else failed.push(name);
      const mark = isSo ? style('green', '✓') : style('red', '✗');
      line(`   ${mark} ${name}${detail === undefined ? '' : style('dim', ` (${detail})`)}`);
    },
    get passed() {
      return passed;
    },
    failed,
  };
}

/** `12 reads, 3 writes: PutRestApi, CreateDeployment, UpdateStage` */
export function describeCalls(calls: readonly LoggedCall[]): string {
  const writes = calls.filter(({ kind }) => kind === 'write').map(({ operation }) => operation);
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
  const names = writes.length === 0 ? '' : `: ${writes.join(', ')}`;
  return `${count(calls.length - writes.length, 'read')}, ${count(writes.length, 'write')}${names}`;
}

const longestLine = 220;

/** Answers of the backend are long; in a terminal one line is enough, and files get more of it. */
function shortened(text: string, stream: Partial<WriteStream>): string {
  const limit = Math.max(80, (stream.columns ?? longestLine) - 10);
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
