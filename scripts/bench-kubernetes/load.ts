import type { Cluster } from '../../sandbox/cluster/cluster.ts';

const collection = '/apis/privateapi.dev/v1alpha1/namespaces/bench/privateapis';
/** Requests at a time; more only wait in the API server. */
const CONCURRENCY = 8;

const nameOf = (index: number) => `api-${String(index).padStart(5, '0')}`;
export const keyOf = (index: number) => `bench/${nameOf(index)}`;

/** As `kubectl apply` leaves it: about 5 KB, of which nearly half is for kubectl and the API server alone. */
function loadObject(index: number) {
  const arn = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/orders/50dc6c495c0c9188';
  const object = {
    apiVersion: 'privateapi.dev/v1alpha1',
    kind: 'PrivateApi',
    metadata: { name: nameOf(index), namespace: 'bench' },
    spec: {
      description: '0',
      endpoint: { existing: { vpcEndpointIds: ['vpce-0a1b2c3d4e5f60718'] } },
      backends: [{ name: 'orders', loadBalancer: { arn } }],
      routes: Array.from({ length: 12 }, (_, route) => ({
        path: `/orders/{id}/resource-${route}`,
        method: 'GET',
        backend: 'orders',
      })),
    },
  };
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(object) };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** Makes the objects with these numbers; returns the size of one as the API server sends it. */
export async function createObjects(cluster: Cluster, from: number, to: number): Promise<number> {
  await inParallel(from, to, async (index) => {
    const path = `${collection}/${nameOf(index)}?fieldManager=kubectl&force=true`;
    const contentType = 'application/apply-patch+yaml';
    expectOk(await cluster.request('PATCH', path, loadObject(index), { contentType }));
  });
  return JSON.stringify((await cluster.request('GET', `${collection}/${nameOf(from)}`)).body).length;
}

/** One MODIFIED event each that changes no spec: what a controller sees of its own status writes. */
export async function touchStatuses(cluster: Cluster, objects: number, events: number): Promise<void> {
  const contentType = 'application/merge-patch+json';
  await inParallel(0, events, async (index) => {
    const body = { status: { observedGeneration: 1, lastHandledReconcileAt: `touch-${index}` } };
    expectOk(await cluster.request('PATCH', `${collection}/${nameOf(index % objects)}/status`, body, { contentType }));
  });
}

/** Gives an object a spec of its own; a subject's line for it ends with `mark`. */
export async function changeSpec(cluster: Cluster, index: number, mark: string): Promise<void> {
  const contentType = 'application/merge-patch+json';
  const body = { spec: { description: mark } };
  expectOk(await cluster.request('PATCH', `${collection}/${nameOf(index)}`, body, { contentType }));
}

async function inParallel(from: number, to: number, act: (index: number) => Promise<void>): Promise<void> {
  let next = from;
  const worker = async () => {
    for (let index = next++; index < to; index = next++) await act(index);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

function expectOk({ status, body }: { status: number; body: unknown }): void {
  if (status >= 300) throw new Error(`the API server refused with ${status}: ${JSON.stringify(body).slice(0, 500)}`);
}
