import { readFileSync } from 'node:fs';
import { jest } from '@jest/globals';
import { parse } from 'yaml';
import { createAwsEmulator } from '../../sandbox/aws/emulator.ts';
import type { LoggedCall } from '../../sandbox/aws/call-log.ts';
import { createSdkRequestHandler } from '../../sandbox/aws/sdk-request-handler.ts';
import { presentVpcEndpoints } from '../../sandbox/aws/ec2/vpc-endpoint-states.ts';
import {
  seedAccount,
  seedLoadBalancer,
  seedPrincipal,
  seedSecurityGroup,
  seedSubnet,
  seedVpc,
  seedVpcEndpoint,
} from '../../sandbox/aws/seed.ts';
import type { AwsSettings } from '../../sandbox/aws/settings.ts';
import type { RegionalState } from '../../sandbox/aws/state.ts';
import { createInMemoryKubernetes } from '../../sandbox/cluster/in-memory-api.ts';
import type { RequestLogEntry } from '../../sandbox/cluster/in-memory-api.ts';
import { ConnectionLost } from '../../sandbox/http.ts';
import type { HttpFunction } from '../../sandbox/http.ts';
import { createDispatcher } from '../../sandbox/undici-dispatcher.ts';
import type { PrivateApi } from '../../src/api/private-api.ts';
import { systemClock } from '../../src/clock.ts';
import { parseConfig } from '../../src/config.ts';
import { createKubernetesClient } from '../../src/kubernetes/client.ts';
import type { Connection } from '../../src/kubernetes/connection.ts';
import { privateApis } from '../../src/kubernetes-port.ts';
import { createMetrics } from '../../src/metrics.ts';
import { createOperator } from '../../src/operator.ts';
import { createQuietLogger } from '../kubernetes/quiet-logger.ts';
import { seededRandom } from '../kubernetes/seeded-random.ts';
import { pass, quiet } from '../kubernetes/virtual-time.ts';
import { checkSafety } from './safety.ts';

export const crd = parse(readFileSync(new URL('../../crds/privateapis.yaml', import.meta.url), 'utf8')) as object;
const accountId = '111122223333';
export const clusterId = 'cluster-one';

/** Called around every AWS and Kubernetes write of an operator; may kill it. */
export type WriteHook = (write: { system: 'aws' | 'kubernetes'; name: string; when: 'before' | 'after' }) => void;

export type World = Awaited<ReturnType<typeof createWorld>>;

