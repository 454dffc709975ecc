import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { STSClient } from '@aws-sdk/client-sts';
import { createAwsEmulator } from '../../../sandbox/aws/emulator.ts';
import type { AwsEmulator, AwsEmulatorOptions } from '../../../sandbox/aws/emulator.ts';
import { createSdkRequestHandler } from '../../../sandbox/aws/sdk-request-handler.ts';
import {
  seedAccount,
  seedFunction,
  seedLoadBalancer,
  seedPrincipal,
  seedSubnet,
  seedVpc,
  seedVpcEndpoint,
} from '../../../sandbox/aws/seed.ts';
import type { Principal, RegionalState } from '../../../sandbox/aws/state.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

export type TestWorld = ReturnType<typeof createTestWorld>;

/** An emulator with one account, VPC, endpoint and network load balancer, and SDK clients that reach it in process. */
export function createTestWorld(options: Partial<AwsEmulatorOptions> = {}) {
  const emulator = createAwsEmulator({ clock: { now: () => Date.now() }, ...options });
  const region: RegionalState = seedAccount(emulator, { accountId: ACCOUNT, region: REGION });
  const principal = seedPrincipal(emulator, { accountId: ACCOUNT, name: 'role/operator' });
  const vpc = seedVpc(emulator, region, { tags: { team: 'platform' } });
  const subnet = seedSubnet(emulator, region, { vpcId: vpc.vpcId });
  const endpoint = seedVpcEndpoint(emulator, region, { vpcId: vpc.vpcId, subnetIds: [subnet.subnetId] });
  const loadBalancer = seedLoadBalancer(emulator, region, {
    name: 'orders',
    vpcId: vpc.vpcId,
    subnetIds: [subnet.subnetId],
    listeners: [{ port: 80, target: 'http://127.0.0.1:1' }],
    tags: { 'privateapi.dev/allow': '*' },
  });
  const checkToken = seedFunction(emulator, region, { name: 'check-token' });
  return {
    emulator,
    region,
    checkToken,
    principal,
    vpc,
    subnet,
    endpoint,
    loadBalancer,
    ...createClients(emulator, principal),
  };
}

/** Unmodified SDK clients without retries, so that each command is one call. */
export function createClients(emulator: AwsEmulator, principal: Principal) {
  const settings = {
    region: REGION,
    credentials: { accessKeyId: principal.accessKeyId, secretAccessKey: principal.secretAccessKey },
    requestHandler: createSdkRequestHandler(emulator.handle),
    maxAttempts: 1,
  };
  return {
    apiGateway: new APIGatewayClient(settings),
    logs: new CloudWatchLogsClient(settings),
    lambda: new LambdaClient(settings),
    ec2: new EC2Client(settings),
    loadBalancing: new ElasticLoadBalancingV2Client(settings),
    sts: new STSClient(settings),
    tagging: new ResourceGroupsTaggingAPIClient(settings),
  };
}

/** A resource policy that lets in one endpoint only. */
export const restrictingPolicy = (vpcEndpointId: string) => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' },
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 'execute-api:Invoke',
      Resource: 'execute-api:/*',
      Condition: { StringNotEquals: { 'aws:SourceVpce': vpcEndpointId } },
    },
  ],
});

/** A document with one private integration, and all that an overwrite would reset. */
export function privateDocument(options: { endpointId: string; linkId: string; policy?: object; path?: string }) {
  return {
    openapi: '3.0.1',
    info: { title: 'orders', version: '1' },
    servers: [{ url: '/', 'x-amazon-apigateway-endpoint-configuration': { vpcEndpointIds: [options.endpointId] } }],
    'x-amazon-apigateway-policy': options.policy ?? restrictingPolicy(options.endpointId),
    components: {
      securitySchemes: {
        sigv4: { type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' },
      },
    },
    paths: {
      [options.path ?? '/orders/{id}']: {
        get: {
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          security: [{ sigv4: [] }],
          'x-amazon-apigateway-integration': {
            type: 'http_proxy',
            httpMethod: 'GET',
            uri: 'http://orders.internal/orders/{id}',
            connectionType: 'VPC_LINK',
            connectionId: options.linkId,
            requestParameters: { 'integration.request.path.id': 'method.request.path.id' },
          },
        },
      },
    },
  };
}
