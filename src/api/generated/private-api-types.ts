// Generated from crds/privateapis.yaml by `npm run gen`. Do not edit.
//
// The view of a reader: the API server fills in defaults, so a field with a default is always there.

export interface PrivateApiSpec {
  /** AWS region of the API, for example `eu-west-1`. Defaults to the region of the operator. Immutable. */
  region?: string;
  /** Text shown beside the API in AWS. */
  description?: string;
  /** AWS tags for the REST API, its stage, its log group and its domain name. Keys starting with `aws:` or `privateapi.dev/` are reserved. */
  tags?: Record<string, string>;
  /** The interface VPC endpoints for execute-api through which the API is called. */
  endpoint: Endpoint;
  /** Who else may call, and from where. Without it only the endpoints named under `endpoint` may call. */
  access?: Access;
  /** What requests are passed on to. */
  backends: Backend[];
  /** Which requests go to which backend. At most 300 different resources result from them. Either this or `openApi`. */
  routes?: Route[];
  /** An OpenAPI description in place of `routes`. Its operations name a backend by `x-private-api-backend` and who may call them by `x-private-api-authorization`. OpenAPI 3.0 and 3.1 and Swagger 2.0 are taken. */
  openApi?: OpenApi;
  /** What decides about calls of routes with authorization type Authorizer. */
  authorizers?: Authorizer[];
  /** Who may call the routes that do not say it themselves. */
  authorization: Authorization;
  /** Lets web pages of another origin call the API. Preflight requests (OPTIONS) are answered on every path, unsigned, by API Gateway itself, and its own errors carry the origin. The backend's answers have to carry the CORS headers of the backend. */
  cors?: Cors;
  /** What API Gateway checks of every request before it passes it on. Unset, it checks what routes declare under `request`, and what the validators of an OpenAPI document say. In a document it holds for the operations that name no validator. */
  requestValidation?: 'None' | 'Body' | 'Parameters' | 'BodyAndParameters';
  /** What API Gateway answers by itself, when a request does not get to the backend or back. A type that is not listed keeps AWS's answer. */
  gatewayResponses?: GatewayResponse[];
  /** Media types whose bodies pass unchanged; all others are taken for UTF-8 text. A request is judged by its Content-Type, an answer by the first type in the caller's Accept header. */
  binaryMediaTypes?: string[];
  /** Answers of at least this many bytes are compressed for callers who accept that, and compressed requests are taken. Unset, nothing is compressed. */
  minimumCompressionSize?: number;
  /** The stage under which the API is served. */
  stage: Stage;
  /** A name of your own for the API, as a private custom domain name of API Gateway. AWS takes up to 15 minutes to make it and as long again to let the endpoints use it; the other URLs work meanwhile. It goes when the API does, or when this field is unset. */
  domain?: Domain;
  /** What is kept of earlier deployments. */
  history: History;
  /** What happens in AWS when this object is deleted. `Retain` leaves everything it uses in place. */
  deletionPolicy: 'Delete' | 'Retain';
  /** Where the URL of the API is written to, for workloads of the namespace. */
  export?: Export;
  /** While true, AWS is read and reported but never written; deletion waits as well. */
  suspend: boolean;
}

export interface Endpoint {
  /** Endpoints that exist already. They are used and never modified. */
  existing?: ExistingEndpoint;
  /** An endpoint that the operator makes, with a security group of its own. All objects of the cluster that name the VPC share one; when they disagree, the oldest decides everything but `ingress`, which is the union of all. */
  managed?: ManagedEndpoint;
}

export interface ExistingEndpoint {
  /** Ids of interface endpoints for execute-api. They may call the API, and each gets a DNS name of its own for it. */
  vpcEndpointIds: string[];
}

export interface ManagedEndpoint {
  /** The VPC. Immutable. */
  vpcId: string;
  /** Subnets that get an address of the endpoint, one for each availability zone. */
  subnetIds: string[];
  /** Whether the names `*.execute-api` of the region lead to this endpoint from everywhere in the VPC. Then public APIs cannot be called by these names from there. The URLs with the endpoint's id in them work without it. */
  privateDns: boolean;
  /** Addresses that the endpoint has. `DualStack` needs subnets with IPv6. */
  ipAddressType: 'IPv4' | 'DualStack';
  /** Who may connect to the endpoint, by TCP on port 443. The security group that is made for it allows nothing else. */
  ingress?: EndpointIngress;
  /** Security groups for the endpoint itself, instead of one of its own. They must let callers in by TCP on port 443, and are never modified. */
  securityGroupIds?: string[];
}

