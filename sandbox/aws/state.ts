/**
 * What the emulated AWS holds, as data. The control plane (`api-gateway/`, `ec2.ts`, ...) changes it, the data plane
 * (`data-plane/`) reads it. One RegionalState for each account and Region.
 */
export interface AwsState {
  /** `aws`, `aws-cn`, ... */
  readonly partition: string;
  /** Who may sign requests, by access key id. */
  readonly principals: Map<string, Principal>;
  /** Organization id by account id. */
  readonly organizations: Map<string, string>;
  /** By `${accountId}/${region}`. */
  readonly regions: Map<string, RegionalState>;
}

export interface Principal {
  readonly arn: string;
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Identity policies attached to it; they speak on API calls of the data plane and of the control plane. */
  readonly policies: readonly PolicyDocument[];
}

export interface PolicyDocument {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: PolicyStatement | readonly PolicyStatement[];
}

export type OneOrMany = string | readonly string[];

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, OneOrMany>>;
  readonly NotPrincipal?: '*' | Readonly<Record<string, OneOrMany>>;
  readonly Action?: OneOrMany;
  readonly NotAction?: OneOrMany;
  readonly Resource?: OneOrMany;
  readonly NotResource?: OneOrMany;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMany>>>>;
}

export interface RegionalState {
  readonly accountId: string;
  readonly region: string;
  cloudwatchRoleArn: string | undefined;
  readonly restApis: Map<string, RestApi>;
  readonly vpcLinks: Map<string, VpcLink>;
  readonly vpcLinksV2: Map<string, VpcLinkV2>;
  readonly vpcs: Map<string, Vpc>;
  readonly subnets: Map<string, Subnet>;
  readonly securityGroups: Map<string, SecurityGroup>;
  readonly networkInterfaces: Map<string, NetworkInterface>;
  readonly vpcEndpoints: Map<string, VpcEndpoint>;
  /** By ARN. */
  readonly loadBalancers: Map<string, LoadBalancer>;
  /** By name. */
  readonly logGroups: Map<string, LogGroup>;
  /** By ARN. */
  readonly kmsKeys: Map<string, KmsKey>;
  /** Tags by ARN of what is only referred to: certificates, streams. */
  readonly taggedResources: Map<string, Tags>;
  /** By name. */
  readonly functions: Map<string, LambdaFunction>;
  /** By ARN. */
  readonly userPools: Map<string, UserPool>;
}

export type Tags = Readonly<Record<string, string>>;

export interface RestApi {
  readonly id: string;
  readonly rootResourceId: string;
  readonly createdAt: number;
  name: string;
  description: string | undefined;
  version: string | undefined;
  apiKeySource: 'HEADER' | 'AUTHORIZER';
  disableExecuteApiEndpoint: boolean;
  binaryMediaTypes: string[] | undefined;
  minimumCompressionSize: number | undefined;
  endpointConfiguration: { types: string[]; vpcEndpointIds: string[] | undefined; ipAddressType: string };
  /** Stored with its Resource entries expanded to full ARNs. */
  policy: PolicyDocument | undefined;
  tags: Tags;
  resources: Map<string, Resource>;
  authorizers: Map<string, Authorizer>;
  /** Names of models that methods may refer to; their schemas are not kept. */
  modelNames?: ReadonlySet<string>;
  /** Names of request validators by id. */
  requestValidators?: ReadonlyMap<string, string>;
  /** Customised gateway responses by type. */
  gatewayResponses?: ReadonlyMap<string, GatewayResponse>;
  readonly deployments: Map<string, Deployment>;
  readonly stages: Map<string, Stage>;
}

export interface GatewayResponse {
  readonly statusCode: string | undefined;
  readonly responseParameters: Readonly<Record<string, string>> | undefined;
  readonly responseTemplates: Readonly<Record<string, string>> | undefined;
}

export interface Resource {
  readonly id: string;
  parentId: string | undefined;
  pathPart: string | undefined;
  /** Full path, `/` for the root. */
  path: string;
  /** By verb, `ANY` included. */
  readonly methods: Map<string, Method>;
}

export interface Method {
  readonly httpMethod: string;
  authorizationType: 'NONE' | 'AWS_IAM' | 'CUSTOM' | 'COGNITO_USER_POOLS';
  authorizerId: string | undefined;
  authorizationScopes: string[] | undefined;
  apiKeyRequired: boolean;
  operationName: string | undefined;
  requestValidatorId: string | undefined;
  requestParameters: Record<string, boolean> | undefined;
  requestModels: Record<string, string> | undefined;
  methodResponses: Map<string, MethodResponse>;
  integration: Integration | undefined;
}

