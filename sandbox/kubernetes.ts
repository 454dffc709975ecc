import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { BinariesNotFound, findBinaries } from './cluster/binaries.ts';
import type { ClusterBinaries } from './cluster/binaries.ts';
import { startCluster } from './cluster/cluster.ts';
import { createInMemoryKubernetes } from './cluster/in-memory-api.ts';
import { listen } from './listen.ts';

/** The part of a stored PrivateApi that the sandbox looks at. */
export interface PrivateApiObject {
  readonly metadata: { readonly generation: number };
  readonly status?: {
    readonly invokeUrl?: string;
    readonly restApi?: { readonly id: string };
    readonly lastRepair?: { readonly fields: readonly string[] };
    readonly pendingCreates?: readonly { readonly role: string }[];
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason: string;
      readonly message: string;
      readonly observedGeneration?: number;
    }[];
  };
}

/** A Kubernetes API that knows PrivateApis, with an administrator and the operator as its users. */
export interface Kubernetes {
  readonly isReal: boolean;
  /** Which one it is, for people. */
  readonly description: string;
  readonly url: string;
  readonly adminKubeconfigFile: string;
  readonly operatorKubeconfigFile: string;
  /** As `kubectl apply --server-side`, for namespaces and PrivateApis. Throws with the server's words when it refuses. */
  apply(manifest: string): Promise<void>;
  get(namespace: string, name: string): Promise<PrivateApiObject | undefined>;
  /** Begins the deletion; the object stays until its finalizer is gone. */
  delete(namespace: string, name: string): Promise<void>;
  stop(): Promise<void>;
}

/** One request with a JSON body, as the administrator. */
type Send = (
  method: string,
  path: string,
  body?: unknown,
  contentType?: string,
) => Promise<{ status: number; body: unknown }>;

type Backing = Pick<Kubernetes, 'isReal' | 'description' | 'url' | 'stop'> & { send: Send };

const operatorUser = { namespace: 'private-api-system', serviceAccount: 'private-api-operator' };
const crdFile = new URL('../crds/privateapis.yaml', import.meta.url);
const baseFolder = new URL('../deploy/kustomize/base/', import.meta.url);

/** The programs of a real one, downloaded if need be; undefined when there is no way to them, which is then said. */
export async function findKubernetes(say: (line: string) => void): Promise<ClusterBinaries | undefined> {
  try {
    // Compiling them would take minutes.
    return await findBinaries({ build: false, say });
  } catch (error) {
    if (!(error instanceof BinariesNotFound)) throw error;
    say(error.message);
    return undefined;
  }
}

/**
 * A real kube-apiserver, or without its programs the API in memory. On the real one the operator is its own service
 * account, with exactly the rights that `deploy/` ships.
 */
export async function startKubernetes(options: {
  readonly binaries: ClusterBinaries | undefined;
  /** For the kubeconfig files. */
  readonly directory: string;
}): Promise<Kubernetes> {
  const files = {
    adminKubeconfigFile: join(options.directory, 'admin.kubeconfig'),
    operatorKubeconfigFile: join(options.directory, 'operator.kubeconfig'),
  };
  const { binaries } = options;
  const backing = binaries === undefined ? await startInMemory(files) : await startReal(binaries, files);
  const { send } = backing;
  return {
    ...backing,
    ...files,
    apply: async (manifest) => {
      for (const document of parseAllDocuments(manifest)) {
        const object = document.toJS() as Manifest;
        const path = `${pathOf(object)}?fieldManager=kubectl&force=true&fieldValidation=Strict`;
        refuse(await send('PATCH', path, object, 'application/apply-patch+yaml'));
      }
    },
    get: async (namespace, name) => {
      const answer = await send('GET', privateApiPath(namespace, name));
      return answer.status === 404 ? undefined : (refuse(answer) as PrivateApiObject);
    },
    delete: async (namespace, name) => void refuse(await send('DELETE', privateApiPath(namespace, name))),
  };
}

type KubeconfigFiles = Pick<Kubernetes, 'adminKubeconfigFile' | 'operatorKubeconfigFile'>;

async function startReal(binaries: ClusterBinaries, files: KubeconfigFiles): Promise<Backing> {
  const cluster = await startCluster({ binaries, crds: readFileSync(crdFile, 'utf8') });
  await cluster.apply(accessManifests());
  await cluster.writeKubeconfig(files.adminKubeconfigFile, 'admin');
  await cluster.writeKubeconfig(files.operatorKubeconfigFile, operatorUser);
  const { body } = await cluster.request('GET', '/version');
  return {
    isReal: true,
    description: `kube-apiserver ${(body as { gitVersion: string }).gitVersion} with etcd; the operator has the rights that deploy/ gives its service account`,
    url: cluster.url,
    send: (method, path, requestBody, contentType = 'application/json') =>
      cluster.request(method, path, requestBody, { contentType }),
    stop: () => cluster.stop(),
  };
}

async function startInMemory(files: KubeconfigFiles): Promise<Backing> {
  const api = createInMemoryKubernetes({ clock: Date, crds: [parse(readFileSync(crdFile, 'utf8')) as object] });
  const listening = await listen(api.handle);
  const { url } = listening;
  for (const file of Object.values(files)) await writeFile(file, kubeconfigWithoutCredentials(url), { mode: 0o600 });
  const send: Send = async (method, path, body, contentType = 'application/json') => {
    const headers = { 'content-type': contentType };
    const answer = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  };
  refuse(await send('POST', '/api/v1/namespaces', { metadata: { name: operatorUser.namespace } }));
  return {
    isReal: false,
    description: 'its API in memory, which knows no RBAC and no CEL rules',
    url,
    send,
    stop: () => listening.close(),
  };
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Namespace, service account and RBAC as `kubectl apply -k deploy/kustomize/base` makes them; nothing here runs pods. */
function accessManifests(): Manifest[] {
  const read = (file: string) => readFileSync(new URL(file, baseFolder), 'utf8');
  const { resources } = parse(read('kustomization.yaml')) as { resources: string[] };
  return resources
    .filter((resource) => resource.endsWith('.yaml'))
    .flatMap((file) => parseAllDocuments(read(file)).map((document) => document.toJS() as Manifest))
    .filter(({ kind }) => kind !== 'Deployment' && kind !== 'PodDisruptionBudget');
}

function pathOf({ kind, metadata: { namespace = 'default', name } }: Manifest): string {
  if (kind === 'Namespace') return `/api/v1/namespaces/${name}`;
  if (kind === 'PrivateApi') return privateApiPath(namespace, name);
  if (kind === 'ConfigMap') return `/api/v1/namespaces/${namespace}/configmaps/${name}`;
  throw new TypeError(`the sandbox applies no ${kind}`);
}

function privateApiPath(namespace: string, name: string): string {
  return `/apis/privateapi.dev/v1alpha1/namespaces/${namespace}/privateapis/${name}`;
}

function refuse({ status, body }: { status: number; body: unknown }): unknown {
  if (status >= 300) throw new Error(`the Kubernetes API answered ${status}: ${(body as { message: string }).message}`);
  return body;
}

function kubeconfigWithoutCredentials(server: string): string {
  const name = 'private-api-operator-sandbox';
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server } }],
    users: [{ name, user: {} }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });
}
