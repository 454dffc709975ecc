import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { ConnectionError } from './access.ts';
import type { Access } from './access.ts';

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * Access as a pod has it. The kubelet replaces token and CA in these files while the pod runs, so they are read each
 * time (https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken).
 */
export function readInCluster(
  env: Readonly<Record<string, string | undefined>>,
  directory: string = SERVICE_ACCOUNT,
): Access {
  const host = env.KUBERNETES_SERVICE_HOST ?? '';
  const port = env.KUBERNETES_SERVICE_PORT ?? '443';
  return {
    server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    async readCredentials() {
      const [token, ca] = await Promise.all([read(directory, 'token'), read(directory, 'ca.crt')]);
      return { headers: { authorization: `Bearer ${token.trim()}` }, tls: { ca } };
    },
  };
}

async function read(directory: string, file: string): Promise<string> {
  const path = join(directory, file);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConnectionError(`in-cluster access: cannot read ${path} (${error.code}); is the token mounted?`);
  });
  if (text.trim() === '') throw new ConnectionError(`in-cluster access: ${path} is empty`);
  return text;
}