export interface MethodResponse {
  readonly statusCode: string;
  responseParameters: Record<string, boolean> | undefined;
  responseModels: Record<string, string> | undefined;
}

export interface Integration {
  type: 'HTTP' | 'HTTP_PROXY' | 'AWS' | 'AWS_PROXY' | 'MOCK';
  httpMethod: string | undefined;
  uri: string | undefined;
  connectionType: 'INTERNET' | 'VPC_LINK' | undefined;
  connectionId: string | undefined;
  /** ARN of the load balancer, for a V2 link. */
  integrationTarget?: string | undefined;
  credentials: string | undefined;
  requestParameters: Record<string, string> | undefined;
  requestTemplates: Record<string, string> | undefined;
  passthroughBehavior: string;
  contentHandling: string | undefined;
  timeoutInMillis: number;
  cacheNamespace: string;
  cacheKeyParameters: string[];
  tlsConfig: { insecureSkipVerification: boolean } | undefined;
  integrationResponses: Map<string, IntegrationResponse>;
}

export interface IntegrationResponse {
  readonly statusCode: string;
  selectionPattern: string | undefined;
  responseParameters: Record<string, string> | undefined;
  responseTemplates: Record<string, string | null> | undefined;
  contentHandling: string | undefined;
}

export interface Authorizer {
  readonly id: string;
  name: string;
  type: 'TOKEN' | 'REQUEST' | 'COGNITO_USER_POOLS';
  authType: string | undefined;
  authorizerUri: string | undefined;
  authorizerCredentials: string | undefined;
  identitySource: string | undefined;
  identityValidationExpression: string | undefined;
  authorizerResultTtlInSeconds: number | undefined;
  providerARNs: string[] | undefined;
}

/** A deployment is an immutable snapshot: what callers meet is this, not the API as it is now. */
export interface Deployment {
  readonly id: string;
  readonly createdAt: number;
  description: string | undefined;
  readonly snapshot: DeployedApi;
}

export interface DeployedApi {
  readonly policy: PolicyDocument | undefined;
  readonly endpointTypes: readonly string[];
  readonly vpcEndpointIds: readonly string[];
  readonly disableExecuteApiEndpoint: boolean;
  readonly binaryMediaTypes: readonly string[];
  readonly minimumCompressionSize?: number | undefined;
  readonly gatewayResponses?: ReadonlyMap<string, GatewayResponse>;
  readonly authorizers?: ReadonlyMap<string, Authorizer>;
  readonly methods: readonly DeployedMethod[];
}

export interface DeployedMethod {
  readonly path: string;
  readonly resourceId: string;
  readonly method: Method;
}

export interface Stage {
  readonly stageName: string;
  readonly createdAt: number;
  updatedAt: number;
  deploymentId: string;
  description: string | undefined;
  documentationVersion: string | undefined;
  cacheClusterEnabled: boolean;
  cacheClusterSize: string | undefined;
  clientCertificateId: string | undefined;
  tracingEnabled: boolean;
  variables: Record<string, string> | undefined;
  accessLogSettings: { destinationArn?: string; format?: string } | undefined;
  /** By `{escaped path}/{VERB}` or `*` + `/*`. */
  readonly methodSettings: Map<string, Record<string, string | number | boolean>>;
  tags: Tags;
}

export type VpcLinkStatus = 'PENDING' | 'AVAILABLE' | 'DELETING' | 'FAILED';

export interface VpcLink {
  readonly id: string;
  name: string;
  description: string | undefined;
  readonly targetArns: readonly string[];
  tags: Tags;
  /** When it leaves PENDING, and for what; `deletedAt` is when a DELETING link is gone. Read through `vpcLinkStatus`. */
  readonly settlesAt: number;
  readonly settlesAs: { status: 'AVAILABLE' | 'FAILED'; message: string };
  deletedAt: number | undefined;
}

export type VpcLinkV2Status = VpcLinkStatus | 'INACTIVE';