export interface EndpointIngress {
  /** Address ranges of callers, inside the VPC. Ranges beyond it need the operator's flag `--allow-foreign-callers`. */
  cidrs?: string[];
  /** Security groups of callers, in the VPC. */
  securityGroupIds?: string[];
}

export interface Access {
  /** Further VPC endpoints whose callers are admitted. They get no DNS name for this API. */
  vpcEndpoints?: AdmittedVpcEndpoint[];
  /** Whole VPCs whose callers are admitted, through any endpoint in them. */
  vpcs?: AdmittedVpc[];
  /** Only callers with a source address in one of these ranges are admitted. Narrows the lists above, never widens them. */
  sourceCidrs?: string[];
  /** Only these callers are admitted, and those of `organizations`, by ARN of an IAM role or user or by account id. Callers of the API's own account then need no identity policy. Every route must have IAM authorization. */
  principals?: string[];
  /** Only callers of accounts in these AWS Organizations are admitted, and those of `principals`. Callers of the API's own account then need no identity policy. Every route must have IAM authorization. */
  organizations?: string[];
}

export interface AdmittedVpcEndpoint {
  /** Id of the VPC endpoint. */
  id: string;
  /** Why this endpoint is admitted, for the reader. */
  note?: string;
}

export interface AdmittedVpc {
  /** Id of the VPC. */
  id: string;
  /** Why this VPC is admitted, for the reader. */
  note?: string;
}

export interface Backend {
  /** Name by which routes refer to this backend. */
  name: string;
  /** A Network or Application Load Balancer in the same account and region. */
  loadBalancer?: LoadBalancer;
  /** A Service of type LoadBalancer in the same namespace. Its Network Load Balancer is found by the hostname in its status, and followed when it changes. */
  service?: BackendService;
  /** An Ingress in the same namespace. Its load balancer is found by the hostname in its status, and followed when it changes; the listener is chosen by `port`. */
  ingress?: BackendIngress;
  /** A Lambda function in the same account and region. It gets the whole request as one event and its answer is the response (Lambda proxy integration). The operator permits this API to invoke it. */
  lambda?: LambdaBackend;
  /** Protocol spoken to the backend. Defaults to HTTP. */
  protocol?: 'HTTP' | 'HTTPS';
  /** Port of the load balancer's listener. Defaults to 80 for HTTP and 443 for HTTPS. For a Service set `service.port` instead. */
  port?: number;
  /** Host header sent to the backend and, for HTTPS, the name its certificate must carry. Defaults to the DNS name of the load balancer; for an Ingress whose rules all have the same host, to that host. */
  hostname?: string;
  /** How long to wait for an answer of the backend, in milliseconds. */
  timeoutMilliseconds: number;
  /** How the backend's certificate is checked. Only for protocol HTTPS. */
  tls?: BackendTls;
  /** The VPC link that carries requests to the load balancer. Defaults to a managed one, shared by all objects of the cluster that use this load balancer (V1), or its subnets (V2). */
  vpcLink?: BackendVpcLink;
}

export interface LoadBalancer {
  /** ARN of the load balancer. */
  arn: string;
}

export interface BackendService {
  /** Name of the Service. */
  name: string;
  /** Port of the Service, by number or by name. Defaults to its only port. */
  port?: number | string;
}

export interface BackendIngress {
  /** Name of the Ingress. */
  name: string;
}

export interface LambdaBackend {
  /** ARN of the function, with a version or an alias at its end where one is to be used. The function must carry the AWS tag `privateapi.dev/allow`. */
  functionArn: string;
}

export interface BackendTls {
  /** Accept certificates of authorities that are not publicly trusted. The name and the expiry are still checked. */
  insecureSkipVerification: boolean;
}

export interface BackendVpcLink {
  /** A VPC link that exists already. It is used and never modified. */
  existing?: ExistingVpcLink;
  /** A VPC link made and removed by the operator. */
  managed?: ManagedVpcLink;
}

export interface ExistingVpcLink {
  /** Id of the VPC link, V1 or V2. A V1 link must target this load balancer, a V2 link must be in its VPC. */
  id: string;
}

