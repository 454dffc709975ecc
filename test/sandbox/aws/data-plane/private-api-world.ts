import type { Caller } from '../../../../sandbox/aws/data-plane/network-interface.ts';
import type {
  AwsState,
  DeployedApi,
  DeployedMethod,
  Integration,
  Method,
  PolicyDocument,
  PolicyStatement,
  Principal,
  RegionalState,
  VpcEndpoint,
} from '../../../../sandbox/aws/state.ts';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const REGION = 'eu-west-1';
export const NOW = Date.UTC(2026, 0, 15, 12);
export const API = 'abcde12345';
export const ENDPOINT = 'vpce-0a1b2c3d4e5f60718';
export const FOREIGN_ENDPOINT = 'vpce-0f0f0f0f0f0f0f0f0';
export const LINK = 'lnk001';
export const PLAIN_HOST = `${API}.execute-api.${REGION}.amazonaws.com`;
export const ALIAS_HOST = `${API}-${ENDPOINT}.execute-api.${REGION}.amazonaws.com`;
export const ENDPOINT_HOST = `${ENDPOINT}-1a2b3c4d.execute-api.${REGION}.vpce.amazonaws.com`;
export const FOREIGN_ENDPOINT_HOST = `${FOREIGN_ENDPOINT}-9z9z9z9z.execute-api.${REGION}.vpce.amazonaws.com`;

const NLB = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:loadbalancer/net/orders/50dc6c495c0c9188`;

/** In the VPC whose endpoint the API names; in another VPC of the other account; in a VPC with no endpoint at all. */
export const callers = {
  inside: { vpcId: 'vpc-inside', address: '10.0.1.20', accountId: ACCOUNT },
  foreign: { vpcId: 'vpc-foreign', address: '10.9.1.20', accountId: OTHER_ACCOUNT },
  elsewhere: { vpcId: 'vpc-elsewhere', address: '10.5.1.20', accountId: ACCOUNT },
  internet: 'internet',
} as const satisfies Record<string, Caller>;

export const everything: PolicyDocument = {
  Statement: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
};

export function principal(name: string, accountId: string, ...statements: PolicyStatement[]): Principal {
  return {
    arn: `arn:aws:iam::${accountId}:role/${name}`,
    accountId,
    accessKeyId: `AKIA${name.toUpperCase()}`,
    secretAccessKey: `secret of ${name}`,
    policies: [{ Statement: statements }],
  };
}

export const mayInvoke: PolicyStatement = { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' };
export const allowed = principal('allowed', ACCOUNT, mayInvoke);
export const unprivileged = principal('unprivileged', ACCOUNT);
export const stranger = principal('stranger', OTHER_ACCOUNT, mayInvoke);

/** What the operator writes for IAM routes: the own account decides, and only the named endpoint passes. */
export const restrictingPolicy: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'execute-api:Invoke', Resource: onApi('*/*/orders*') },
    { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: onApi('*/GET/open*') },
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 'execute-api:Invoke',
      Resource: onApi('*'),
      Condition: { StringNotEquals: { 'aws:SourceVpce': ENDPOINT } },
    },
  ],
};

export function onApi(path: string): string {
  return `arn:aws:execute-api:${REGION}:${ACCOUNT}:${API}/${path}`;
}

export function deployedMethod(
  path: string,
  httpMethod: string,
  options: { integration?: Partial<Integration> | undefined } & Partial<Omit<Method, 'integration'>> = {},
): DeployedMethod {
  const { integration, ...method } = options;
  return {
    path,
    resourceId: path,
    method: {
      httpMethod,
      authorizationType: 'AWS_IAM',
      authorizerId: undefined,
      authorizationScopes: undefined,
      apiKeyRequired: false,
      operationName: undefined,
      requestValidatorId: undefined,
      requestParameters: undefined,
      requestModels: undefined,
      methodResponses: new Map(),
      integration: {
        type: 'HTTP_PROXY',
        httpMethod,
        uri: `http://orders.internal:8080${path}`,
        connectionType: 'VPC_LINK',
        connectionId: LINK,
        credentials: undefined,
        requestParameters: undefined,
        requestTemplates: undefined,
        passthroughBehavior: 'WHEN_NO_MATCH',
        contentHandling: undefined,
        timeoutInMillis: 29_000,
        cacheNamespace: 'none',
        cacheKeyParameters: [],
        tlsConfig: undefined,
        integrationResponses: new Map(),
        ...integration,
      },
      ...method,
    },
  };
}

