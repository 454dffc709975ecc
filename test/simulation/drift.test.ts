import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { APIGateway } from '@aws-sdk/client-api-gateway';
import type { Resource, RestApi } from '../../sandbox/aws/state.ts';
import { openPolicy, somebody } from './somebody.ts';
import { createWorld, endState, privateApi, useVirtualTime } from './world.ts';
import type { World } from './world.ts';

beforeEach(useVirtualTime);
afterEach(() => void jest.useRealTimers());

const resyncMs = 11 * 60_000;

/** What an edit is made with: the API as the emulator holds it, and somebody else's client. */
interface Scene {
  readonly by: APIGateway;
  readonly world: World;
  readonly api: RestApi;
  readonly restApiId: string;
}

interface Drift {
  readonly name: string;
  readonly edit: (scene: Scene) => Promise<unknown> | void;
  /** The repair, write by write. */
  readonly writes: readonly string[];
  /** What `status.lastRepair.fields` says. */
  readonly fields: readonly string[];
  /** How many deployments are there afterwards beyond those before. */
  readonly moreDeployments?: number;
}

const resource = ({ api }: Scene, path: string): Resource =>
  [...api.resources.values()].find((one) => one.path === path)!;
const method = (scene: Scene) => ({
  restApiId: scene.restApiId,
  resourceId: resource(scene, '/orders').id,
  httpMethod: 'GET',
});
const deploy = ({ by, restApiId }: Scene) => by.createDeployment({ restApiId, stageName: 'prod' });
const patchApi = (
  { by, restApiId }: Scene,
  path: string,
  value?: string,
  op: 'replace' | 'add' | 'remove' = 'replace',
) => by.updateRestApi({ restApiId, patchOperations: [{ op, path, ...(value !== undefined && { value }) }] });
const patchStage = ({ by, restApiId }: Scene, path: string, value?: string, op: 'replace' | 'remove' = 'replace') =>
  by.updateStage({
    restApiId,
    stageName: 'prod',
    patchOperations: [{ op, path, ...(value !== undefined && { value }) }],
  });
const arn = ({ restApiId }: Scene) => `arn:aws:apigateway:eu-west-1::/restapis/${restApiId}`;

async function openPolicyOf(scene: Scene): Promise<void> {
  await patchApi(scene, '/policy', openPolicy);
}

async function makeRegional(scene: Scene): Promise<void> {
  await patchApi(scene, '/endpointConfiguration/vpcEndpointIds', scene.world.endpoint.vpcEndpointId, 'remove');
  await patchApi(scene, '/endpointConfiguration/types/PRIVATE', 'REGIONAL');
}

async function addRoute(scene: Scene): Promise<void> {
  const { by, restApiId, api } = scene;
  const { id } = await by.createResource({ restApiId, parentId: api.rootResourceId, pathPart: 'backdoor' });
  await by.putMethod({ restApiId, resourceId: id, httpMethod: 'GET', authorizationType: 'NONE' });
  await by.putIntegration({ restApiId, resourceId: id, httpMethod: 'GET', type: 'MOCK' });
}

const noAuthorization = (scene: Scene) =>
  scene.by.updateMethod({
    ...method(scene),
    patchOperations: [{ op: 'replace', path: '/authorizationType', value: 'NONE' }],
  });

async function deleteStageAndDeployment({ by, restApiId, api }: Scene): Promise<void> {
  const { deploymentId } = api.stages.get('prod')!;
  await by.deleteStage({ restApiId, stageName: 'prod' });
  await by.deleteDeployment({ restApiId, deploymentId });
}

