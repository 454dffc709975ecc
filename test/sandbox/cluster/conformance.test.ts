import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { realCluster } from '../../integration/real-cluster.ts';
import { gadgetDefinition, widgetDefinition } from './conformance/definitions.ts';
import { runScript } from './conformance/run-script.ts';
import { conformanceSteps } from './conformance/script.ts';
import { inMemorySubject, realSubject } from './conformance/subjects.ts';

// The in-memory API claims to be a Kubernetes API. This is the proof: one script of requests, run against it and
// against a real kube-apiserver, must be answered alike.

const definitionFile = new URL('../../../crds/privateapis.yaml', import.meta.url);
const crds = [widgetDefinition, gadgetDefinition, parse(readFileSync(definitionFile, 'utf8')) as object];
const cluster = realCluster({ crds });

describe('the in-memory API answers as kube-apiserver does', () => {
  let expected = new Map<string, unknown>();
  let actual = new Map<string, unknown>();

  beforeAll(async () => {
    const subjects = [realSubject(cluster()), inMemorySubject(crds)];
    [expected = expected, actual = actual] = await Promise.all(subjects.map(runScript));
  }, 120_000);

  test('every step has a name of its own', () => {
    expect(new Set(conformanceSteps.map(({ name }) => name)).size).toBe(conformanceSteps.length);
  });

  test.each(conformanceSteps.map(({ name }) => name))('%s', (name) => {
    expect(expected.get(name)).toBeDefined();
    expect(actual.get(name)).toEqual(expected.get(name));
  });
});
