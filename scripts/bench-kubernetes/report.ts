/** What was measured of one subject. Undefined: not measured. */
export interface Figures {
  readonly name: string;
  /** By number of objects. */
  readonly memory: Record<number, { steadyMiB: number; peakMiB: number }>;
  readonly coldStartMs: Record<number, number>;
  /** Of one process: the most until everything was listed, and what it had after the events, left to itself. */
  listing: { peakMiB: number; workingMiB: number };
  cpuMsPer10kEvents: number;
  latencyMs: { p50: number; p99: number };
}

interface Goal {
  readonly name: string;
  readonly atMost: number;
  readonly value: number;
}

/** Growth of memory per object, in KiB, from no object to the most. */
export function kibPerObject({ memory }: Figures): number {
  const most = Math.max(...Object.keys(memory).map(Number));
  return (((memory[most]?.steadyMiB ?? Number.NaN) - (memory[0]?.steadyMiB ?? Number.NaN)) * 1024) / most;
}

/** Ratios within one run: absolute figures differ from machine to machine. */
export function goals(ours: Figures, theirs: Figures): Goal[] {
  return [
    {
      name: `memory per object, ${ours.name} / ${theirs.name}`,
      atMost: 0.6,
      value: kibPerObject(ours) / kibPerObject(theirs),
    },
    {
      name: `CPU per no-op event, ${ours.name} / ${theirs.name}`,
      atMost: 1,
      value: ours.cpuMsPer10kEvents / theirs.cpuMsPer10kEvents,
    },
    {
      name: `peak while listing / while working, ${ours.name}`,
      atMost: 1.3,
      value: ours.listing.peakMiB / ours.listing.workingMiB,
    },
  ];
}

/** A Markdown table: one row per figure, one column per subject, then the goals. */
export function table(all: readonly Figures[], objectBytes: number): string {
  const counts = Object.keys(all[0]?.memory ?? {}).map(Number);
  const row = (label: string, value: (figures: Figures) => string) => `| ${[label, ...all.map(value)].join(' | ')} |`;
  const lines = [
    `| objects of ${(objectBytes / 1000).toFixed(1)} KB | ${all.map(({ name }) => name).join(' | ')} |`,
    `| --- | ${all.map(() => '---:').join(' | ')} |`,
    ...counts.map((count) => row(`RSS with ${count} objects`, ({ memory }) => mib(memory[count]?.steadyMiB))),
    row('RSS per object', (figures) => `${kibPerObject(figures).toFixed(1)} KiB`),
    ...counts
      .slice(1)
      .map((count) => row(`peak RSS of a start with ${count}`, ({ memory }) => mib(memory[count]?.peakMiB))),
    ...counts
      .slice(1)
      .map((count) => row(`cold start to empty queue with ${count}`, ({ coldStartMs }) => ms(coldStartMs[count]))),
    row('peak RSS while listing, beside RSS after the events', ({ listing }) =>
      [listing.peakMiB, listing.workingMiB].map(mib).join(' / '),
    ),
    row('CPU per 10,000 no-op MODIFIED events', ({ cpuMsPer10kEvents }) => ms(cpuMsPer10kEvents)),
    row('spec change to reconcile, p50', ({ latencyMs }) => ms(latencyMs.p50)),
    row('spec change to reconcile, p99', ({ latencyMs }) => ms(latencyMs.p99)),
  ];
  const [ours, theirs] = all;
  if (ours === undefined || theirs === undefined) return lines.join('\n');
  const verdicts = goals(ours, theirs).map(
    ({ name, atMost, value }) => `${verdict(value, atMost)} ${name}: ${value.toFixed(2)} (at most ${atMost})`,
  );
  return [...lines, '', ...verdicts].join('\n');
}

const mib = (value: number | undefined) => (value === undefined ? '' : `${value.toFixed(0)} MiB`);
const ms = (value: number | undefined) =>
  value === undefined ? '' : `${value < 100 ? value.toFixed(1) : value.toFixed(0)} ms`;

/** With few objects or events a figure drowns in noise, and a ratio of such figures may even be negative. */
function verdict(value: number, atMost: number): string {
  if (!(value > 0)) return 'noise ';
  return value <= atMost ? 'met   ' : 'MISSED';
}
