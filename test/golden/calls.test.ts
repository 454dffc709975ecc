import { readFileSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { ingresses, services } from '../simulation/kubernetes-backends.ts';
import { seedClusterReferences } from '../simulation/seed-cluster-references.ts';
import { seedReferences } from '../simulation/seed-references.ts';
import { createWorld, useVirtualTime } from '../simulation/world.ts';
import type { Resource } from '../../src/kubernetes/objects.ts';
import { goldenText } from './golden-file.ts';
import { createCallRecorder } from './record-calls.ts';
import type { Recorded } from './record-calls.ts';

const folder = new URL('../../deploy/samples/', import.meta.url);
const samples = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
const goldenFile = (sample: string) => new URL(`calls/${sample.replace(/\.yaml$/u, '.txt')}`, import.meta.url);

/** What stands beside PrivateApis in samples. */
const neighbours: Readonly<Record<string, Resource>> = { Service: services, Ingress: ingresses };

interface Sample {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
}

/** The objects of a file, and the flags that its comments ask for. */
function readSample(file: string) {
  const text = readFileSync(new URL(file, folder), 'utf8');
  const isOfKubectl = (line: string) => line.includes('kubectl ');
  const comments = text.split('\n').filter((line) => line.trimStart().startsWith('#') && !isOfKubectl(line));
  const flags = comments.join(' ').match(/--[a-z-]+=\w+|--allow-[a-z-]+/gu) ?? [];
  return {
    objects: parseAllDocuments(text).map((document) => document.toJS() as Sample),
    flags: flags.map((flag) => (flag.includes('=') ? flag : `${flag}=true`)),
  };
}

beforeEach(useVirtualTime);
afterEach(() => {
  jest.useRealTimers();
});

describe.each(samples)('%s', (file) => {
  test('the calls to AWS from apply to Ready and from delete to gone', async () => {
    const { objects, flags } = readSample(file);
    const recorder = createCallRecorder();
    const world = await createWorld({
      flags: ['--leader-elect=false', ...flags],
      throughAws: recorder.throughAws,
    });
    seedReferences(world, objects);
    recorder.listenTo(world.aws);
    const operator = world.startOperator();
    const apis = objects.filter(({ kind }) => kind === 'PrivateApi');

    for (const object of objects.filter(({ kind }) => kind !== 'PrivateApi')) {
      await world.person.apply(neighbours[object.kind]!, object, { fieldManager: 'kubectl', force: true });
    }
    await seedClusterReferences(world, objects);
    for (const object of apis) await world.apply(object);
    for (const { metadata } of apis) await world.untilReady(metadata.name, metadata.namespace);
    const made = recorder.take();
    // An hour in which nothing happens: only looks.
    await world.pass(60 * 60_000);
    const { writes: writesInAnHour } = recorder.take();
    for (const { metadata } of apis) await world.delete(metadata.name, metadata.namespace);
    await world.until(
      () => apis.every(({ metadata }) => world.read(metadata.name, metadata.namespace) === undefined),
      () => 'all are gone',
    );
    const removed = recorder.take();
    operator.kill();

    expect(world.violations).toEqual([]);
    expect(operator.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(writesInAnHour).toEqual([]);
    expect(made.writes.length).toBeLessThanOrEqual(15 * apis.length);
    const transcript = [
      `AWS calls of deploy/samples/${file}\n`,
      ...part('until Ready', made),
      ...part('until gone', removed),
    ].join('\n');
    expect(transcript).toEqual(goldenText(goldenFile(file), transcript));
  });
});

test('every transcript has its sample', () => {
  const transcripts = readdirSync(new URL('calls/', import.meta.url)).sort();
  expect(transcripts).toEqual(samples.map((file) => file.replace(/\.yaml$/u, '.txt')).sort());
});

function part(title: string, { writes, reads }: Recorded): readonly string[] {
  const counts = Object.entries(reads).sort(([a], [b]) => (a < b ? -1 : 1));
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  return [
    `${title}: ${writes.length} writes`,
    ...writes.map((line) => `  ${line}`),
    `${title}: ${total} reads`,
    ...counts.map(([operation, count]) => `  ${operation} ${count}`),
    '',
  ];
}
