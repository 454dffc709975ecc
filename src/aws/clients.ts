import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { STSClient } from '@aws-sdk/client-sts';

type ClientConfig = NonNullable<ConstructorParameters<typeof APIGatewayClient>[0]>;

/** What tests replace; production leaves it empty and takes everything from the environment, as AWS's tools do. */
export type ClientOverrides = Pick<ClientConfig, 'requestHandler' | 'credentials'>;

export interface AwsClients {
  /** Retries what AWS throttles. */
  readonly apiGatewayReads: APIGatewayClient;
  /** Sends each request once: no create of API Gateway has a client token, and a repeated one would be a duplicate. */
  readonly apiGatewayWrites: APIGatewayClient;
  readonly apiGatewayV2Reads: ApiGatewayV2Client;
  /** Sends each request once, as all writes. */
  readonly apiGatewayV2Writes: ApiGatewayV2Client;
  readonly logsReads: CloudWatchLogsClient;
  /** Sends each request once, as all writes. */
  readonly logsWrites: CloudWatchLogsClient;
  readonly lambdaReads: LambdaClient;
  /** Sends each request once, as all writes. */
  readonly lambdaWrites: LambdaClient;
  readonly ec2: EC2Client;
  /** Sends each request once, as all writes. */
  readonly ec2Writes: EC2Client;
  readonly loadBalancing: ElasticLoadBalancingV2Client;
  readonly sts: STSClient;
  readonly tagging: ResourceGroupsTaggingAPIClient;
  close(): void;
}

export function createAwsClients(region: string, userAgent: string, overrides: ClientOverrides): AwsClients {
  const first = new APIGatewayClient({ ...shared(), maxAttempts: 3 });
  // One credential provider for all: each would otherwise assume the role by itself.
  const config = { ...shared(), credentials: first.config.credentials };
  const clients = {
    apiGatewayReads: first,
    apiGatewayWrites: new APIGatewayClient({ ...config, maxAttempts: 1 }),
    apiGatewayV2Reads: new ApiGatewayV2Client({ ...config, maxAttempts: 3 }),
    apiGatewayV2Writes: new ApiGatewayV2Client({ ...config, maxAttempts: 1 }),
    logsReads: new CloudWatchLogsClient({ ...config, maxAttempts: 3 }),
    logsWrites: new CloudWatchLogsClient({ ...config, maxAttempts: 1 }),
    lambdaReads: new LambdaClient({ ...config, maxAttempts: 3 }),
    lambdaWrites: new LambdaClient({ ...config, maxAttempts: 1 }),
    ec2: new EC2Client({ ...config, maxAttempts: 3 }),
    ec2Writes: new EC2Client({ ...config, maxAttempts: 1 }),
    loadBalancing: new ElasticLoadBalancingV2Client({ ...config, maxAttempts: 3 }),
    sts: new STSClient({ ...config, maxAttempts: 3 }),
    tagging: new ResourceGroupsTaggingAPIClient({ ...config, maxAttempts: 3 }),
  };
  return { ...clients, close: () => Object.values(clients).forEach((client) => client.destroy()) };

  function shared() {
    return {
      region,
      customUserAgent: userAgent,
      // Shorter than the grace time of a create, so that a late one has landed before another is tried.
      requestHandler: { connectionTimeout: 3_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
      ...overrides,
    };
  }
}