export interface ManagedVpcLink {
  /** Version of the VPC link. Chosen from the load balancer when not set. An Application Load Balancer needs V2; a Network Load Balancer gets V1, or V2 when `subnetIds` or `securityGroupIds` are set. */
  version?: 'V1' | 'V2';
  /** Subnets in which a V2 link has its network interfaces, in the VPC of the load balancer. Defaults to the load balancer's own, without those in zones that have no V2 links. */
  subnetIds?: string[];
  /** Security groups of a V2 link, used and never modified. Defaults to a group of its own, made by the operator, that lets traffic out to the ports of the listeners in use. */
  securityGroupIds?: string[];
}

export interface Route {
  /** Path below the stage. A segment may be a variable `{id}`, the last one may be greedy `{proxy+}`. */
  path: string;
  /** HTTP method, or `ANY` for every method that no other route of the path names. */
  method: 'ANY' | 'DELETE' | 'GET' | 'HEAD' | 'OPTIONS' | 'PATCH' | 'POST' | 'PUT';
  /** Name of a backend under `spec.backends`. */
  backend: string;
  /** Path at the backend. May use the variables of `path`. Defaults to `path`. */
  backendPath?: string;
  /** Who may call this route. Defaults to `spec.authorization`. */
  authorization?: Authorization;
  /** What a request must have. API Gateway answers 400 to one that lacks it, unless `spec.requestValidation` says otherwise. */
  request?: Request;
}

export interface Authorization {
  /** `IAM` wants a signed request of a caller with an identity policy that allows it; `None` admits everyone whom the resource policy lets in; `Authorizer` asks one of `spec.authorizers`. */
  type: 'IAM' | 'None' | 'Authorizer';
  /** Name of an authorizer under `spec.authorizers`. Only for type Authorizer. */
  authorizer?: string;
  /** OAuth scopes of which an access token must have one. Only for an authorizer with `cognito`, which then takes access tokens in place of identity tokens. */
  scopes?: string[];
}

export interface Request {
  /** Names of headers that must be there. */
  headers?: string[];
  /** Names of query parameters that must be there. */
  queryParameters?: string[];
  /** The body of requests in JSON. */
  body?: Body;
}

export interface Body {
  /** A schema object of OpenAPI 3.0 without references, which the body must fit. At most 64 KiB. */
  schema: Record<string, unknown>;
}

export interface OpenApi {
  /** The document itself, at most 256 KiB of JSON. */
  inline?: Record<string, unknown>;
  /** A ConfigMap in the namespace of this object that holds the document as YAML or JSON, at most 1 MiB. It is followed when it changes. */
  configMapRef?: ConfigMapRef;
}

export interface ConfigMapRef {
  /** Name of the ConfigMap. */
  name: string;
  /** Key under its `data`. */
  key: string;
}

export interface Authorizer {
  /** Name by which `authorization` refers to this authorizer. */
  name: string;
  /** A Lambda function that answers with a policy. A call is admitted when that policy allows it; one that it does not mention is refused. The operator permits this API to invoke it. */
  lambda?: LambdaAuthorizer;
  /** Amazon Cognito user pools. A call needs a token of one of them in its Authorization header. */
  cognito?: CognitoAuthorizer;
}

export interface LambdaAuthorizer {
  /** ARN of the function, with a version or an alias at its end where one is to be used. The function must carry the AWS tag `privateapi.dev/allow`. */
  functionArn: string;
  /** `Token` gives the function one header, `Request` the whole request without its body. */
  mode: 'Token' | 'Request';
  /** What a call must have to be shown to the function, such as `method.request.header.Authorization`, and the key of the cache. A call that lacks one of them is answered 401. `Token` needs exactly one, a header. */
  identitySources?: string[];
  /** How long an answer is remembered for calls with the same identity sources, in seconds; 0 asks every time. The remembered policy speaks for every route with this authorizer. */
  resultTtlSeconds: number;
}

export interface CognitoAuthorizer {
  /** ARNs of the user pools. */
  userPoolArns: string[];
}