const drifts: readonly Drift[] = [
  {
    name: 'the stage is pointed at an earlier deployment of ours',
    edit: (scene) => patchStage(scene, '/deploymentId', [...scene.api.deployments.keys()][0]),
    writes: ['UpdateStage'],
    fields: ['stage deployment'],
  },
  {
    name: 'the policy is opened and not deployed',
    edit: openPolicyOf,
    writes: ['PutRestApi'],
    fields: ['resource policy'],
  },
  {
    name: 'the policy is opened and deployed',
    edit: async (scene) => {
      await openPolicyOf(scene);
      await deploy(scene);
    },
    writes: ['UpdateStage', 'PutRestApi'],
    fields: ['stage deployment', 'resource policy'],
    moreDeployments: 1,
  },
  {
    name: 'a deployment by hand takes over our description',
    edit: async (scene) => {
      await openPolicyOf(scene);
      const description = [...scene.api.deployments.values()].at(-1)!.description!;
      await scene.by.createDeployment({ restApiId: scene.restApiId, stageName: 'prod', description });
    },
    writes: ['UpdateStage', 'PutRestApi', 'DeleteDeployment'],
    fields: ['stage deployment', 'resource policy'],
  },
  {
    name: 'a method loses its authorization, not deployed',
    edit: noAuthorization,
    writes: ['PutRestApi'],
    fields: ['GET /orders: authorization'],
  },
  {
    name: 'a method loses its authorization, deployed',
    edit: async (scene) => {
      await noAuthorization(scene);
      await deploy(scene);
    },
    writes: ['UpdateStage', 'PutRestApi'],
    fields: ['stage deployment', 'GET /orders: authorization'],
    moreDeployments: 1,
  },
  { name: 'a route is added', edit: addRoute, writes: ['PutRestApi'], fields: ['GET /backdoor is not in the spec'] },
  {
    name: 'a route is added and deployed',
    edit: async (scene) => {
      await addRoute(scene);
      await deploy(scene);
    },
    writes: ['UpdateStage', 'PutRestApi'],
    fields: ['stage deployment', 'GET /backdoor is not in the spec'],
    moreDeployments: 1,
  },
  {
    name: 'an empty resource is added',
    edit: ({ by, restApiId, api }) => by.createResource({ restApiId, parentId: api.rootResourceId, pathPart: 'empty' }),
    writes: ['PutRestApi'],
    fields: ['resource /empty is not in the spec'],
  },
  {
    name: 'a route is removed',
    edit: (scene) =>
      scene.by.deleteResource({ restApiId: scene.restApiId, resourceId: resource(scene, '/orders/{id}').id }),
    writes: ['PutRestApi'],
    fields: ['GET /orders/{id} is missing'],
  },
  {
    name: 'an integration is pointed elsewhere',
    edit: (scene) =>
      scene.by.updateIntegration({
        ...method(scene),
        patchOperations: [{ op: 'replace', path: '/uri', value: 'http://elsewhere.example/' }],
      }),
    writes: ['PutRestApi'],
    fields: ['GET /orders: integration uri'],
  },
  {
    name: 'a method wants an API key',
    edit: (scene) =>
      scene.by.updateMethod({
        ...method(scene),
        patchOperations: [{ op: 'replace', path: '/apiKeyRequired', value: 'true' }],
      }),
    writes: ['PutRestApi'],
    fields: ['GET /orders: API key'],
  },
  {
    name: 'the type is flipped to REGIONAL, not deployed',
    edit: makeRegional,
    writes: ['UpdateRestApi', 'PutRestApi'],
    fields: ['endpoint type', 'VPC endpoint ids'],
  },
  {
    name: 'the type is flipped to REGIONAL and deployed',
    edit: async (scene) => {
      await makeRegional(scene);
      await deploy(scene);
    },
    writes: ['UpdateStage', 'UpdateRestApi', 'PutRestApi'],
    fields: ['stage deployment', 'endpoint type', 'VPC endpoint ids'],
    moreDeployments: 1,
  },
  {
    name: 'the VPC endpoint ids are removed',
    edit: (scene) =>
      patchApi(scene, '/endpointConfiguration/vpcEndpointIds', scene.world.endpoint.vpcEndpointId, 'remove'),
    writes: ['PutRestApi'],
    fields: ['VPC endpoint ids'],
  },
  {
    name: "another namespace's VPC endpoint is added",
    edit: (scene) =>
      patchApi(scene, '/endpointConfiguration/vpcEndpointIds', scene.world.otherEndpoint.vpcEndpointId, 'add'),
    writes: ['PutRestApi'],
    fields: ['VPC endpoint ids'],
  },
  {
    name: 'the description of the API is changed',
    edit: (scene) => patchApi(scene, '/description', 'something else'),
    writes: ['PutRestApi'],
    fields: ['description'],
  },
  {
    name: 'the API is renamed',
    edit: (scene) => patchApi(scene, '/name', 'something-else'),
    writes: ['PutRestApi'],
    fields: ['name'],
  },
  {
    name: 'a binary media type is added',
    edit: (scene) => patchApi(scene, '/binaryMediaTypes/image~1png', undefined, 'add'),
    writes: ['PutRestApi'],
    fields: ['binary media types'],
  },
  {
    name: 'the description of the stage is changed',
    edit: (scene) => patchStage(scene, '/description', 'something else'),
    writes: ['UpdateStage'],
    fields: ['stage description'],
  },
  {
    name: 'a stage variable is changed',
    edit: (scene) => patchStage(scene, '/variables/tier', 'bronze'),
    writes: ['UpdateStage'],
    fields: ['stage variables'],
  },
  {
    name: 'a stage variable is added',
    edit: (scene) => patchStage(scene, '/variables/more', 'x'),
    writes: ['UpdateStage'],
    fields: ['stage variables'],
  },
  {
    name: 'a stage variable is removed',
    edit: (scene) => patchStage(scene, '/variables/tier', undefined, 'remove'),
    writes: ['UpdateStage'],
    fields: ['stage variables'],
  },
  {
    name: 'a tag of the API is changed',
    edit: (scene) => scene.by.tagResource({ resourceArn: arn(scene), tags: { team: 'other' } }),
    writes: ['TagResource'],
    fields: ['tags'],
  },
  {
    name: 'a tag of the API is removed',
    edit: (scene) => scene.by.untagResource({ resourceArn: arn(scene), tagKeys: ['team'] }),
    writes: ['TagResource'],
    fields: ['tags'],
  },
  {
    name: 'a tag is added to the API',
    edit: (scene) => scene.by.tagResource({ resourceArn: arn(scene), tags: { more: 'x' } }),
    writes: ['UntagResource'],
    fields: ['tags'],
  },
  {
    name: 'a tag of ours on the stage is removed',
    edit: (scene) =>
      scene.by.untagResource({ resourceArn: `${arn(scene)}/stages/prod`, tagKeys: ['privateapi.dev/uid'] }),
    writes: ['TagResource'],
    fields: ['stage tags'],
  },
  {
    name: 'the stage is deleted',
    edit: ({ by, restApiId }) => by.deleteStage({ restApiId, stageName: 'prod' }),
    writes: ['CreateStage'],
    fields: ['stage'],
  },
  {
    name: 'the stage and the served deployment are deleted',
    edit: deleteStageAndDeployment,
    writes: ['PutRestApi', 'CreateDeployment', 'CreateStage'],
    fields: ['deployment', 'stage'],
  },
  {
    name: 'the served deployment is replaced',
    edit: async (scene) => {
      await deleteStageAndDeployment(scene);
      await deploy(scene);
    },
    writes: ['UpdateStage', 'PutRestApi', 'CreateDeployment', 'UpdateStage', 'TagResource'],
    fields: ['stage deployment', 'stage description', 'stage variables', 'deployment', 'stage tags'],
    moreDeployments: 1,
  },
  {
    name: 'the API is deleted',
    edit: ({ by, restApiId }) => by.deleteRestApi({ restApiId }),
    writes: ['CreateRestApi', 'PutRestApi', 'CreateDeployment', 'CreateStage'],
    fields: ['REST API'],
    moreDeployments: -1,
  },
  {
    name: 'the VPC link is gone',
    edit: ({ world }) => world.account.vpcLinks.clear(),
    writes: ['CreateVpcLink', 'PutRestApi', 'CreateDeployment', 'UpdateStage'],
    fields: ['GET /orders/{id}: connection id', 'GET /orders: connection id', 'deployment'],
    moreDeployments: 1,
  },
];

