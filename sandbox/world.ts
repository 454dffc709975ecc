import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import type { LoggedCall } from './aws/call-log.ts';
import { createDataPlane } from './aws/data-plane/invoke.ts';
import { createAwsEmulator } from './aws/emulator.ts';
import type { AwsEmulator } from './aws/emulator.ts';
import { createSdkRequestHandler } from './aws/sdk-request-handler.ts';
import {
  seedAccount,
  seedFunction,
  seedLoadBalancer,
  seedPrincipal,
  seedSubnet,
  seedVpc,
  seedVpcEndpoint,
} from './aws/seed.ts';
import type { AwsSettings } from './aws/settings.ts';
import type { PolicyDocument, Principal } from './aws/state.ts';
import { listen } from './listen.ts';
import { seedNeighbours } from './neighbours.ts';

export const region = 'eu-west-1';
export const accountId = '111122223333';
/** Where the objects of the story live: what AWS holds for it is tagged with this name. */
export const namespace = 'shop';

/** An AWS account on this machine: two VPCs, the people in it, and a backend that really answers. */
export type World = Awaited<ReturnType<typeof startWorld>>;

export async function startWorld(settings: Partial<AwsSettings>) {
  const aws = createAwsEmulator({ clock: Date, settings });
  const account = seedAccount(aws, { accountId, region });
  account.cloudwatchRoleArn = `arn:aws:iam::${accountId}:role/api-gateway-logs`;
  const backend = await startBackend();
  // What deploy/samples/lambda.yaml names.
  seedFunction(aws, account, { name: 'orders', tags: { 'privateapi.dev/allow': namespace } });
  const shop = seedNetwork({ name: 'shop', addressPrefix: '10.0', tags: { 'privateapi.dev/allow': namespace } });
  // With private DNS, the names of all APIs lead to the bank's own endpoint from inside its VPC.
  const bank = seedNetwork({ name: 'bank', addressPrefix: '10.1', privateDnsEnabled: true });
  const principals = seedPrincipals(aws);
  const peoplesApiGateway = createPeoplesClient(aws, principals.administrator);
  await withoutWaiting(aws, settings, () =>
    seedNeighbours(peoplesApiGateway, {
      vpcEndpointId: bank.endpoint.vpcEndpointId,
      loadBalancerArn: bank.loadBalancer.loadBalancerArn,
    }),
  );

  // The emulator's log knows accounts only; whose call it was follows from the key that signed it.
  const signer = new AsyncLocalStorage<'operator' | 'people'>();
  const operatorCalls: LoggedCall[] = [];
  aws.onCall((call) => {
    if (signer.getStore() === 'operator') operatorCalls.push(call);
  });
  const listening = await listen((request) => {
    const isOperators = request.headers['authorization']?.includes(principals.operator.accessKeyId) === true;
    return signer.run(isOperators ? 'operator' : 'people', () => aws.handle(request));
  });

  return {
    aws,
    account,
    /** For AWS_ENDPOINT_URL. */
    url: listening.url,
    backend,
    shop,
    bank,
    principals,
    dataPlane: createDataPlane({ state: aws.state, clock: Date }),
    /** AWS calls of the operator, in order; only grows. */
    operatorCalls: operatorCalls as readonly LoggedCall[],
    /** The AWS SDK in the hands of an administrator. */
    peoplesApiGateway,
    async stop(): Promise<void> {
      peoplesApiGateway.destroy();
      await Promise.all([listening.close(), backend.close()]);
    },
  };

  /** A VPC with an endpoint for execute-api, a load balancer before the backend, and somebody in it who makes calls. */
  function seedNetwork(options: {
    name: string;
    addressPrefix: string;
    tags?: Record<string, string>;
    privateDnsEnabled?: boolean;
  }) {
    const { name, addressPrefix, tags = {}, privateDnsEnabled = false } = options;
    const vpc = seedVpc(aws, account, { cidrBlock: `${addressPrefix}.0.0/16`, tags: { Name: name } });
    const { vpcId } = vpc;
    const { subnetId } = seedSubnet(aws, account, { vpcId, cidrBlock: `${addressPrefix}.1.0/24` });
    const subnetIds = [subnetId];
    return {
      vpc,
      endpoint: seedVpcEndpoint(aws, account, { vpcId, subnetIds, privateDnsEnabled, tags }),
      loadBalancer: seedLoadBalancer(aws, account, {
        name,
        vpcId,
        subnetIds,
        listeners: [{ port: 80, target: backend.url }],
        tags,
      }),
      caller: { vpcId, address: `${addressPrefix}.1.20`, accountId },
    };
  }
}

/** Answers with what reached it. */
async function startBackend() {
  let requests = 0;
  const listening = await listen(({ method, path, headers }) => {
    requests += 1;
    const body = JSON.stringify({ backend: 'shop', method, path, headers });
    return Promise.resolve({ status: 200, headers: { 'content-type': 'application/json' }, body });
  });
  return { url: listening.url, close: () => listening.close(), requests: () => requests };
}

function seedPrincipals(aws: AwsEmulator) {
  const shippedPolicy = readFileSync(new URL('../deploy/iam/policy.json', import.meta.url), 'utf8');
  const role = (name: string, ...policies: PolicyDocument[]): Principal =>
    seedPrincipal(aws, { accountId, name: `role/${name}`, policies });
  const invoke = `arn:aws:execute-api:${region}:${accountId}:*/prod/*`;
  return {
    operator: role('private-api-operator', JSON.parse(shippedPolicy) as PolicyDocument),
    administrator: role('administrator', { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }),
    allowed: role('web-shop', { Statement: { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: invoke } }),
    withoutPermission: role('newsletter'),
  };
}

function createPeoplesClient(aws: AwsEmulator, { accessKeyId, secretAccessKey }: Principal): APIGatewayClient {
  return new APIGatewayClient({
    region,
    credentials: { accessKeyId, secretAccessKey },
    requestHandler: createSdkRequestHandler(aws.handle),
  });
}

/** What was there long before has finished its states that take time. */
async function withoutWaiting(
  aws: AwsEmulator,
  settings: Partial<AwsSettings>,
  seed: () => Promise<void>,
): Promise<void> {
  aws.settings.vpcLinkPendingMs = 0;
  await seed();
  Object.assign(aws.settings, settings);
}