export interface Cors {
  /** The origin of the pages, such as `https://shop.example.com`, or `*`. Exactly one, since API Gateway's own errors can carry one value only. */
  allowOrigins: string[];
  /** Methods that pages may use. Defaults to those that the routes of the path have. */
  allowMethods?: ('DELETE' | 'GET' | 'HEAD' | 'OPTIONS' | 'PATCH' | 'POST' | 'PUT')[];
  /** Headers that pages may send, or `*`, which does not stand for `authorization`. Defaults to what a signed request with a JSON body needs (authorization, content-type, x-amz-date, x-amz-security-token). */
  allowHeaders?: string[];
  /** How long a browser may remember the answer to a preflight request, in seconds. Unset, browsers remember it for a few seconds. */
  maxAgeSeconds?: number;
}

export interface GatewayResponse {
  /** What happened. `DEFAULT_4XX` and `DEFAULT_5XX` stand for every type that is not listed. */
  type:
    | 'ACCESS_DENIED'
    | 'API_CONFIGURATION_ERROR'
    | 'AUTHORIZER_CONFIGURATION_ERROR'
    | 'AUTHORIZER_FAILURE'
    | 'BAD_REQUEST_BODY'
    | 'BAD_REQUEST_PARAMETERS'
    | 'DEFAULT_4XX'
    | 'DEFAULT_5XX'
    | 'EXPIRED_TOKEN'
    | 'INTEGRATION_FAILURE'
    | 'INTEGRATION_TIMEOUT'
    | 'INVALID_API_KEY'
    | 'INVALID_SIGNATURE'
    | 'MISSING_AUTHENTICATION_TOKEN'
    | 'QUOTA_EXCEEDED'
    | 'REQUEST_TOO_LARGE'
    | 'RESOURCE_NOT_FOUND'
    | 'THROTTLED'
    | 'UNAUTHORIZED'
    | 'UNSUPPORTED_MEDIA_TYPE'
    | 'WAF_FILTERED';
  /** Status of the answer. Defaults to that of the type. */
  statusCode?: number;
  /** Headers of the answer and their values. With `cors` its origin is added, unless it is given here. */
  headers?: Record<string, string>;
  /** Body of the answer by media type, a mapping template that may use `$context` variables. */
  templates?: Record<string, string>;
}

export interface Stage {
  /** Name of the stage, the first segment of the invoke URL. Immutable. */
  name: string;
  /** Text shown beside the stage in AWS. */
  description?: string;
  /** Stage variables. */
  variables?: Record<string, string>;
  /** One line for each call, written by API Gateway. Unset switches it off. */
  accessLog?: AccessLog;
  /** What API Gateway logs about its own work, into the log group `API-Gateway-Execution-Logs_ID/STAGE` that it makes itself and leaves behind. */
  executionLog?: ExecutionLog;
  /** CloudWatch metrics. Those of the API and the stage are always there. */
  metrics?: Metrics;
  /** Limit for each method of the stage. Calls beyond it are answered 429. Unset leaves the limits of the account. */
  throttling?: Throttling;
  /** Trace calls with AWS X-Ray. */
  tracing?: boolean;
}

export interface AccessLog {
  /** A CloudWatch log group that the operator makes for this API. It goes, with the lines in it, when the API does, or when this field is unset or names another; `deletionPolicy` `Retain` keeps it with the API. */
  logGroup?: LogGroup;
  /** ARN of a log group (without `:*` at its end) or of a Firehose stream whose name starts with `amazon-apigateway-`, in the account and region of the API. It must be open to the namespace by the AWS tag `privateapi.dev/allow`. It is used and never modified. */
  destinationArn?: string;
  /** The line, made of text and `$context` variables. It must hold `$context.requestId` or `$context.extendedRequestId`. Defaults to JSON with the caller's address and endpoint, the route, statuses, latencies and errors. */
  format?: string;
}

export interface LogGroup {
  /** Name of the log group. Defaults to `/privateapi.dev/NAMESPACE/NAME`. */
  name?: string;
  /** After how many days lines are removed. One of the values that CloudWatch Logs knows. */
  retentionDays: number;
  /** ARN of a symmetric KMS key, in the account and region of the API, that encrypts the lines. It must be open to the namespace by the AWS tag `privateapi.dev/allow`, and its key policy must let CloudWatch Logs use it. Defaults to the encryption of CloudWatch Logs. */
  kmsKeyArn?: string;
}

export interface ExecutionLog {
  /** `Error` logs what failed, `Info` every step of every call, without bodies. */
  level: 'Off' | 'Error' | 'Info';
}

export interface Metrics {
  /** Metrics of each method as well; CloudWatch charges for them. */
  detailed: boolean;
}