/** Read through `vpcLinkV2Status`. */
export interface VpcLinkV2 {
  readonly id: string;
  readonly createdAt: number;
  name: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  tags: Tags;
  /** When it leaves PENDING, and for what. */
  settlesAt: number;
  settlesAs: { status: 'AVAILABLE' | 'FAILED'; message: string };
  deletedAt: number | undefined;
  /** When something was last sent over it. */
  usedAt: number;
  /** Without traffic for so long it is INACTIVE; traffic brings it back, by way of PENDING for `pendingMs`. */
  readonly idleMs: number;
  readonly pendingMs: number;
}

export interface Vpc {
  readonly vpcId: string;
  readonly cidrBlock: string;
  tags: Tags;
}

export interface Subnet {
  readonly subnetId: string;
  readonly vpcId: string;
  readonly cidrBlock: string;
  readonly availabilityZone: string;
  readonly availabilityZoneId: string;
  tags: Tags;
}

export interface SecurityGroup {
  readonly groupId: string;
  readonly groupName: string;
  readonly description: string;
  readonly vpcId: string;
  ingress: SecurityGroupRule[];
  egress: SecurityGroupRule[];
  tags: Tags;
}

/** One rule; EC2 shows those of the same protocol and ports together. */
export interface SecurityGroupRule {
  /** `tcp`, `udp`, `icmp`, a number, or `-1` for all. */
  readonly protocol: string;
  /** Both -1 when the protocol is. */
  readonly fromPort: number;
  readonly toPort: number;
  /** A CIDR in canonical form, or the id of a security group or prefix list. */
  readonly peer: string;
}

/** What endpoints and links put into subnets; while one uses a security group, the group cannot be deleted. */
export interface NetworkInterface {
  readonly networkInterfaceId: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly interfaceType: string;
  readonly description: string;
  securityGroupIds: readonly string[];
  readonly tags: Tags;
  /** When it disappears, in milliseconds since 1970; undefined while what it belongs to lives. */
  goneAt: number | undefined;
}

export interface VpcEndpoint {
  readonly vpcEndpointId: string;
  readonly vpcId: string;
  readonly serviceName: string;
  readonly vpcEndpointType: string;
  /** Lower case on the wire, as AWS sends it: `available`, `pending`, ... */
  state: string;
  privateDnsEnabled: boolean;
  subnetIds: string[];
  securityGroupIds: string[];
  policy: PolicyDocument;
  tags: Tags;
}

export interface LoadBalancer {
  readonly loadBalancerArn: string;
  readonly loadBalancerName: string;
  readonly dnsName: string;
  readonly type: 'network' | 'application';
  readonly scheme: 'internal' | 'internet-facing';
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  state: 'provisioning' | 'active' | 'failed';
  tags: Tags;
  readonly listeners: readonly Listener[];
}

export interface Listener {
  readonly listenerArn: string;
  readonly port: number;
  readonly protocol: string;
  /** The real local backend behind the listener, as `http://127.0.0.1:PORT`. */
  readonly target: string;
}

export interface KmsKey {
  readonly arn: string;
  enabled: boolean;
  /** Whether its key policy lets CloudWatch Logs of its Region use it. */
  admitsLogs: boolean;
  tags: Tags;
}

export interface LogGroup {
  readonly logGroupName: string;
  readonly createdAt: number;
  /** Undefined: for ever. */
  retentionInDays: number | undefined;
  /** ARN of the key that encrypts what comes in. */
  kmsKeyId: string | undefined;
  tags: Tags;
  /** Lines of all its streams, oldest first; `timestamp` is in milliseconds since 1970. */
  readonly events: { readonly timestamp: number; readonly message: string }[];
}

export interface LambdaFunction {
  readonly functionName: string;
  /** Without version or alias. */
  readonly functionArn: string;
  tags: Tags;
  /** Versions and aliases that it may be named by; each has a policy of its own. */
  readonly qualifiers: ReadonlySet<string>;
  /** Statements by qualifier; the empty one is the function itself. */
  readonly policies: Map<string, PolicyStatement[]>;
  /** What it does with an event; an error that it throws is one of the function. */
  handler: (event: unknown) => unknown;
}

/** An Amazon Cognito user pool, as far as somebody who checks its tokens knows it. */
export interface UserPool {
  readonly userPoolArn: string;
  /** `iss` of its tokens. */
  readonly issuer: string;
  /** PEM of the key that its tokens are signed with, and of its public half. */
  readonly privateKey: string;
  readonly publicKey: string;
}
