// The subject `client-node`: its own informer and cache, started again when it stops, as its README advises.
import { CustomObjectsApi, KubeConfig, makeInformer } from '@kubernetes/client-node';
import type { KubernetesListObject, KubernetesObject } from '@kubernetes/client-node';
import { startWork } from './work.ts';
import type { Watched } from './work.ts';

const group = 'privateapi.dev';
const version = 'v1alpha1';
const plural = 'privateapis';
const config = new KubeConfig();
config.loadFromFile(process.env.KUBECONFIG ?? '');
const api = config.makeApiClient(CustomObjectsApi);
const informer = makeInformer<KubernetesObject>(
  config,
  `/apis/${group}/${version}/${plural}`,
  () =>
    // Its answers have no type for kinds of one's own.
    api.listClusterCustomObject({ group, version, plural }) as Promise<KubernetesListObject<KubernetesObject>>,
);
const { queue } = startWork((key) => {
  const [namespace, name] = key.split('/');
  return informer.get(name ?? '', namespace) as Watched | undefined;
});

/** The informer does not tell what was before, and a status is no reason to work. */
const generations = new Map<string, number | undefined>();
const take = ({ metadata }: KubernetesObject) => {
  const key = `${metadata?.namespace}/${metadata?.name}`;
  if (generations.get(key) === metadata?.generation) return;
  generations.set(key, metadata?.generation);
  queue.add(key);
};
informer.on('add', take);
informer.on('update', take);
informer.on('error', () => setTimeout(() => void informer.start(), 1_000));
await informer.start();
