import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { reasons } from '../../src/api/reasons.ts';
import { options } from '../../src/config.ts';
import { createMetrics } from '../../src/metrics.ts';
import { partialConditions } from '../../src/reconcile/conditions.ts';

const root = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'deploy/iam/README.md',
  ...readdirSync(new URL('docs/', root), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
].map((file) => ({ file, text: read(file) }));

/** Rows of the tables of a page whose first cell is code, as cells without backticks around a whole cell. */
function rows(file: string): string[][] {
  return [...read(file).matchAll(/^\| `[^|]*\|.*\|$/gm)].map(([line]) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim().replace(/^`([^`]*)`$/, '$1')),
  );
}

/** Section of a page, from its heading to the next of the same level. */
function section(text: string, heading: string): string {
  return text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
}

describe('docs/status.md', () => {
  const documented = [...section(read('docs/status.md'), 'Reasons').matchAll(/^\| `(\w+)`/gm)].map(
    ([, reason]) => reason,
  );

  test('says what to do about every reason, in the order of the code, and about no other', () => {
    expect(documented).toEqual(Object.keys(reasons));
  });
});

describe('docs/configuration.md', () => {
  test('lists every flag with its default and environment variable, in the order of --help', () => {
    const documented = rows('docs/configuration.md').map(([flag, byDefault, environment]) => [
      flag,
      byDefault,
      environment,
    ]);
    const known = Object.entries(options as Record<string, { default?: string; env?: string }>);
    expect(documented).toEqual(known.map(([name, option]) => [`--${name}`, option.default ?? '', option.env ?? '']));
  });

  test('gives a meaning to every flag', () => {
    expect(rows('docs/configuration.md').filter(([, , , meaning]) => (meaning ?? '').length < 20)).toEqual([]);
  });
});

describe('docs/metrics.md', () => {
  test('lists every metric with its type and labels, and no other', async () => {
    const documented = rows('docs/metrics.md').map(([name, type, labels]) => ({
      name,
      type,
      labels: [...(labels ?? '').matchAll(/\w+/g)].map(([label]) => label),
    }));
    const byName = (a: { name?: string | undefined }, b: { name?: string | undefined }) =>
      (a.name ?? '') < (b.name ?? '') ? -1 : 1;
    expect(documented.sort(byName)).toEqual((await registeredMetrics()).sort(byName));
  });

  test('uses in its alerts only metrics that exist', async () => {
    const known = new Set((await registeredMetrics()).map(({ name }) => name));
    const used =
      section(read('docs/metrics.md'), 'Alerts').match(
        /\b(private_api_operator|controller_runtime|leader_election)_\w+/g,
      ) ?? [];
    expect(used.length).toBeGreaterThan(5);
    expect(used.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('every page', () => {
  test('names only flags that exist', () => {
    const ours = new Set(Object.keys(options));
    // The page of the benchmarks names the flags of the benchmark, which is a program of its own.
    const used = pages
      .filter(({ file }) => file !== 'docs/benchmarks.md')
      .flatMap(({ file, text }) =>
        [...text.matchAll(/`--([a-z-]+)(=[^`]*)?`/g)].map(([, flag]) => ({ file, flag: flag ?? '' })),
      );
    expect(used.length).toBeGreaterThan(20);
    expect(used.filter(({ flag }) => !ours.has(flag) && flag !== 'help')).toEqual([]);
  });

  test('names only reasons that exist', () => {
    const known = new Set([...Object.keys(reasons), ...partialConditions, 'DomainReady', 'DriftDetected']);
    const guide = pages.filter(({ file }) => file.startsWith('docs/'));
    const used = guide.flatMap(({ file, text }) =>
      [...text.matchAll(/`((?:[A-Z][a-z]+){2,})`/g)].map(([, word]) => ({ file, word: word ?? '' })),
    );
    const crd = read('crds/privateapis.yaml');
    expect(used.length).toBeGreaterThan(50);
    expect(used.filter(({ word }) => !known.has(word) && !crd.includes(word))).toEqual([]);
  });

  test('leads by its links to headings that exist', () => {
    const anchors = pages.flatMap(({ file, text }) =>
      [...text.matchAll(/\]\((?!\w+:)([^)#\s]*)#([^)\s]+)\)/g)].map(([, target, anchor]) => ({
        file,
        target: target === '' ? file : new URL(target ?? '', new URL(file, root)).pathname.slice(root.pathname.length),
        anchor,
      })),
    );
    const headings = (file: string) =>
      [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => slug(heading ?? ''));
    expect(anchors.length).toBeGreaterThan(10);
    expect(anchors.filter(({ target, anchor }) => !headings(target).includes(anchor ?? ''))).toEqual([]);
  });
});

/** As GitHub makes anchors of headings. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** What a scrape shows after everything has happened once, without the samples. */
async function registeredMetrics(): Promise<{ name: string; type: string; labels: string[] }[]> {
  const metrics = createMetrics({ version: 'test' });
  metrics.observeQueue('q', () => ({ depth: { normal: 0, low: 0 }, startedAtMs: [], nowMs: 0 }));
  metrics.observeController('c', 1);
  metrics.observeReflector('r', () => 0);
  metrics.leading('l', true);
  metrics.requestFinished({ verb: 'get', method: 'GET', code: '200', host: 'h', durationMs: 1 });
  metrics.awsRequestFinished({ service: 's', operation: 'o', code: '200', durationMs: 1 });
  metrics.driftRepaired('f');
  metrics.resourceReady('n', 'o', true, 'Ready');
  const text = await metrics.render();
  return [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type = '']) => {
    const [, sample = ''] = new RegExp(`^${name}(?:_sum)?\\{(.*?)\\}`, 'm').exec(text) ?? [];
    return { name, type, labels: [...sample.matchAll(/(\w+)="/g)].map(([, label = '']) => label) };
  });
}
