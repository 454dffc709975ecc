import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { RestApi } from '../../sandbox/aws/state.ts';
import type { Resource } from '../../src/kubernetes/objects.ts';
import { largeDocument } from '../openapi/large-document.ts';
import { createWorld, privateApi, useVirtualTime } from '../simulation/world.ts';
import type { World } from '../simulation/world.ts';
import { realCluster } from './real-cluster.ts';

/**
 * Public API descriptions of real size that need not be copied: the Kubernetes API describes each of its groups by an
 * OpenAPI 3.0 document of its own.
 */
const cluster = realCluster();

interface Description {
  paths: Record<string, Record<string, Record<string, unknown>>>;
  components: { schemas: Record<string, object> };
}
const descriptions = new Map<string, Description>();

beforeAll(async () => {
  const { body: index } = await cluster().request('GET', '/openapi/v3');
  for (const [name, { serverRelativeURL }] of Object.entries(
    index.paths as Record<string, { serverRelativeURL: string }>,
  )) {
    const { body } = await cluster().request('GET', serverRelativeURL);
    const description = body as Description;
    if (Object.keys(description.paths).length < 3) continue;
    descriptions.set(name, withRemedies(description));
  }
}, 10 * 60_000);

/** Where its operations lead, and who may call them. */
const own = { 'x-private-api-backend': 'orders', 'x-private-api-authorization': { type: 'IAM' } };

/** What the messages about such a document tell its author to do: names of models, slashes at the end of paths, who may call. */
function withRemedies(description: Description): Description {
  const text = JSON.stringify(description).replaceAll(
    /"#\/components\/schemas\/([^"]+)"/g,
    (_, name: string) => `"#/components/schemas/${modelName(name)}"`,
  );
  const renamed = JSON.parse(text) as Description;
  return {
    ...renamed,
    ...own,
    paths: Object.fromEntries(
      Object.entries(renamed.paths).map(([path, item]) => [path.replace(/(?<=.)\/$/, ''), item]),
    ),
    components: {
      ...renamed.components,
      schemas: Object.fromEntries(
        Object.entries(renamed.components.schemas ?? {}).map(([name, schema]) => [modelName(name), schema]),
      ),
    },
  };
}

const modelName = (name: string) => name.replaceAll(/[^A-Za-z0-9]/g, '');

let world: World;
let operator: ReturnType<World['startOperator']>;

beforeEach(async () => {
  useVirtualTime();
  world = await createWorld();
  operator = world.startOperator();
});
afterEach(() => {
  operator.kill();
  expect(world.violations).toEqual([]);
  jest.useRealTimers();
});

const configMaps: Resource = { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true };

async function serve(name: string, document: object): Promise<RestApi> {
  await world.person.apply(
    configMaps,
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'shop' },
      data: { 'openapi.json': JSON.stringify(document) },
    } as never,
    { fieldManager: 'kubectl', force: true },
  );
  await world.apply(
    privateApi(world, name, { routes: undefined, openApi: { configMapRef: { name, key: 'openapi.json' } } }),
  );
  await world.untilReady(name);
  return [...world.account.restApis.values()].find((api) => api.name === `shop.${name}`)!;
}

/** Models as AWS gives them back, with references in the words of a document. */
const modelsOf = ({ id, models }: RestApi) =>
  Object.fromEntries(
    [...models!.values()].map(({ name, schema }) => [
      name,
      JSON.parse(
        schema.replaceAll(`https://apigateway.amazonaws.com/restapis/${id}/models/`, '#/components/schemas/'),
      ) as object,
    ]),
  );

const methodsOf = (api: RestApi) =>
  [...api.resources.values()]
    .flatMap(({ path, methods }) => [...methods.keys()].map((verb) => `${verb} ${path}`))
    .sort();

const verbs = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];
const operationsOf = ({ paths }: Description) =>
  Object.entries(paths)
    .flatMap(([path, item]) =>
      Object.keys(item)
        .filter((key) => verbs.includes(key))
        .map((verb) => `${verb.toUpperCase()} ${path}`),
    )
    .sort();

describe('what a description says arrives in AWS unchanged', () => {
  test(
    'of every group of the Kubernetes API that fits into a ConfigMap and whose parameters API Gateway can tell apart',
    async () => {
      const fitting = [...descriptions].filter(([, one]) => Buffer.byteLength(JSON.stringify(one)) <= 1024 * 1024);
      expect(fitting.length).toBeGreaterThanOrEqual(20);
      for (const [group, description] of fitting) {
        const api = await serve(group.replaceAll(/[^a-z0-9]+/g, '-'), description);
        expect([group, methodsOf(api)]).toEqual([group, operationsOf(description)]);
        expect(modelsOf(api)).toEqual(description.components.schemas);
        const before = world.awsCalls();
        await world.delete(api.name.replace('shop.', ''));
        await world.until(
          () => !world.account.restApis.has(api.id),
          () => `${group} is removed`,
        );
        expect(world.awsWrites(before).filter((operation) => operation === 'PutRestApi')).toEqual([]);
      }
    },
    20 * 60_000,
  );

  test('of a document of 300 resources and 1 MiB: models, validators, parameters and documentation', async () => {
    const document = largeDocument() as unknown as Description;
    const api = await serve('everything', document);
    expect(api.resources.size).toBe(300);
    expect(methodsOf(api)).toEqual(operationsOf(document));
    expect(modelsOf(api)).toEqual(document.components.schemas);
    expect([...api.requestValidators!.values()].map(({ id: _id, ...validator }) => validator)).toEqual([
      { name: 'all', validateRequestBody: true, validateRequestParameters: true },
    ]);
    const parts = (document as unknown as { 'x-amazon-apigateway-documentation': { documentationParts: object[] } })[
      'x-amazon-apigateway-documentation'
    ];
    expect(api.documentationParts!.map(({ id: _id, ...part }) => part)).toEqual(parts.documentationParts);
    const first = [...api.resources.values()].find(({ path }) => path === '/things0')!;
    expect(first.methods.get('GET')!.requestParameters).toEqual({ 'method.request.querystring.limit': false });
    expect(first.methods.get('POST')!.requestModels).toEqual({ 'application/json': 'Model1' });
    expect(Buffer.byteLength(JSON.stringify(world.read('everything')!.status))).toBeLessThan(64 * 1024);
  });
});
