import { createKubernetesBackends, services } from './kubernetes-backends.ts';
import { seedFunction } from '../../sandbox/aws/seed.ts';
import { endState, privateApi } from './world.ts';
import type { World } from './world.ts';

/** A thing that users do, from a settled world to the next settled world. */
export interface Workload {
  readonly name: string;
  /** Brings the world to where it starts; an operator runs. */
  readonly prepare: (world: World) => Promise<void>;
  readonly act: (world: World) => Promise<unknown>;
  readonly isDone: (world: World) => boolean;
}

const isReady = (world: World) => {
  const object = world.read('orders');
  const ready = world.condition('orders', 'Ready');
  return ready?.status === 'True' && ready.observedGeneration === object?.metadata.generation;
};

const create = async (world: World) => {
  await world.apply(privateApi(world, 'orders'));
  await world.untilReady('orders');
};

const logsTo = (name: string) => ({ stage: { accessLog: { logGroup: { name } }, metrics: { detailed: true } } });

const createLogging = async (world: World) => {
  world.account.cloudwatchRoleArn = 'arn:aws:iam::111122223333:role/api-gateway-logs';
  await world.apply(privateApi(world, 'orders', logsTo('shop/orders')));
  await world.untilReady('orders');
};

const functionNames = ['check', 'orders', 'stock'];

const seedFunctions = (world: World) => {
  for (const name of functionNames) {
    seedFunction(world.aws, world.account, { name, tags: { 'privateapi.dev/allow': 'shop' } });
  }
  return Promise.resolve();
};

const functionArn = (world: World, name: string) => world.account.functions.get(name)!.functionArn;

const applyFunction = (world: World, name: string) => {
  const lambda = { functionArn: functionArn(world, 'check'), mode: 'Token' };
  return world.apply(
    privateApi(world, 'orders', {
      history: { limit: 1 },
      backends: [{ name: 'orders', lambda: { functionArn: functionArn(world, name) } }],
      authorizers: [{ name: 'token', lambda: { ...lambda, identitySources: ['method.request.header.Authorization'] } }],
      authorization: { type: 'Authorizer', authorizer: 'token' },
    }),
  );
};

const createFunction = async (world: World) => {
  await seedFunctions(world);
  await applyFunction(world, 'orders');
  await world.untilReady('orders');
};

/** Only the authorizer's and the wanted backend's function are open. */
const isOpenTo = (world: World, ...names: readonly string[]) =>
  functionNames.every((name) => {
    const statements = [...world.account.functions.get(name)!.policies.values()].flat();
    return statements.length === (names.includes(name) ? 1 : 0);
  });

const onlyOneDeployment = ({ account }: World) =>
  [...account.restApis.values()].every(({ deployments }) => deployments.size === 1);

const withEndpoint = (world: World, settings: object = {}) =>
  privateApi(world, 'orders', {
    endpoint: {
      managed: {
        vpcId: world.vpc.vpcId,
        subnetIds: [world.subnets[0]!.subnetId],
        ingress: { cidrs: ['10.0.1.0/24'] },
        ...settings,
      },
    },
  });

const createWithEndpoint = async (world: World) => {
  await world.apply(withEndpoint(world));
  await world.untilReady('orders');
};

const onlyOneLink = (world: World) => endState(world.account).vpcLinks.length === 1;

const behind = (world: World, balancer: 'web' | 'small') =>
  privateApi(world, 'orders', {
    history: { limit: 1 },
    backends: [{ name: 'orders', loadBalancer: { arn: world.loadBalancers[balancer].loadBalancerArn } }],
  });

