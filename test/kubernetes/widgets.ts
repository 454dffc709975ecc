import { systemClock } from '../../src/clock.ts';
import { createKubernetesClient } from '../../src/kubernetes/client.ts';
import type { Connection } from '../../src/kubernetes/connection.ts';
import type { KubernetesObject, Resource } from '../../src/kubernetes/objects.ts';
import { createMetrics } from '../../src/metrics.ts';
import { createInMemoryKubernetes } from '../../sandbox/cluster/in-memory-api.ts';
import type { HttpFunction, HttpRequest, HttpResponse } from '../../sandbox/http.ts';
import { createDispatcher } from '../../sandbox/undici-dispatcher.ts';
import { createQuietLogger } from './quiet-logger.ts';

export interface Widget extends KubernetesObject {
  spec?: { size?: number };
  status?: { phase?: string; ids?: string[] };
}

export const WIDGETS: Resource = {
  group: 'test.example',
  version: 'v1',
  plural: 'widgets',
  kind: 'Widget',
  namespaced: true,
};

const NAMESPACES: Resource = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false };

const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
export const WIDGET_CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.test.example' },
  spec: {
    group: 'test.example',
    scope: 'Namespaced',
    names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: { type: 'object', properties: { size: { type: 'integer', maximum: 100 } } },
              status: open,
            },
          },
        },
      },
    ],
  },
};

/** Answers instead of the API server, or lets the request through with undefined. */
export type Intercept = (request: HttpRequest) => HttpResponse | Promise<HttpResponse> | undefined;

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** A watch that sends this and ends. */
export const stream = (body: string): HttpResponse => ({ status: 200, headers: {}, body });

/** A `Status` as the API server sends it. */
export const refusal = (code: number, reason: string, headers?: Record<string, string>): HttpResponse =>
  json(code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message: reason }, headers);

/** An in-memory API server with one custom kind, a client on it, and a person who edits objects. */
export async function createWidgetWorld() {
  const api = createInMemoryKubernetes({ clock: systemClock, crds: [WIDGET_CRD] });
  const requests: HttpRequest[] = [];
  const world = { intercept: (() => undefined) as Intercept };
  const handle: HttpFunction = async (request) => {
    requests.push(request);
    return (await world.intercept(request)) ?? api.handle(request);
  };
  const connectTo = (fn: HttpFunction): Connection => {
    const dispatcher = createDispatcher(fn);
    const headers = () => Promise.resolve({ authorization: 'Bearer test' });
    return { server: 'https://api.test', dispatcher, headers, close: () => dispatcher.close() };
  };
  const log = createQuietLogger();
  const metrics = createMetrics({ version: 'test' });
  const parts = { clock: systemClock, userAgent: 'test/1', metrics, log };
  const client = createKubernetesClient({ ...parts, connection: connectTo(handle) });
  /** Writes of the person and of other controllers: without faults, and in nobody's log. */
  const person = createKubernetesClient({ ...parts, connection: connectTo(api.handleUnobserved) });

  for (const name of ['shop', 'bank', 'other', 'elsewhere']) await person.create(NAMESPACES, { metadata: { name } });

  return Object.assign(world, {
    api,
    connectTo,
    clock: systemClock,
    client,
    person,
    log,
    metrics,
    /** Every request of `client`. */
    requests,
    put: (name: string, size: number, namespace = 'shop'): Promise<Widget> =>
      person.apply<Widget>(WIDGETS, widget(name, size, namespace), { fieldManager: 'kubectl', force: true }),
    remove: (name: string, namespace = 'shop'): Promise<void> => person.delete(WIDGETS, { namespace, name }),
    read: (name: string): Promise<Widget | undefined> => person.get<Widget>(WIDGETS, { namespace: 'shop', name }),
    /** Paths of requests so far, in short form: `GET /widgets?watch=true`. */
    lists: () => requests.filter(({ method, path }) => method === 'GET' && !path.includes('watch=true')),
    watches: () => requests.filter(({ path }) => path.includes('watch=true')),
    /** The value of a metric's series as a scrape shows it, or undefined. */
    metric: async (series: string): Promise<number | undefined> => {
      const line = (await metrics.render()).split('\n').find((text) => text.startsWith(`${series} `));
      return line === undefined ? undefined : Number(line.slice(series.length + 1));
    },
  });
}

export type WidgetWorld = Awaited<ReturnType<typeof createWidgetWorld>>;

export function widget(name: string, size: number, namespace = 'shop'): Widget {
  return { apiVersion: 'test.example/v1', kind: 'Widget', metadata: { name, namespace }, spec: { size } };
}
