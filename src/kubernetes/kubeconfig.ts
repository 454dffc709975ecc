import type { RequestOptions } from 'node:https';
import { ConnectionError } from './access.ts';
import type { Access } from './access.ts';

/**
 * Access by kubeconfig, with everything client-node knows: exec and auth provider plug-ins, client certificates, custom
 * CA, proxy. It is loaded only here, since it costs 80 MiB and a pod never needs it.
 */
export async function readKubeconfig(options: {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Promise<Access> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  const file = options.kubeconfig ?? options.env.KUBECONFIG;
  const source = file === undefined ? 'kubeconfig' : `kubeconfig ${file}`;
  try {
    if (options.kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(options.kubeconfig);
  } catch (error) {
    throw new ConnectionError(`${source}: ${firstLine(error)}`);
  }
  if (options.context !== undefined) config.setCurrentContext(options.context);
  const context = config.getCurrentContext();
  const cluster = config.getCurrentCluster();
  if (!cluster) {
    const known = config.getContexts().map(({ name }) => name);
    const choice = known.length > 0 ? `it has ${known.join(', ')}` : 'it has no contexts';
    throw new ConnectionError(`${source}: context ${JSON.stringify(context ?? '')} has no cluster; ${choice}`);
  }
  if (!URL.canParse(cluster.server)) {
    throw new ConnectionError(`${source}: server ${JSON.stringify(cluster.server)} of ${cluster.name} is not a URL`);
  }
  return {
    server: cluster.server.replace(/\/+$/, ''),
    proxyUrl: cluster.proxyUrl,
    async readCredentials() {
      const request: RequestOptions = {};
      try {
        await config.applyToHTTPSOptions(request);
      } catch (error) {
        throw new ConnectionError(`${source}: credentials of context ${context}: ${firstLine(error)}`);
      }
      const { ca, cert, key, servername, rejectUnauthorized, auth } = request;
      const headers = Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
      if (auth) headers.push(['authorization', `Basic ${Buffer.from(auth).toString('base64')}`]);
      return {
        headers: Object.fromEntries(headers) as Record<string, string>,
        tls: { ca: pem(ca), cert: pem(cert), key: pem(key), servername, rejectUnauthorized },
      };
    },
  };
}

/** client-node hands certificates and keys over as it read them: one PEM text. */
function pem(value: unknown): string | undefined {
  return typeof value === 'string' || Buffer.isBuffer(value) ? value.toString() : undefined;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
