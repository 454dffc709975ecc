import { describe, expect, test } from '@jest/globals';
import { duplicateKey } from '../../src/openapi/duplicate-key.ts';
import { parseText } from '../../src/openapi/parse-text.ts';

const problemOf = (text: string) => parseText(text).problem?.message;

test('YAML and JSON become the same data', () => {
  const value = {
    paths: { '/a': { get: { responses: { 200: { description: 'yes' } } } } },
    flag: 'no',
    at: '2026-01-01',
  };
  expect(parseText(JSON.stringify(value)).value).toEqual(value);
  const yaml = "paths:\n  /a:\n    get: {responses: {200: {description: 'yes'}}}\nflag: no\nat: 2026-01-01\n";
  expect(parseText(yaml).value).toEqual(value);
});

describe('refused', () => {
  const bomb = Array.from(
    { length: 9 },
    (_, level) =>
      `a${level}: &a${level} [${Array.from({ length: 9 }, () => (level === 0 ? 'x' : `*a${level - 1}`)).join(', ')}]`,
  ).join('\n');

  test.each([
    ['a key that stands twice, in YAML', 'a: 1\nb:\n  c: 1\n  c: 2', 'has the key "c" twice in one object'],
    ['a key that stands twice, in JSON', '{"a": {"c": 1, "\\u0063": 2}}', 'has the key "c" twice in one object'],
    ['a tag of its own', 'a: !!js/function "return 1"', 'is neither YAML nor JSON: Unresolved tag'],
    ['a key that is no text', '? [a, b]\n: 1', 'has a key that is no text'],
    ['aliases that multiply', bomb, 'repeats itself by more than 100 aliases'],
    ['half a surrogate', 'a: \uD800', 'holds characters that are no valid Unicode'],
    ['no YAML', 'a: [1, 2', 'is neither YAML nor JSON'],
    ['several documents', 'a: 1\n---\nb: 2', 'is neither YAML nor JSON'],
    ['nesting that no stack survives', `a: ${'['.repeat(50_000)}`, 'is nested too deeply to be read'],
  ])('%s', (_name, text, says) => {
    expect(problemOf(text)).toContain(says);
  });
});

describe('a megabyte', () => {
  const megabyteOf = (text: string) => text.repeat((1024 * 1024) / text.length - 10);
  const keys = Array.from({ length: 100_000 }, (_, index) => `k${index}:`).join('\n');

  test.each([
    ['of brackets', megabyteOf('}'), 'Unexpected flow-map-end token in YAML document at line 1, column 1'],
    ['of empty objects', `a: ${megabyteOf('{}')}`, 'has more than 100000 lines, commas and brackets'],
    ['of directives', megabyteOf('%\n'), 'has more than 100000 lines, commas and brackets; write it as JSON'],
    ['of open lists', `a: ${megabyteOf('[')}`, 'has more than 100000 lines, commas and brackets'],
    ['of anchors', `a: ${megabyteOf('&a ')}`, 'has more than 100000 lines, commas and brackets'],
    ['of quotes', `a: ${megabyteOf('" ')}`, 'Unexpected double-quoted-scalar at node end at line 1, column 8'],
    ['of lines', megabyteOf('\n'), 'has more than 100000 lines, commas and brackets'],
    ['of numbers', `a: [${megabyteOf('1,')}]`, 'has more than 100000 lines, commas and brackets'],
    ['of keys', `${keys}\n`, 'has more than 100000 lines, commas and brackets'],
  ])('%s is refused soon', (_name, text, says) => {
    const before = process.cpuUsage();
    expect(problemOf(text)).toContain(says);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(5_000);
  });
});

test('a few aliases are taken', () => {
  expect(parseText('a: &a {b: 1}\nc: [*a, *a]').value).toEqual({ a: { b: 1 }, c: [{ b: 1 }, { b: 1 }] });
});

test.each([
  ['{"a":[{"a":1},{"a":2}],"b":{"a":3}}', undefined],
  ['{"a":"{\\"a\\":1, \\"a\\":2}"}', undefined],
  ['{"a":1,"b":"a","c":["a","a"]}', undefined],
  ['{"x":{"a":1,"b":{"a":1},"a":2}}', 'a'],
])('%s has twice: %s', (text, key) => {
  expect(duplicateKey(text)).toBe(key);
});
