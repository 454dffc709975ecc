import { Agent, EnvHttpProxyAgent, ProxyAgent } from 'undici';
import type { Dispatcher } from 'undici';
import type { Access, Credentials } from './access.ts';
import { readInCluster } from './in-cluster.ts';

/** Where the API server is and who we are. */
export interface Connection {
  /** Scheme, host and port, perhaps a path; no slash at the end. */
  readonly server: string;
  /** The pool to send with; read it anew for each request, after `headers`: it changes when the CA or a certificate does. */
  readonly dispatcher: Dispatcher;
  /** Headers that authenticate a request, as of now: tokens expire and are replaced. */
  headers(): Promise<Record<string, string>>;
  /** Closes the pool; requests in flight are cut. */
  close(): Promise<void>;
}

/** Tokens in files are replaced long before they expire, and reading is cheap: a new one is in use after this time. */
const REREAD_MS = 10_000;

/**
 * Connects as a pod does when nothing else is asked for and the environment is a pod's, else by kubeconfig (`KUBECONFIG`,
 * `~/.kube/config`). Reads credentials once, so that mistakes show here, as `ConnectionError`.
 */
export async function loadConnection(options: {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Promise<Connection> {
  const { kubeconfig, context, env } = options;
  const isPod = kubeconfig === undefined && context === undefined && !!env.KUBERNETES_SERVICE_HOST;
  if (isPod) return createConnection(readInCluster(env), env);
  const { readKubeconfig } = await import('./kubeconfig.ts');
  return createConnection(await readKubeconfig({ kubeconfig, context, env }), env);
}

/** One pool that follows the credentials. */
export async function createConnection(
  access: Access,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Connection> {
  let credentials = await access.readCredentials();
  let readAtMs = performance.now();
  let reading: Promise<void> | undefined;
  let dispatcher = createPool(access, credentials, env);

  async function reread(): Promise<void> {
    try {
      const fresh = await access.readCredentials();
      const hasOtherTls = JSON.stringify(fresh.tls) !== JSON.stringify(credentials.tls);
      credentials = fresh;
      readAtMs = performance.now();
      if (!hasOtherTls) return;
      const old = dispatcher;
      dispatcher = createPool(access, fresh, env);
      // Graceful: requests in flight, watches too, end on the old pool.
      void old.close();
    } finally {
      reading = undefined;
    }
  }

  return {
    server: access.server,
    get dispatcher() {
      return dispatcher;
    },
    async headers() {
      if (performance.now() - readAtMs >= REREAD_MS) await (reading ??= reread());
      return credentials.headers;
    },
    close: () => dispatcher.destroy(),
  };
}

function createPool(
  { server, proxyUrl }: Access,
  { tls }: Credentials,
  env: Readonly<Record<string, string | undefined>>,
): Dispatcher {
  const connect = Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
  // HTTP/1.1: undici takes a GOAWAY, which API servers send to spread load, as a failure of requests in flight.
  const common = { allowH2: false, keepAliveTimeout: 60_000, connections: 64 };
  const httpsProxy = env.HTTPS_PROXY ?? env.https_proxy;
  if (proxyUrl !== undefined) return new ProxyAgent({ ...common, uri: proxyUrl, requestTls: connect });
  if (httpsProxy && server.startsWith('https:')) {
    const noProxy = env.NO_PROXY ?? env.no_proxy ?? '';
    return new EnvHttpProxyAgent({ ...common, httpsProxy, noProxy, requestTls: connect, connect });
  }
  return new Agent({ ...common, connect: { timeout: 10_000, ...connect } });
}