const spec = {
  description: 'Orders of the shop',
  tags: { team: 'orders' },
  stage: { description: 'Production', variables: { tier: 'gold' } },
};

describe('after an edit that nobody asked for', () => {
  test.each(drifts)(
    '$name: put back within one resync, and told',
    async ({ edit, writes, fields, moreDeployments = 0 }) => {
      const world = await createWorld({ flags: ['--leader-elect=false'], settings: { vpcLinkPendingMs: 40_000 } });
      const operator = world.startOperator();
      await world.apply(
        privateApi(world, 'orders', { ...spec, routes: [{ path: '/first', method: 'GET', backend: 'orders' }] }),
      );
      await world.untilReady('orders');
      await world.apply(privateApi(world, 'orders', spec));
      await world.untilReady('orders');
      const before = settledState(world);
      const events = drifted(world).length;

      const [api] = [...world.account.restApis.values()] as [RestApi];
      await edit({ by: somebody(world), world, api, restApiId: api.id });
      // From here on nothing may be served that is open: the very first write of the repair ends what the edit has done.
      world.violations.length = 0;
      const since = world.awsCalls();
      await world.pass(resyncMs);
      await world.untilReady('orders');

      expect(world.awsWrites(since)).toEqual(writes);
      expect(settledState(world)).toEqual({ ...before, deployments: before.deployments + moreDeployments });
      expect(world.violations).toEqual([]);
      expect(world.read('orders')?.status?.lastRepair?.fields).toEqual(fields);
      expect(drifted(world)).toHaveLength(events + 1);
      expect(world.condition('orders', 'DriftDetected')).toMatchObject({ status: 'False', reason: 'NoDrift' });

      const [awsCalls, requests] = [world.awsCalls(), world.kubernetes.log.length];
      await world.pass(5 * resyncMs);
      expect(world.awsWrites(awsCalls)).toEqual([]);
      expect(world.objectWrites(requests)).toEqual([]);
      operator.kill();
    },
  );
});

