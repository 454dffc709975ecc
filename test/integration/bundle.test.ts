import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { bundle } from '../../scripts/build/bundle.ts';
import { findBinaries } from '../../sandbox/cluster/binaries.ts';
import { startKubernetes } from '../../sandbox/kubernetes.ts';
import type { Kubernetes } from '../../sandbox/kubernetes.ts';
import { namespaceManifest, privateApiManifest } from '../../sandbox/sample.ts';
import { timeScale } from '../../sandbox/time-scale.ts';
import { region, startWorld } from '../../sandbox/world.ts';
import type { World } from '../../sandbox/world.ts';

const directory = mkdtempSync(join(tmpdir(), 'private-api-operator-bundle-'));
const program = join(directory, 'main.mjs');
const time = timeScale(120);
let kubernetes: Kubernetes;
let world: World;

beforeAll(async () => {
  await bundle(fileURLToPath(new URL('../../src/main.ts', import.meta.url)), program);
  kubernetes = await startKubernetes({ binaries: await findBinaries({ build: true }), directory });
  await kubernetes.apply(namespaceManifest);
  world = await startWorld(time.awsSettings);
}, 30 * 60_000);

afterAll(async () => {
  await kubernetes?.stop();
  await world?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** The bundled file alone, in a folder without node_modules, as the image has it. */
function start(flags: readonly string[], env: Record<string, string> = {}) {
  const child: ChildProcess = spawn(process.execPath, [program, ...flags], {
    cwd: directory,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout!.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr!.on('data', (text: Buffer) => (errors += text.toString()));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  return { child, ended, output: () => output, errors: () => errors };
}

async function until<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`not within a minute: ${what}`);
}

describe('the bundled file, started as a process', () => {
  test('brings an object to Ready, answers probes and scrapes, and ends well on SIGTERM', async () => {
    const { operator } = world.principals;
    const process_ = start(
      [
        `--kubeconfig=${kubernetes.operatorKubeconfigFile}`,
        '--bind-address=127.0.0.1',
        '--health-port=0',
        '--metrics-port=0',
        ...time.flags,
      ],
      {
        AWS_REGION: region,
        AWS_ENDPOINT_URL: world.url,
        AWS_ACCESS_KEY_ID: operator.accessKeyId,
        AWS_SECRET_ACCESS_KEY: operator.secretAccessKey,
      },
    );
    const lines = () =>
      process_
        .output()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    const started = await until('the process says where it listens', () =>
      lines().find(({ msg }) => msg === 'started'),
    );
    await kubernetes.apply(privateApiManifest(world, 'orders', ['/orders']));
    await until('the object is Ready', async () => {
      const object = await kubernetes.get('shop', 'orders');
      return object?.status?.conditions?.find(({ type, status }) => type === 'Ready' && status === 'True');
    });
    // What judges OpenAPI has schemas of its own, for each version, and loads them when somebody has a document.
    for (const openapi of ['3.0.3', '3.1.0']) {
      const name = `described-${openapi.replaceAll('.', '-')}`;
      const manifest = parse(privateApiManifest(world, name, [])) as { spec: { routes?: unknown } };
      delete manifest.spec.routes;
      const document = {
        openapi,
        info: { title: 'Orders', version: '1' },
        'x-private-api-backend': 'shop',
        paths: { '/orders': { get: { responses: { 200: { description: 'Done' } } } } },
      };
      await kubernetes.apply(
        JSON.stringify({ ...manifest, spec: { ...manifest.spec, openApi: { inline: document } } }),
      );
      await until(`the object with OpenAPI ${openapi} is Ready`, async () => {
        const object = await kubernetes.get('shop', name);
        return object?.status?.conditions?.find(({ type, status }) => type === 'Ready' && status === 'True');
      });
    }
    for (const path of ['healthz', 'readyz']) {
      const answer = await fetch(`http://127.0.0.1:${String(started['healthPort'])}/${path}`);
      expect([path, answer.status]).toEqual([path, 200]);
    }
    const metrics = await (await fetch(`http://127.0.0.1:${String(started['metricsPort'])}/metrics`)).text();
    expect(metrics).toContain('controller_runtime_reconcile_total{controller="privateapi",result="requeue_after"}');
    expect(metrics).toMatch(
      /private_api_operator_aws_requests_total\{service="apigateway",operation="CreateRestApi",code="200"\} 3\n/u,
    );
    expect(metrics).toMatch(/leader_election_master_status\{name="private-api-operator"\} 1\n/u);

    process_.child.kill('SIGTERM');
    expect(await process_.ended).toBe(0);
    expect(lines().at(-1)).toMatchObject({ msg: 'ended', ending: 'stopped' });
    expect(lines().filter(({ level }) => level === 'error')).toEqual([]);
    expect(process_.output()).not.toContain(operator.secretAccessKey);
    expect(process_.output()).not.toContain('Signature=');
    expect(process_.errors()).toBe('');
  }, 120_000);

  test.each([
    {
      name: 'an unknown flag and a bad value',
      flags: ['--regoin=eu-west-1', '--workers=none'],
      says: /--regoin is no flag.*--region is missing.*--workers is none/u,
    },
    {
      name: 'a kubeconfig that is not there',
      flags: ['--region=eu-west-1', '--kubeconfig=missing.yaml'],
      says: /missing\.yaml/u,
    },
    {
      name: 'shortened times against AWS itself',
      flags: ['--region=eu-west-1', '--time-factor=10'],
      says: /--time-factor is for demonstrations/u,
    },
  ])(
    'ends with one clear line and exit code 2 given $name',
    async ({ flags, says }) => {
      const process_ = start(flags);
      expect(await process_.ended).toBe(2);
      expect(process_.errors()).toMatch(says);
      expect(process_.errors().trimEnd().split('\n')).toHaveLength(1);
      expect(process_.output()).toBe('');
    },
    30_000,
  );
});