/** AWS, Kubernetes and operators in one process and in virtual time: no socket is opened, no second is waited for. */
export async function createWorld({
  flags = [],
  settings = {},
  definition = crd,
  throughAws = (handle) => handle,
  partition = 'aws',
  region = 'eu-west-1',
}: {
  flags?: readonly string[];
  settings?: Partial<AwsSettings>;
  definition?: object;
  partition?: string;
  region?: string;
  /** What stands between operators and AWS. */
  throughAws?: (handle: HttpFunction) => HttpFunction;
} = {}) {
  const aws = createAwsEmulator({ clock: systemClock, settings, partition });
  const kubernetes = createInMemoryKubernetes({ clock: systemClock, crds: [definition] });
  const account = seedAccount(aws, { accountId, region });
  const allow = { 'privateapi.dev/allow': 'shop' };
  const vpc = seedVpc(aws, account, { tags: allow });
  const endpoint = seedVpcEndpoint(aws, account, { vpcId: vpc.vpcId });
  // One in each of three zones.
  const subnets = [0, 1, 2].map(() => seedSubnet(aws, account, { vpcId: vpc.vpcId }));
  const subnetIds = subnets.map(({ subnetId }) => subnetId);
  const callers = seedSecurityGroup(aws, account, { vpcId: vpc.vpcId, groupName: 'callers' });
  const otherVpc = seedVpc(aws, account, { tags: { 'privateapi.dev/allow': 'bank' } });
  const otherEndpoint = seedVpcEndpoint(aws, account, { vpcId: otherVpc.vpcId });
  const balancer = (name: string, tags: Record<string, string> = allow) =>
    seedLoadBalancer(aws, account, {
      name,
      vpcId: vpc.vpcId,
      subnetIds,
      listeners: [{ port: 80, target: 'http://127.0.0.1:1' }],
      tags,
    });
  // An Application Load Balancer always has a security group, and lets in what its owner says.
  const behindLinks = seedSecurityGroup(aws, account, {
    vpcId: vpc.vpcId,
    groupName: 'web',
    ingress: [80, 81].map((port) => ({ protocol: 'tcp', fromPort: port, toPort: port, peer: '10.0.0.0/16' })),
  });
  const applicationBalancer = (name: string, subnetCount = 3) =>
    seedLoadBalancer(aws, account, {
      name,
      type: 'application',
      vpcId: vpc.vpcId,
      subnetIds: subnetIds.slice(0, subnetCount),
      securityGroupIds: [behindLinks.groupId],
      listeners: [80, 81].map((port) => ({ port, target: 'http://127.0.0.1:1' })),
      tags: allow,
    });
  const loadBalancers = {
    orders: balancer('orders'),
    stock: balancer('stock'),
    bank: balancer('bank', { 'privateapi.dev/allow': 'bank' }),
    web: applicationBalancer('web'),
    docs: applicationBalancer('docs'),
    /** In two of the three zones. */
    small: applicationBalancer('small', 2),
  };
  const operatorPrincipal = seedPrincipal(aws, {
    accountId,
    name: 'role/private-api-operator',
    policies: [{ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }],
  });
  /** What the operator signs with from its next call on. */
  const credentials = {
    accessKeyId: operatorPrincipal.accessKeyId,
    secretAccessKey: operatorPrincipal.secretAccessKey,
  };
  const violations: string[] = [];
  aws.onMutation((mutation) => violations.push(...checkSafety(aws.state, mutation)));

  const person = createKubernetesClient({
    connection: connectionTo(kubernetes.handleUnobserved),
    clock: systemClock,
    userAgent: 'kubectl',
    metrics: createMetrics({ version: 'test' }),
    log: createQuietLogger(),
  });
  for (const name of ['shop', 'bank', 'private-api-system']) {
    await person.create(
      { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false },
      { metadata: { name } },
    );
  }

  /** Starts an operator process. `kill` is SIGKILL: whatever it does from then on reaches nobody. */
  function startOperator(hook: WriteHook = () => undefined) {
    let alive = true;
    let running = Promise.withResolvers<void>();
    running.resolve();
    const stopping = new AbortController();
    const kill = () => {
      alive = false;
      stopping.abort(new Error('killed'));
    };
    /** A dead process sends nothing and hears nothing. */
    const gate =
      (
        system: 'aws' | 'kubernetes',
        fn: HttpFunction,
        nameOf: (request: Parameters<HttpFunction>[0]) => string | undefined,
      ): HttpFunction =>
      async (request) => {
        await running.promise;
        if (!alive) throw new ConnectionLost('the process is dead');
        const name = nameOf(request);
        if (name !== undefined) hook({ system, name, when: 'before' });
        if (!alive) throw new ConnectionLost('the process is dead');
        const response = await fn(request);
        if (name !== undefined) hook({ system, name, when: 'after' });
        await running.promise;
        if (!alive) throw new ConnectionLost('the process is dead');
        return response;
      };
    const log = createQuietLogger();
    const operator = createOperator({
      config: parseConfig(
        [`--cluster-id=${clusterId}`, `--identity=operator-${(started += 1)}`, ...flags],
        { AWS_REGION: region },
        'host',
      ),
      connection: connectionTo(gate('kubernetes', kubernetes.handle, kubernetesWriteName)),
      metrics: createMetrics({ version: 'test' }),
      log: { ...log, child: () => log },
      clock: systemClock,
      random: seededRandom(started),
      version: 'test',
      awsOverrides: {
        requestHandler: createSdkRequestHandler(gate('aws', throughAws(aws.handle), awsWriteName)) as never,
        // About to expire, so that the SDK asks for them each time.
        credentials: () => Promise.resolve({ ...credentials, expiration: new Date() }),
      },
    });
    const ended = operator.run(stopping.signal);
    ended.catch(() => undefined);
    return {
      kill,
      stop: () => stopping.abort(new Error('SIGTERM')),
      /** As SIGSTOP, seen from outside: nothing leaves the process and nothing reaches it until it is resumed. */
      pause: () => (running = Promise.withResolvers<void>()),
      resume: () => running.resolve(),
      ended,
      log,
      operator,
    };
  }
  let started = 0;

  return {
    aws,
    kubernetes,
    account,
    vpc,
    endpoint,
    subnets,
    callers,
    otherVpc,
    otherEndpoint,
    loadBalancers,
    credentials,
    person,
    startOperator,
    violations,

    /** As `kubectl apply`. */
    apply: (object: object) =>
      person.apply<PrivateApi>(privateApis, object as never, { fieldManager: 'kubectl', force: true }),
    /** A JSON merge patch, of the status too: what anybody with such rights may write. */
    async patch(name: string, patch: object, subresource = '', namespace = 'shop'): Promise<void> {
      const { status, body } = await kubernetes.handleUnobserved({
        method: 'PATCH',
        path: `/apis/privateapi.dev/v1alpha1/namespaces/${namespace}/privateapis/${name}${subresource}`,
        headers: { 'content-type': 'application/merge-patch+json' },
        body: Buffer.from(JSON.stringify(patch)),
        signal: new AbortController().signal,
      });
      if (status !== 200) throw new Error(`patch answered ${status}: ${JSON.stringify(body)}`);
    },
    delete: (name: string, namespace = 'shop') => person.delete(privateApis, { namespace, name }),
    read: (name: string, namespace = 'shop') =>
      kubernetes.object('privateapis', namespace, name) as unknown as PrivateApi | undefined,
    condition(name: string, type: string, namespace = 'shop') {
      return this.read(name, namespace)?.status?.conditions?.find((condition) => condition.type === type);
    },
    awsWrites: (since = 0) =>
      aws.log.filter(({ kind, sequence }) => kind === 'write' && sequence > since).map(({ operation }) => operation),
    awsCalls: () => aws.log.length,
    /** Writes to PrivateApis, Lease and events counted apart. */
    objectWrites: (since = 0) =>
      kubernetes.log.slice(since).filter(({ write, resource }) => write && resource === 'privateapis'),

    /** Lets virtual time pass until the condition holds; fails the test when it does not within `limitMs`. */
    async until(condition: () => boolean, what: () => string, limitMs = 45 * 60_000): Promise<void> {
      const startedAt = Date.now();
      while (!condition()) {
        if (Date.now() - startedAt > limitMs) throw new Error(`not within ${limitMs / 60_000} min: ${what()}`);
        await pass(2_500);
      }
    },
    async untilReady(name: string, namespace = 'shop'): Promise<void> {
      await this.until(
        () => {
          const object = this.read(name, namespace);
          const ready = this.condition(name, 'Ready', namespace);
          return ready?.status === 'True' && ready.observedGeneration === object?.metadata.generation;
        },
        () => `${name} is Ready; it is ${JSON.stringify(this.condition(name, 'Ready', namespace))}`,
      );
    },
    pass,
    quiet,
  };
}

