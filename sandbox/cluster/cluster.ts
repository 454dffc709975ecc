import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request as send } from 'undici';
import { parseAllDocuments, stringify } from 'yaml';
import type { ClusterBinaries } from './binary-cache.ts';
import type { ControlPlane } from './control-plane.ts';
import { startControlPlane } from './control-plane.ts';

/** Whoever may call the API: the administrator, or a service account. */
export type ClusterUser = 'admin' | { readonly namespace: string; readonly serviceAccount: string };

export interface ClusterAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed when it is one JSON value, else the text (plain words, the lines of a watch). */
  // oxlint-disable-next-line typescript/no-explicit-any -- answers of every kind
  readonly body: any;
}

export interface RequestOptions {
  readonly contentType?: string;
  /** Bearer token; the administrator's by default. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A real Kubernetes API with nothing in it: no nodes, no controllers. */
export interface Cluster extends ControlPlane {
  readonly adminKubeconfig: string;
  /** Writes a kubeconfig that only its owner can read. */
  writeKubeconfig(file: string, user: ClusterUser): Promise<void>;
  /** A token for an existing service account (TokenRequest API), good for an hour. */
  serviceAccountToken(namespace: string, name: string): Promise<string>;
  /**
   * Applies objects, or YAML with any number of them, in their order by server-side apply; waits until applied
   * definitions are served. Returns the objects as stored.
   * @throws when the server refuses one, with its message.
   */
  apply(documents: string | readonly object[]): Promise<object[]>;
  request(method: string, path: string, body?: unknown, options?: RequestOptions): Promise<ClusterAnswer>;
}

export interface StartClusterOptions {
  readonly binaries: ClusterBinaries;
  /** CustomResourceDefinitions, as YAML or parsed. */
  readonly crds?: string | readonly object[];
}

interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
}

interface ApiResource {
  name: string;
  kind: string;
  namespaced: boolean;
}

const definitionTimeoutMs = 20_000;

/** Starts etcd and kube-apiserver and applies the definitions. The processes end with this one at the latest. */
export async function startCluster({ binaries, crds = [] }: StartClusterOptions): Promise<Cluster> {
  const controlPlane = await startControlPlane(binaries);
  const { url, caData, adminToken } = controlPlane;
  const dispatcher = new Agent({ connect: { ca: caData } });

  async function request(
    method: string,
    path: string,
    body?: unknown,
    { contentType = 'application/json', token = adminToken, headers = {} }: RequestOptions = {},
  ): Promise<ClusterAnswer> {
    const answer = await send(`${url}${path}`, {
      dispatcher,
      method: method as 'GET',
      headers: { authorization: `Bearer ${token}`, 'content-type': contentType, ...headers },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, headers: answer.headers, body: parsedOrText(text) };
  }

  async function resourceOf({ apiVersion, kind }: Manifest): Promise<ApiResource> {
    const { body } = await request('GET', groupPath(apiVersion));
    const resources = (body as { resources?: ApiResource[] }).resources ?? [];
    const resource = resources.find((candidate) => candidate.kind === kind && !candidate.name.includes('/'));
    if (!resource) throw new Error(`the cluster serves no ${kind} of ${apiVersion}`);
    return resource;
  }

  async function applyOne(manifest: Manifest): Promise<object> {
    const { name, namespace = 'default' } = manifest.metadata;
    const resource = await resourceOf(manifest);
    const scope = resource.namespaced ? `/namespaces/${namespace}` : '';
    const path = `${groupPath(manifest.apiVersion)}${scope}/${resource.name}/${name}?fieldManager=sandbox&force=true`;
    const { status, body } = await request('PATCH', path, manifest, { contentType: 'application/apply-patch+yaml' });
    if (status >= 300) throw new Error(`${manifest.kind} ${name}: ${(body as { message: string }).message}`);
    if (manifest.kind === 'CustomResourceDefinition') await waitUntilServed(manifest as Definition);
    return body as object;
  }

  async function waitUntilServed({ spec }: Definition): Promise<void> {
    const deadline = Date.now() + definitionTimeoutMs;
    const paths = spec.versions.filter(({ served }) => served).map(({ name }) => `/apis/${spec.group}/${name}`);
    for (const path of paths) {
      for (;;) {
        const discovery = await request('GET', path);
        const list = await request('GET', `${path}/${spec.names.plural}?limit=1`);
        if (discovery.status === 200 && list.status === 200) break;
        if (Date.now() > deadline) throw new Error(`${path}/${spec.names.plural} is not served`);
        await sleep(50);
      }
    }
  }

  async function serviceAccountToken(namespace: string, name: string): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
    const tokenRequest = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
    const { status, body } = await request('POST', path, tokenRequest);
    if (status !== 201) throw new Error((body as { message: string }).message);
    return (body as { status: { token: string } }).status.token;
  }

  async function apply(documents: string | readonly object[]): Promise<object[]> {
    const applied: object[] = [];
    for (const manifest of parseDocuments(documents)) applied.push(await applyOne(manifest));
    return applied;
  }

  const cluster: Cluster = {
    ...controlPlane,
    adminKubeconfig: kubeconfig(url, caData, adminToken),
    writeKubeconfig: async (file, user) => {
      const token = user === 'admin' ? adminToken : await serviceAccountToken(user.namespace, user.serviceAccount);
      await writeFile(file, kubeconfig(url, caData, token), { mode: 0o600 });
    },
    serviceAccountToken,
    apply,
    request,
    stop: async () => {
      await dispatcher.destroy();
      await controlPlane.stop();
    },
  };
  try {
    await apply(crds);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

interface Definition extends Manifest {
  spec: { group: string; names: { plural: string }; versions: { name: string; served: boolean }[] };
}

function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function groupPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function parseDocuments(documents: string | readonly object[]): Manifest[] {
  if (typeof documents !== 'string') return documents as Manifest[];
  const parsed = parseAllDocuments(documents).map((document): unknown => document.toJS());
  return parsed.filter((document) => document !== null) as Manifest[];
}

function kubeconfig(server: string, caData: string, token: string): string {
  const name = 'private-api-operator-sandbox';
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority-data': Buffer.from(caData).toString('base64') } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });
}