export interface Throttling {
  /** Calls a second. */
  rateLimit: number;
  /** Calls at once. */
  burstLimit: number;
}

export interface Domain {
  /** The name, such as `orders.example.com`. A change makes the new name, and removes the old one when the new one is called. */
  name: string;
  /** ARN of an issued ACM certificate for the name (`*.example.com` is one for `orders.example.com`), in the account and region of the API. It must be open to the namespace by the AWS tag `privateapi.dev/allow`. It is used and never modified. */
  certificateArn: string;
  /** First segment of the path in front of the routes' paths. Unset, there is none. */
  basePath?: string;
  /** The Route 53 private hosted zone in which the name is to lead to a VPC endpoint of the API. Unset, you make that DNS record yourself. */
  hostedZone?: HostedZone;
}

export interface HostedZone {
  /** Id of the hosted zone. It must be open to the namespace by the AWS tag `privateapi.dev/allow`. A record of the name that the operator did not make is left alone. */
  id: string;
}

export interface History {
  /** How many deployments are kept, the served one included. */
  limit: number;
}

export interface Export {
  /** A ConfigMap of the namespace with the keys `invokeUrl`, `restApiId`, `stage` and `region`. It is made once the API has a URL, kept true, and deleted when this field is unset or names another, and with the object. One of that name that is not of this object is left alone. */
  configMap: ConfigMap;
}

export interface ConfigMap {
  /** Name of the ConfigMap. */
  name: string;
}

export interface PrivateApiStatus {
  /** Generation of the spec that this status speaks of. */
  observedGeneration: number;
  /** AWS account that holds the API. Recorded before anything is created, never changed. */
  accountId?: string;
  /** AWS region that holds the API. Recorded before anything is created, never changed. */
  region?: string;
  /** The URL that fits most callers, the first of `invokeUrls`. */
  invokeUrl?: string;
  /** Every way to call the API. */
  invokeUrls?: InvokeUrl[];
  /** The REST API. */
  restApi?: RestApiStatus;
  /** The VPC endpoints through which the API is called. An entry that is managed is this object's claim on the shared endpoint of its VPC. */
  vpcEndpoints?: VpcEndpointStatus[];
  /** Security groups of the managed endpoint and of the VPC links. */
  securityGroups?: SecurityGroupStatus[];
  /** The VPC links that carry requests to the backends. An entry that is managed is this object's claim on a shared link. */
  vpcLinks?: VpcLinkStatus[];
  /** Statements that permit this API to invoke Lambda functions, in the functions' policies. Recorded before they are made. */
  lambdaPermissions?: LambdaPermissionStatus[];
  /** What is served. */
  stage?: StageStatus;
  /** The log group that the operator made for the access log. */
  logGroup?: LogGroupStatus;
  /** The ConfigMap that the URL is written to. */
  exportedConfigMap?: ExportedConfigMap;
  /** The private custom domain name. */
  domain?: DomainStatus;
  /** Deployments made by the operator, newest first. */
  deployments?: DeploymentStatus[];
  /** Creations that were announced and not confirmed yet. After a crash they tell the next process to search before it creates again. */
  pendingCreates?: PendingCreate[];
  /** When AWS was last changed to match the spec. */
  lastSyncTime?: string;
  /** The last time that something changed by others was put back. */
  lastRepair?: LastRepair;
  /** Value of the annotation `privateapi.dev/reconcile-at` that was handled last. */
  lastHandledReconcileAt?: string;
  /** State in the form that `kubectl wait` and other tools read. */
  conditions?: Condition[];
}

export interface InvokeUrl {
  /** `CustomDomain` is the name of `spec.domain`, `EndpointAlias` works from everywhere that routes to the endpoint, `PrivateDns` in VPCs whose endpoint has private DNS, `EndpointHostname` wants the Host header beside it. */
  type: 'CustomDomain' | 'EndpointAlias' | 'PrivateDns' | 'EndpointHostname';
  /** The URL, with the stage where callers have to name it. */
  url: string;
  /** Host header to send with it. */
  hostHeader?: string;
}

export interface RestApiStatus {
  /** Id of the REST API. */
  id: string;
  /** ARN of the REST API, as IAM and tagging name it. */
  arn?: string;
  /** Id of the root resource. */
  rootResourceId?: string;
  /** True while it holds gateway responses made for this object. Then they are looked at, even when none are wanted any more. */
  customizesGatewayResponses?: boolean;
}