/** A valid object; `spec` overrides what the case is about. */
export function privateApi(
  world: Pick<World, 'endpoint' | 'loadBalancers'>,
  name: string,
  spec: object = {},
  namespace = 'shop',
) {
  return {
    apiVersion: 'privateapi.dev/v1alpha1',
    kind: 'PrivateApi',
    metadata: { name, namespace },
    spec: {
      endpoint: { existing: { vpcEndpointIds: [world.endpoint.vpcEndpointId] } },
      backends: [{ name: 'orders', loadBalancer: { arn: world.loadBalancers.orders.loadBalancerArn } }],
      routes: [
        { path: '/orders', method: 'GET', backend: 'orders' },
        { path: '/orders/{id}', method: 'GET', backend: 'orders' },
      ],
      ...spec,
    },
  };
}

/** What AWS holds, without what only time and chance decide: two runs that ended alike compare equal. */
export function endState(account: RegionalState) {
  const { restApis, vpcLinks, vpcLinksV2, securityGroups, logGroups, functions } = account;
  const { domainNames, accessAssociations } = account;
  const isMade = (id: string) => account.vpcEndpoints.get(id)?.tags['privateapi.dev/role'] === 'VpcEndpoint';
  return {
    restApis: [...restApis.values()].map((api) => ({
      name: api.name,
      description: api.description,
      endpointConfiguration: {
        ...api.endpointConfiguration,
        // The id of an endpoint that was made is chance.
        vpcEndpointIds: (api.endpointConfiguration.vpcEndpointIds ?? []).map((id) => (isMade(id) ? 'made' : id)),
      },
      tags: withoutUid(api.tags),
      routes: [...api.resources.values()]
        .flatMap(({ path, methods }) => [...methods.keys()].map((verb) => `${verb} ${path}`))
        .sort(),
      stages: [...api.stages.values()].map(
        ({ stageName, variables, description, tags, deploymentId, ...settings }) => ({
          stageName,
          tracing: settings.tracingEnabled,
          accessLog: settings.accessLogSettings,
          methodSettings: Object.fromEntries(settings.methodSettings),
          variables,
          description,
          tags: withoutUid(tags),
          // Without hashes of what has ids of chance: the links (where they lead is in the methods) and made endpoints.
          served: (api.endpointConfiguration.vpcEndpointIds ?? []).some(isMade)
            ? 'with a managed endpoint'
            : api.deployments.get(deploymentId)!.description?.replace(/ links=.*/u, ''),
          methods: api.deployments
            .get(deploymentId)!
            .snapshot.methods.map(
              ({ path, method }) =>
                `${method.httpMethod} ${path} -> ${method.integration?.integrationTarget ?? vpcLinks.get(method.integration?.connectionId ?? '')?.targetArns.join() ?? method.integration?.uri}`,
            ),
        }),
      ),
      deployments: api.deployments.size,
    })),
    permissions: [...functions.values()].flatMap(({ functionName, policies }) =>
      [...policies.values()].flat().map(({ Principal: principal, Condition: condition }) => ({
        functionName,
        principal,
        // Without the id of the API, which is chance.
        condition: JSON.stringify(condition).replace(/:[a-z0-9]{10}\//u, ':ID/'),
      })),
    ),
    vpcEndpoints: presentVpcEndpoints(account, Date.now()).map((endpoint) => ({
      subnetIds: endpoint.subnetIds,
      privateDns: endpoint.privateDnsEnabled,
      groups: endpoint.securityGroupIds.map((id) => account.securityGroups.get(id)?.groupName),
      policy: endpoint.policy,
      tags: endpoint.tags,
    })),
    securityGroups: [...account.securityGroups.values()].map(({ groupName, ingress, egress, tags }) => ({
      groupName,
      ingress: [...ingress].sort((a, b) => (a.peer < b.peer ? -1 : 1)),
      egress,
      tags,
    })),
    logGroups: [...logGroups.values()].map(({ logGroupName, retentionInDays, kmsKeyId, tags }) => ({
      logGroupName,
      retentionInDays,
      kmsKeyId,
      tags: withoutUid(tags),
    })),
    vpcLinks: [...vpcLinks.values()]
      .filter(({ deletedAt }) => deletedAt === undefined || deletedAt > Date.now())
      .map(({ name, targetArns, tags }) => ({ name, targetArns, tags })),
    vpcLinksV2: [...vpcLinksV2.values()]
      .filter(({ deletedAt }) => deletedAt === undefined || deletedAt > Date.now())
      .map(({ name, subnetIds, securityGroupIds, tags }) => ({
        name,
        subnetIds,
        groups: securityGroupIds.map((id) => securityGroups.get(id)?.groupName),
        tags,
      })),
    domainNames: [...domainNames.values()].map(({ arn, name, certificateArn, mappings, tags }) => ({
      name,
      certificateArn,
      mappings: [...mappings].map(([basePath, { restApiId, stage }]) => [basePath, restApis.has(restApiId), stage]),
      tags: withoutUid(tags),
      associations: [...accessAssociations.values()]
        .filter(({ domainArn }) => domainArn === arn)
        .map((association) => ({
          vpcEndpointId: isMade(association.vpcEndpointId) ? 'made' : association.vpcEndpointId,
          tags: withoutUid(association.tags),
        })),
    })),
  };
}

export function withoutUid(tags: Readonly<Record<string, string>>): object {
  return { ...tags, 'privateapi.dev/uid': tags['privateapi.dev/uid'] === undefined ? undefined : 'uid' };
}

function connectionTo(fn: HttpFunction): Connection {
  const dispatcher = createDispatcher(fn);
  return {
    server: 'https://kubernetes.test',
    dispatcher,
    headers: () => Promise.resolve({ authorization: 'Bearer test' }),
    close: () => dispatcher.close(),
  };
}

/** Reads of API Gateway, Lambda and Route 53 are all GET; every call of EC2 is a POST, with its name in the form. */
function awsWriteName({
  method,
  path,
  headers,
  body,
}: {
  method: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}): string | undefined {
  const isFor = (service: string) => headers.authorization?.includes(`/${service}/`) === true;
  if (['apigateway', 'lambda', 'route53'].some(isFor) && method !== 'GET') return `${method} ${path.split('?')[0]}`;
  const action = isFor('ec2') ? (new URLSearchParams(new TextDecoder().decode(body)).get('Action') ?? '') : '';
  return action === '' || action.startsWith('Describe') ? undefined : action;
}

function kubernetesWriteName({ method, path }: { method: string; path: string }): string | undefined {
  return method !== 'GET' && path.includes('/privateapis/') ? `${method} ${path.split('?')[0]}` : undefined;
}

export function useVirtualTime(): void {
  jest.useFakeTimers({
    doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'],
    now: Date.parse('2026-01-01T00:00:00Z'),
  });
}

export type { LoggedCall, RequestLogEntry };
