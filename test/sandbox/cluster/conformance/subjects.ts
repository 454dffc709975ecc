import { request } from 'undici';
import type { Cluster } from '../../../../sandbox/cluster/cluster.ts';
import { createInMemoryKubernetes } from '../../../../sandbox/cluster/in-memory-api.ts';
import type { Subject } from './run-script.ts';
import { userAgent } from './run-script.ts';

/** The in-memory API serving the given definitions. */
export function inMemorySubject(crds: readonly object[]): Subject {
  const kubernetes = createInMemoryKubernetes({ clock: { now: () => Date.now() }, crds });
  return {
    compact: () => Promise.resolve(kubernetes.compact()),
    send: async ({ method, contentType, accept }, path, body) => {
      const headers = { 'content-type': contentType, 'user-agent': userAgent, ...(accept !== undefined && { accept }) };
      const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
      const { signal } = new AbortController();
      const answer = await kubernetes.handle({ method, path, headers, body: bytes, signal });
      let text = '';
      if (typeof answer.body === 'string') text = answer.body;
      else for await (const piece of answer.body as AsyncIterable<string>) text += piece;
      return { status: answer.status, warning: answer.headers['warning'], text };
    },
  };
}

/** A real kube-apiserver. */
export function realSubject(cluster: Cluster): Subject {
  return {
    compact: () => compactEtcd(cluster.etcdUrl),
    send: async ({ method, contentType, accept }, path, body) => {
      const headers = { 'user-agent': userAgent, ...(accept !== undefined && { accept }) };
      const answer = await cluster.request(method, path, body, { contentType, headers });
      const warning = answer.headers['warning'];
      const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
      return { status: answer.status, warning: warning === undefined ? undefined : [warning].flat().join(', '), text };
    },
  };
}

// etcd's JSON gateway: https://etcd.io/docs/latest/dev-guide/api_grpc_gateway/
async function compactEtcd(url: string): Promise<void> {
  const post = async (path: string, body: object): Promise<{ header: { revision: string } }> => {
    const answer = await request(`${url}${path}`, { method: 'POST', body: JSON.stringify(body) });
    return (await answer.body.json()) as { header: { revision: string } };
  };
  const { header } = await post('/v3/kv/range', { key: Buffer.from('/').toString('base64') });
  await post('/v3/kv/compaction', { revision: header.revision, physical: true });
}