/** A world of two accounts and three VPCs; `change` is what a case is about. */
export function privateApiWorld(
  change: {
    target?: string;
    listenerProtocol?: string;
    methods?: DeployedMethod[];
    deployed?: Partial<DeployedApi>;
    endpoint?: Partial<VpcEndpoint>;
    variables?: Record<string, string>;
    loadBalancerState?: 'provisioning' | 'active' | 'failed';
    link?: { settlesAt?: number; status?: 'AVAILABLE' | 'FAILED'; deletedAt?: number };
  } = {},
): AwsState {
  const own = regionalState(ACCOUNT);
  const other = regionalState(OTHER_ACCOUNT);
  own.vpcEndpoints.set(ENDPOINT, {
    ...vpcEndpoint(ENDPOINT, 'vpc-inside'),
    privateDnsEnabled: true,
    ...change.endpoint,
  });
  other.vpcEndpoints.set(FOREIGN_ENDPOINT, {
    ...vpcEndpoint(FOREIGN_ENDPOINT, 'vpc-foreign'),
    privateDnsEnabled: true,
  });
  own.loadBalancers.set(NLB, {
    loadBalancerArn: NLB,
    loadBalancerName: 'orders',
    dnsName: `orders.elb.${REGION}.amazonaws.com`,
    type: 'network',
    scheme: 'internal',
    vpcId: 'vpc-inside',
    subnetIds: [],
    securityGroupIds: [],
    state: change.loadBalancerState ?? 'active',
    tags: {},
    listeners: [
      {
        listenerArn: `${NLB}/l1`,
        port: 8080,
        protocol: change.listenerProtocol ?? 'TCP',
        target: change.target ?? 'http://127.0.0.1:9',
      },
    ],
  });
  own.vpcLinks.set(LINK, {
    id: LINK,
    name: 'orders',
    description: undefined,
    targetArns: [NLB],
    tags: {},
    settlesAt: change.link?.settlesAt ?? NOW - 1,
    settlesAs: { status: change.link?.status ?? 'AVAILABLE', message: '' },
    deletedAt: change.link?.deletedAt,
  });
  own.restApis.set(API, restApi(change));
  return {
    partition: 'aws',
    principals: new Map([allowed, unprivileged, stranger].map((known) => [known.accessKeyId, known])),
    organizations: new Map(),
    regions: new Map([own, other].map((regional) => [`${regional.accountId}/${REGION}`, regional])),
  };
}

function restApi(change: {
  methods?: DeployedMethod[];
  deployed?: Partial<DeployedApi>;
  variables?: Record<string, string>;
}) {
  const snapshot: DeployedApi = {
    policy: restrictingPolicy,
    endpointTypes: ['PRIVATE'],
    vpcEndpointIds: [ENDPOINT],
    disableExecuteApiEndpoint: false,
    binaryMediaTypes: [],
    methods: change.methods ?? [
      deployedMethod('/orders', 'GET'),
      deployedMethod('/open', 'GET', { authorizationType: 'NONE' }),
    ],
    ...change.deployed,
  };
  return {
    id: API,
    rootResourceId: 'root',
    createdAt: NOW,
    name: 'orders',
    description: undefined,
    version: undefined,
    apiKeySource: 'HEADER' as const,
    disableExecuteApiEndpoint: false,
    binaryMediaTypes: undefined,
    minimumCompressionSize: undefined,
    endpointConfiguration: { types: ['PRIVATE'], vpcEndpointIds: undefined, ipAddressType: 'dualstack' },
    // What the API holds now is not what callers meet.
    policy: everything,
    tags: {},
    resources: new Map(),
    authorizers: new Map(),
    deployments: new Map([['dep001', { id: 'dep001', createdAt: NOW, description: undefined, snapshot }]]),
    stages: new Map([
      [
        'prod',
        {
          stageName: 'prod',
          createdAt: NOW,
          updatedAt: NOW,
          deploymentId: 'dep001',
          description: undefined,
          documentationVersion: undefined,
          cacheClusterEnabled: false,
          cacheClusterSize: undefined,
          clientCertificateId: undefined,
          tracingEnabled: false,
          variables: change.variables,
          accessLogSettings: undefined,
          methodSettings: new Map(),
          tags: {},
        },
      ],
    ]),
  };
}

function regionalState(accountId: string): RegionalState {
  return {
    accountId,
    region: REGION,
    cloudwatchRoleArn: undefined,
    restApis: new Map(),
    vpcLinks: new Map(),
    vpcLinksV2: new Map(),
    vpcs: new Map(),
    subnets: new Map(),
    securityGroups: new Map(),
    networkInterfaces: new Map(),
    vpcEndpoints: new Map(),
    loadBalancers: new Map(),
    logGroups: new Map(),
    kmsKeys: new Map(),
    taggedResources: new Map(),
    functions: new Map(),
    userPools: new Map(),
  };
}

function vpcEndpoint(vpcEndpointId: string, vpcId: string): VpcEndpoint {
  return {
    vpcEndpointId,
    vpcId,
    serviceName: `com.amazonaws.${REGION}.execute-api`,
    vpcEndpointType: 'Interface',
    state: 'available',
    privateDnsEnabled: false,
    subnetIds: [],
    securityGroupIds: [],
    policy: everything,
    tags: {},
  };
}
