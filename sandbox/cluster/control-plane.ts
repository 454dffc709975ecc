import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { ClusterBinaries } from './binary-cache.ts';
import type { ChildProcess } from './child-process.ts';
import { freePorts, startChild, temporaryDirectory } from './child-process.ts';

/** etcd and kube-apiserver, ready. */
export interface ControlPlane {
  readonly url: string;
  readonly etcdUrl: string;
  /** PEM of the certificate authority of `url`. */
  readonly caData: string;
  /** Bearer token of a member of system:masters. */
  readonly adminToken: string;
  /**
   * Starts one more kube-apiserver over the same etcd, with the same certificate and keys: what clients meet when the
   * first is replaced. It ends with the control plane.
   *
   * @param flags such as `--watch-cache=false`, on top of the usual ones.
   * @returns its URL, once it is ready.
   */
  addApiServer(flags?: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

const startTimeoutMs = 60_000;
// Somebody else may take a free port before we do.
const startAttempts = 3;

/** Starts both on free loopback ports, RBAC on, data in memory-like temporary directories. */
export async function startControlPlane(binaries: ClusterBinaries): Promise<ControlPlane> {
  for (let attempt = 1; ; attempt += 1) {
    const children: ChildProcess[] = [];
    try {
      return await start(binaries, children);
    } catch (error) {
      await Promise.all(children.map((child) => child.stop()));
      const isPortTaken = (error as Error).message.includes('address already in use');
      if (!isPortTaken || attempt === startAttempts) throw error;
    }
  }
}

async function start({ etcd, kubeApiserver }: ClusterBinaries, children: ChildProcess[]): Promise<ControlPlane> {
  const [etcdPort, etcdPeerPort, apiPort] = await freePorts(3);
  const etcdUrl = `http://127.0.0.1:${etcdPort}`;
  const url = `https://127.0.0.1:${apiPort}`;

  const etcdDirectory = await temporaryDirectory('etcd');
  const etcdParameters = [
    `--data-dir=${etcdDirectory}`,
    `--listen-client-urls=${etcdUrl}`,
    `--advertise-client-urls=${etcdUrl}`,
    `--listen-peer-urls=http://127.0.0.1:${etcdPeerPort}`,
    '--unsafe-no-fsync',
    '--log-level=error',
  ];
  children.push(startChild(etcd, etcdParameters, etcdDirectory));

  const directory = await temporaryDirectory('kube-apiserver');
  const adminToken = randomBytes(24).toString('base64url');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keyFile = 'service-account.key';
  const tokenFile = 'tokens.csv';
  await writeFile(join(directory, keyFile), privateKey.export({ type: 'sec1', format: 'pem' }), { mode: 0o600 });
  await writeFile(join(directory, tokenFile), `${adminToken},admin,admin,system:masters\n`, { mode: 0o600 });
  const apiParameters = (port: number, home: string) => [
    `--etcd-servers=${etcdUrl}`,
    `--secure-port=${port}`,
    '--bind-address=127.0.0.1',
    // A serving certificate that is there already is used, and made otherwise.
    `--cert-dir=${home}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(home, keyFile)}`,
    `--service-account-signing-key-file=${join(home, keyFile)}`,
    `--token-auth-file=${join(home, tokenFile)}`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.0.0.0/24',
    // Nobody here makes the default service account that this plugin asks of every pod.
    '--disable-admission-plugins=ServiceAccount',
    '--endpoint-reconciler-type=none',
    '--allow-privileged=true',
    '--profiling=false',
  ];
  children.push(startChild(kubeApiserver, apiParameters(apiPort!, directory), directory));

  const ready = (async () => {
    const caData = await servingCertificate(join(directory, 'apiserver.crt'));
    await waitUntilReady(url, caData, adminToken);
    return caData;
  })();
  // When a child ends first, `ready` goes on until its own deadline; nobody is listening then.
  ready.catch(() => {});
  const caData = await Promise.race([ready, ...children.map((child) => child.ended)]);

  async function addApiServer(flags: readonly string[] = []): Promise<string> {
    const [port] = await freePorts(1);
    const home = await temporaryDirectory('kube-apiserver');
    await cp(directory, home, { recursive: true });
    const child = startChild(kubeApiserver, [...apiParameters(port!, home), ...flags], home);
    children.push(child);
    const added = `https://127.0.0.1:${port}`;
    const isReady = waitUntilReady(added, caData, adminToken);
    isReady.catch(() => {});
    await Promise.race([isReady, child.ended]);
    return added;
  }

  const stop = async () => {
    await Promise.all(children.map((child) => child.stop()));
  };
  return { url, etcdUrl, caData, adminToken, addApiServer, stop };
}

/** The server makes a certificate for itself, together with the authority that signed it. */
async function servingCertificate(file: string): Promise<string> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text.trimEnd().endsWith('-----END CERTIFICATE-----')) return text;
    if (Date.now() > deadline) throw new Error(`kube-apiserver wrote no ${file} in ${startTimeoutMs} ms`);
    await sleep(20);
  }
}

async function waitUntilReady(url: string, ca: string, token: string): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  const dispatcher = new Agent({ connect: { ca } });
  const headers = { authorization: `Bearer ${token}` };
  let last = 'no answer';
  try {
    while (Date.now() < deadline) {
      try {
        const { statusCode, body } = await request(`${url}/readyz`, { dispatcher, headers });
        last = await body.text();
        if (statusCode === 200) return;
      } catch (error) {
        last = (error as Error).message;
      }
      await sleep(50);
    }
  } finally {
    await dispatcher.close();
  }
  throw new Error(`kube-apiserver was not ready in ${startTimeoutMs} ms: ${last}`);
}