test('a change of the spec is an update and no repair', async () => {
  const world = await createWorld({ flags: ['--leader-elect=false'], settings: { vpcLinkPendingMs: 40_000 } });
  const operator = world.startOperator();
  await world.apply(privateApi(world, 'orders', spec));
  await world.untilReady('orders');
  await world.apply(privateApi(world, 'orders', { ...spec, description: 'Another text', tags: { team: 'another' } }));
  await world.untilReady('orders');
  expect([...world.account.restApis.values()][0]).toMatchObject({
    description: 'Another text',
    tags: { team: 'another' },
  });
  expect(world.read('orders')?.status?.lastRepair).toBeUndefined();
  expect(drifted(world)).toEqual([]);
  operator.kill();
});

test('while the VPC link is made anew, the status says that AWS differs', async () => {
  const world = await createWorld({ flags: ['--leader-elect=false'] });
  const operator = world.startOperator();
  await world.apply(privateApi(world, 'orders', spec));
  await world.untilReady('orders');
  world.account.vpcLinks.clear();
  await world.pass(resyncMs);
  expect(world.condition('orders', 'DriftDetected')).toMatchObject({ status: 'True', message: 'VPC link' });
  expect(world.condition('orders', 'Ready')).toMatchObject({ status: 'Unknown', reason: 'VpcLinkPending' });
  await world.untilReady('orders');
  expect(world.condition('orders', 'DriftDetected')).toMatchObject({ status: 'False' });
  operator.kill();
});

function settledState(world: World) {
  const { restApis, vpcLinks } = endState(world.account);
  const [{ deployments, ...api }] = restApis as [(typeof restApis)[number]];
  return { api, vpcLinks, apis: restApis.length, deployments };
}

function drifted(world: World): unknown[] {
  return world.kubernetes
    .objects('events')
    .filter((event) => (event as { reason?: string }).reason === 'DriftRepaired');
}