export const workloads: readonly Workload[] = [
  {
    name: 'create',
    prepare: () => Promise.resolve(),
    act: (world) => world.apply(privateApi(world, 'orders')),
    isDone: isReady,
  },
  {
    name: 'change a route',
    prepare: create,
    act: (world) =>
      world.apply(
        privateApi(world, 'orders', {
          history: { limit: 1 },
          routes: [{ path: '/new', method: 'ANY', backend: 'orders' }],
        }),
      ),
    isDone: (world) => isReady(world) && onlyOneDeployment(world),
  },
  {
    name: 'move to another load balancer',
    prepare: create,
    act: (world) =>
      world.apply(
        privateApi(world, 'orders', {
          history: { limit: 1 },
          backends: [{ name: 'orders', loadBalancer: { arn: world.loadBalancers.stock.loadBalancerArn } }],
        }),
      ),
    isDone: (world) => isReady(world) && onlyOneLink(world),
  },
  {
    name: 'a Service gets another load balancer',
    prepare: async (world) => {
      const cluster = createKubernetesBackends(world);
      await cluster.service('orders');
      await cluster.status(services, 'orders', { hostname: world.loadBalancers.orders.dnsName });
      const backends = [{ name: 'orders', service: { name: 'orders' } }];
      await world.apply(privateApi(world, 'orders', { history: { limit: 1 }, backends }));
      await world.untilReady('orders');
    },
    act: (world) =>
      createKubernetesBackends(world).status(services, 'orders', { hostname: world.loadBalancers.stock.dnsName }),
    isDone: (world) =>
      isReady(world) &&
      onlyOneLink(world) &&
      world.read('orders')?.status?.vpcLinks?.[0]?.loadBalancerArn === world.loadBalancers.stock.loadBalancerArn,
  },
  {
    name: 'delete',
    prepare: create,
    act: (world) => world.delete('orders'),
    isDone: (world) => world.read('orders') === undefined,
  },
  {
    name: 'create with functions',
    prepare: seedFunctions,
    act: (world) => applyFunction(world, 'orders'),
    isDone: (world) => isReady(world) && isOpenTo(world, 'check', 'orders') && onlyOneDeployment(world),
  },
  {
    name: 'move to another function',
    prepare: createFunction,
    act: (world) => applyFunction(world, 'stock'),
    isDone: (world) => isReady(world) && isOpenTo(world, 'check', 'stock') && onlyOneDeployment(world),
  },
  {
    name: 'delete with functions',
    prepare: createFunction,
    act: (world) => world.delete('orders'),
    isDone: (world) => world.read('orders') === undefined,
  },
  {
    name: 'log calls to another log group',
    prepare: createLogging,
    act: (world) => world.apply(privateApi(world, 'orders', logsTo('shop/other'))),
    isDone: (world) => isReady(world) && world.account.logGroups.size === 1,
  },
  {
    name: 'delete with a log group',
    prepare: createLogging,
    act: (world) => world.delete('orders'),
    isDone: (world) => world.read('orders') === undefined,
  },
  {
    name: 'create with a managed endpoint',
    prepare: () => Promise.resolve(),
    act: (world) => world.apply(withEndpoint(world)),
    isDone: isReady,
  },
  {
    name: 'change a managed endpoint',
    prepare: createWithEndpoint,
    act: (world) => world.apply(withEndpoint(world, { privateDns: true, ingress: { cidrs: ['10.0.2.0/24'] } })),
    isDone: isReady,
  },
  {
    name: 'delete with a managed endpoint',
    prepare: createWithEndpoint,
    act: (world) => world.delete('orders'),
    isDone: (world) => world.read('orders') === undefined,
  },
  {
    name: 'create behind an Application Load Balancer',
    prepare: () => Promise.resolve(),
    act: (world) => world.apply(behind(world, 'web')),
    isDone: isReady,
  },
  {
    name: 'move to a V2 link in other subnets',
    prepare: async (world) => {
      await world.apply(behind(world, 'web'));
      await world.untilReady('orders');
    },
    act: (world) => world.apply(behind(world, 'small')),
    isDone: (world) => {
      const { vpcLinksV2, securityGroups } = endState(world.account);
      const linkGroups = securityGroups.filter(({ tags }) => tags['privateapi.dev/role'] === 'VpcLinkSecurityGroup');
      return isReady(world) && vpcLinksV2.length === 1 && linkGroups.length === 1;
    },
  },
  {
    name: 'delete behind an Application Load Balancer',
    prepare: async (world) => {
      await world.apply(behind(world, 'web'));
      await world.untilReady('orders');
    },
    act: (world) => world.delete('orders'),
    isDone: (world) => world.read('orders') === undefined,
  },
];
