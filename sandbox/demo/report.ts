import { styleText } from 'node:util';
import type { LoggedCall } from '../aws/call-log.ts';

/** What the story says as it goes, and what it found. */
export interface Report {
  /** Opens a step. */
  readonly step: (title: string) => void;
  readonly did: (text: string) => void;
  readonly saw: (text: string) => void;
  /** AWS calls of the operator that the step cost. */
  readonly spent: (calls: readonly LoggedCall[]) => void;
  /** One thing that has to be so; `detail` is printed behind it. */
  readonly check: (isSo: boolean, name: string, detail?: string) => void;
  readonly line: (text: string) => void;
  /** Nothing is written from now on. */
  readonly close: () => void;
  readonly passed: number;
  readonly failed: readonly string[];
}

/** Writes to a terminal, with colours when it is one (and NO_COLOR does not forbid them). */
export function createReport(stream: NodeJS.WriteStream): Report {
  const style = (format: Parameters<typeof styleText>[0], text: string) => styleText(format, text, { stream });
  const failed: string[] = [];
  let steps = 0;
  let passed = 0;
  let isClosed = false;
  const line = (text: string) => {
    if (!isClosed) stream.write(`${text}\n`);
  };
  const entry = (label: string, text: string) => line(`   ${style('dim', label)}  ${text}`);
  return {
    line,
    step: (title) => {
      steps += 1;
      line(`\n${style('bold', `${steps}. ${title}`)}`);
    },
    did: (text) => entry('did', text),
    saw: (text) => entry('saw', shortened(text)),
    spent: (calls) => entry('AWS', describeCalls(calls)),
    check: (isSo, name, detail) => {
      if (isSo) passed += 1;
      else failed.push(name);
      const mark = isSo ? style('green', '✓') : style('red', '✗');
      line(`   ${mark}    ${name}${detail === undefined ? '' : style('dim', ` (${detail})`)}`);
    },
    close: () => {
      isClosed = true;
    },
    get passed() {
      return passed;
    },
    failed,
  };
}

/** `12 reads, 3 writes: PutRestApi, CreateDeployment, UpdateStage` */
export function describeCalls(calls: readonly LoggedCall[]): string {
  const writes = Map.groupBy(
    calls.filter(({ kind }) => kind === 'write'),
    ({ operation }) => operation,
  );
  const names = [...writes].map(([name, { length }]) => (length === 1 ? name : `${length} × ${name}`));
  const writeCount = [...writes.values()].flat().length;
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
  const reads = count(calls.length - writeCount, 'read');
  return writeCount === 0 ? `${reads}, no writes` : `${reads}, ${count(writeCount, 'write')}: ${names.join(', ')}`;
}

const longestText = 200;

/** Answers are long, and what matters is at both ends: which answer it is, and the reason for a refusal. */
function shortened(text: string): string {
  if (text.length <= longestText) return text;
  return `${text.slice(0, longestText / 2)} … ${text.slice(3 - longestText / 2)}`;
}
