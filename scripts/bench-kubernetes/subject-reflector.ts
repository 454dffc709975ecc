// The subject `ours`: the reflector of src/kubernetes, with access as a pod has it.
import { createKubernetesClient } from '../../src/kubernetes/client.ts';
import { createConnection } from '../../src/kubernetes/connection.ts';
import { readInCluster } from '../../src/kubernetes/in-cluster.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects.ts';
import { createReflector } from '../../src/kubernetes/reflector.ts';
import { startWork } from './work.ts';
import type { Watched } from './work.ts';

const connection = await createConnection(readInCluster(process.env, process.env.BENCH_SERVICE_ACCOUNT));
const { queue, ...parts } = startWork((key) => reflector.get(key));
const client = createKubernetesClient({ ...parts, connection, userAgent: 'bench/1' });
const resource = {
  group: 'privateapi.dev',
  version: 'v1alpha1',
  plural: 'privateapis',
  kind: 'PrivateApi',
  namespaced: true,
};
const reflector = createReflector<KubernetesObject & Watched>({
  ...parts,
  client,
  resource,
  random: Math.random,
  onChange: (key, current, previous) => {
    if (current?.metadata.generation !== previous?.metadata.generation) queue.add(key);
  },
});
await reflector.run(new AbortController().signal);
