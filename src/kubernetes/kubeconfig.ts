import { existsSync } from 'node:fs';
import type { RequestOptions } from 'node:https';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { ConnectionError } from './access.ts';
import type { Access } from './access.ts';

/**
 * Access by kubeconfig, with everything client-node knows: exec and auth provider plug-ins, client certificates, custom
 * CA, proxy. This file is imported when it is needed, since client-node costs 80 MiB and a pod never reads a kubeconfig.
 */
export async function readKubeconfig(options: {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Promise<Access> {
  const config = new KubeConfig();
  const files = filesToRead(options.kubeconfig, options.env);
  const source = `kubeconfig ${files.join(delimiter)}`;
  try {
    // As kubectl: of several files those that exist count, and the first that says something wins.
    const [first, ...others] = files.length > 1 ? files.filter((file) => existsSync(file)) : files;
    config.loadFromFile(first ?? '');
    for (const file of others) {
      const other = new KubeConfig();
      other.loadFromFile(file);
      config.mergeConfig(other, true);
    }
  } catch (error) {
    throw new ConnectionError(`${source}: ${firstLine(error)}`);
  }
  // client-node refuses plain HTTP (`kubectl proxy`) unless TLS is not to be verified, which then means nothing.
  config.clusters = config.clusters.map((cluster) =>
    cluster.server?.startsWith('http:') ? { ...cluster, skipTLSVerify: true } : cluster,
  );
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

function filesToRead(file: string | undefined, env: Readonly<Record<string, string | undefined>>): string[] {
  if (file !== undefined) return [file];
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '');
  return listed.length > 0 ? listed : [join(env.HOME ?? homedir(), '.kube', 'config')];
}

/** client-node hands certificates and keys over as it read them: one PEM text. */
function pem(value: unknown): string | undefined {
  return typeof value === 'string' || Buffer.isBuffer(value) ? value.toString() : undefined;
}

function firstLine(error: unknown): string {
  const message = (error as { message?: unknown } | undefined)?.message ?? error;
  return String(message).split('\n')[0] ?? '';
}
