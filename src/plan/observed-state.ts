import type { Hashes } from '../desired/desired-state.ts';
import type { Tags } from '../desired/ownership.ts';

/** What AWS holds for one object; absent is undefined. Read in `reconcile/observe.ts`. */
export interface ObservedState {
  readonly restApi: ObservedRestApi | undefined;
  readonly stage: ObservedStage | undefined;
  /** Stages that others made on the API. */
  readonly otherStages: readonly ObservedStage[];
  /** Deployments of ours, newest first; those without our description are not in it. */
  readonly deployments: readonly ObservedDeployment[];
  /** The one that is wanted, and of this object. */
  readonly logGroup: ObservedLogGroup | undefined;
  /** Names of log groups of this object that are not wanted any more. */
  readonly formerLogGroups: readonly string[];
  /** Statements of this object in the policies of functions. */
  readonly permissions: readonly ObservedPermission[];
}

export interface ObservedRestApi {
  readonly id: string;
  readonly rootResourceId: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly endpointTypes: readonly string[];
  readonly vpcEndpointIds: readonly string[];
  /** As AWS returns it: JSON, escaped once more. */
  readonly policy: string | undefined;
  readonly disableExecuteApiEndpoint: boolean;
  readonly binaryMediaTypes: readonly string[];
  readonly minimumCompressionSize: number | undefined;
  readonly tags: Tags;
  readonly createdAtMs: number;
  readonly resources: readonly ObservedResource[];
  /** Those that somebody customised; undefined when they were not read. */
  readonly gatewayResponses: readonly ObservedGatewayResponse[] | undefined;
  /** Undefined when they were not read. */
  readonly authorizers?: readonly ObservedAuthorizer[] | undefined;
}

export interface ObservedGatewayResponse {
  /** `DEFAULT_4XX`, ... */
  readonly type: string;
  readonly statusCode: string | undefined;
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates: Readonly<Record<string, string>>;
}

export interface ObservedAuthorizer {
  readonly id: string;
  readonly name: string;
  /** `TOKEN`, `REQUEST`, `COGNITO_USER_POOLS`. */
  readonly type: string;
  readonly uri: string | undefined;
  readonly credentials: string | undefined;
  /** Sorted. */
  readonly identitySources: readonly string[];
  readonly validationExpression: string | undefined;
  readonly resultTtlSeconds: number | undefined;
  /** Sorted. */
  readonly userPoolArns: readonly string[];
}

/** What AWS holds under the id of one of the object's statements. */
export interface ObservedPermission {
  readonly functionArn: string;
  readonly statementId: string;
  /** The statement as JSON, without its id and the function's ARN. */
  readonly statement: unknown;
}

export interface ObservedResource {
  readonly path: string;
  readonly methods: readonly ObservedMethod[];
}

export interface ObservedMethod {
  readonly httpMethod: string;
  readonly authorizationType: string;
  readonly authorizerId: string | undefined;
  /** Sorted. */
  readonly scopes: readonly string[];
  readonly apiKeyRequired: boolean;
  readonly requestParameters: Readonly<Record<string, boolean>>;
  /** What the method may answer: status -> names of declared parameters, sorted. */
  readonly responseParameters: Readonly<Record<string, readonly string[]>>;
  readonly integration: ObservedIntegration | undefined;
}

export interface ObservedIntegration {
  readonly type: string;
  readonly httpMethod: string | undefined;
  readonly uri: string | undefined;
  readonly connectionType: string | undefined;
  readonly connectionId: string | undefined;
  readonly integrationTarget: string | undefined;
  readonly credentials: string | undefined;
  readonly timeoutMs: number;
  readonly requestParameters: Readonly<Record<string, string>>;
  readonly insecureSkipVerification: boolean;
  readonly requestTemplates: Readonly<Record<string, string>>;
  readonly responses: readonly ObservedIntegrationResponse[];
}

export interface ObservedIntegrationResponse {
  readonly statusCode: string;
  readonly selectionPattern: string | undefined;
  readonly responseParameters: Readonly<Record<string, string>>;
}

export interface ObservedStage {
  readonly name: string;
  readonly deploymentId: string;
  readonly description: string | undefined;
  readonly variables: Readonly<Record<string, string>>;
  readonly tags: Tags;
  readonly tracing: boolean;
  readonly accessLog: { readonly destinationArn: string; readonly format: string } | undefined;
  /** By path and method as AWS names them, with an escaped path: `~1pets/GET`; for every method the path and method are `*`. */
  readonly methodSettings: Readonly<Record<string, ObservedMethodSettings>>;
}

export interface ObservedMethodSettings {
  readonly executionLogLevel: string;
  readonly logsBodies: boolean;
  readonly detailedMetrics: boolean;
  readonly rateLimit: number;
  readonly burstLimit: number;
}

export interface ObservedLogGroup {
  readonly name: string;
  /** Undefined: for ever. */
  readonly retentionDays: number | undefined;
  readonly kmsKeyArn: string | undefined;
  readonly tags: Tags;
}

export interface ObservedDeployment {
  readonly id: string;
  readonly createdAtMs: number;
  readonly hashes: Hashes;
}