export interface VpcEndpointStatus {
  /** Id of the endpoint. Absent until it is made. */
  id?: string;
  /** State that AWS reports, in lower case. */
  state?: string;
  /** Whether the operator made it. */
  managed: boolean;
  /** VPC of the endpoint. */
  vpcId?: string;
  /** Regional DNS name of the endpoint. */
  dnsName?: string;
}

export interface SecurityGroupStatus {
  /** Id of the security group. */
  id: string;
  /** What has the group. */
  usedBy: 'VpcEndpoint' | 'VpcLink';
  /** Whether the operator made it. */
  managed: boolean;
}

export interface VpcLinkStatus {
  /** Id of the link. Absent until it is made. */
  id?: string;
  /** Version of the link, V1 or V2. */
  version: string;
  /** State that AWS reports. */
  state?: string;
  /** Load balancer behind the link. */
  loadBalancerArn: string;
  /** Whether the operator made it. */
  managed: boolean;
  /** Whether the deployment that callers meet uses it. Of managed V2 links, whose successors are made beside them. */
  served?: boolean;
  /** VPC of a managed V2 link. */
  vpcId?: string;
  /** Subnets of a managed V2 link. Links are shared by VPC, subnets and given security groups. */
  subnetIds?: string[];
  /** Security groups given to a managed V2 link. Absent when it has one of its own. */
  securityGroupIds?: string[];
  /** Ports of the load balancer to which the link's own security group lets traffic out for this object. */
  ports?: number[];
}

export interface LambdaPermissionStatus {
  /** ARN of the function, as the spec names it. */
  functionArn: string;
  /** Id of the statement. */
  statementId: string;
}

export interface StageStatus {
  /** Name of the stage. */
  name: string;
  /** The deployment that callers meet. */
  deploymentId: string;
  /** When the stage was pointed at it. */
  deployedAt?: string;
}

export interface LogGroupStatus {
  /** Name of the log group. */
  name: string;
  /** ARN of the log group. */
  arn: string;
}

export interface ExportedConfigMap {
  /** Name of the ConfigMap. */
  name: string;
}

export interface DomainStatus {
  /** The name. */
  name: string;
  /** Id of the domain name, which tells it from others of the same name. Absent until it is made. */
  id?: string;
  /** ARN of the domain name, as access associations and tagging name it. */
  arn?: string;
  /** State that AWS reports. */
  state?: string;
  /** The VPC endpoints that are let in. AWS reports no state of an association, so it counts as in place 15 minutes after it was made. */
  associations?: DomainAssociationStatus[];
  /** The DNS records that the operator made or was about to make. */
  dnsRecords?: DnsRecordStatus[];
}

export interface DomainAssociationStatus {
  /** Id of the endpoint. */
  vpcEndpointId: string;
  /** When the association was made or first seen. */
  since: string;
}

export interface DnsRecordStatus {
  /** Id of the hosted zone. */
  hostedZoneId: string;
  /** Name of the record. */
  name: string;
}

export interface DeploymentStatus {
  /** Id of the deployment. */
  id: string;
  /** Hash of the routes and settings it serves. */
  documentHash: string;
  /** Hash of the resource policy it serves. */
  policyHash: string;
  /** Hash of the VPC links it uses. */
  linksHash: string;
  /** Generation of the spec it was made for. */
  generation?: number;
  /** When it was made. */
  createdAt?: string;
}

export interface PendingCreate {
  /** What is to be created, `RestApi`, `VpcEndpoint`, `VpcLink`, `Deployment`, `LogGroup`, `LambdaPermission` or `DomainName`. */
  role: string;
  /** Which one, the owner key or the share key in its tags, the hash in its description, its name, or the function. */
  key: string;
  /** When the creation was announced. */
  since: string;
}

export interface LastRepair {
  /** When it was put back. */
  time: string;
  /** What was put back. */
  fields: string[];
}

export interface Condition {
  /** Which question this condition answers. */
  type: string;
  /** The answer. */
  status: 'True' | 'False' | 'Unknown';
  /** Generation of the spec that it speaks of. */
  observedGeneration?: number;
  /** When the status last changed. */
  lastTransitionTime: string;
  /** The answer's cause in one word. */
  reason: string;
  /** The cause in words, with what to do. */
  message: string;
}
