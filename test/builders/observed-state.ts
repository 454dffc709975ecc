import type { Definition, DesiredState, Hashes } from '../../src/desired/desired-state.ts';
import { corsGatewayResponses } from '../../src/desired/cors.ts';
import type { DesiredIntegration } from '../../src/desired/integration.ts';
import { permissionSource } from '../../src/desired/lambda-permissions.ts';
import type { DesiredPermission } from '../../src/desired/lambda-permissions.ts';
import { preflightParameters } from '../../src/desired/preflight.ts';
import type { Preflight } from '../../src/desired/preflight.ts';
import type {
  ObservedDeployment,
  ObservedIntegration,
  ObservedMethod,
  ObservedPermission,
  ObservedResource,
  ObservedRestApi,
  ObservedState,
} from '../../src/plan/observed-state.ts';
import { restApiId } from './names.ts';

/** AWS as `desired` wants it, deployed and served; the case overrides what it is about. */
export function anObservedState(desired: DesiredState, overrides: Partial<ObservedState> = {}): ObservedState {
  const { definition } = desired;
  if (definition === undefined) throw new Error('nothing can be deployed while links are missing');
  return {
    restApi: anObservedRestApi(desired),
    stage: anObservedStage(desired),
    otherStages: [],
    deployments: [aDeployment('dep1', definition.hashes)],
    logGroup: desired.logGroup,
    formerLogGroups: [],
    permissions: (desired.permissions ?? []).map((permission) => aGrantedPermission(permission, desired)),
    ...overrides,
  };
}

export const nothingObserved: ObservedState = {
  restApi: undefined,
  stage: undefined,
  otherStages: [],
  deployments: [],
  logGroup: undefined,
  formerLogGroups: [],
  permissions: [],
};

/** As Lambda keeps it. */
export function aGrantedPermission(permission: DesiredPermission, { identity }: DesiredState): ObservedPermission {
  const { sourceArn, sourceAccount } = permissionSource(permission, identity, restApiId);
  return {
    functionArn: permission.functionArn,
    statementId: permission.statementId,
    statement: {
      Effect: 'Allow',
      Principal: { Service: 'apigateway.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Condition: { StringEquals: { 'AWS:SourceAccount': sourceAccount }, ArnLike: { 'AWS:SourceArn': sourceArn } },
    },
  };
}

export function anObservedRestApi(desired: DesiredState, overrides: Partial<ObservedRestApi> = {}): ObservedRestApi {
  const { name, description, vpcEndpointIds, policy, tags } = desired.restApi;
  return {
    id: restApiId,
    rootResourceId: 'root12',
    name,
    description,
    endpointTypes: ['PRIVATE'],
    vpcEndpointIds,
    policy: policyAsAwsReturnsIt(policy, desired),
    disableExecuteApiEndpoint: false,
    binaryMediaTypes: desired.content.binaryMediaTypes ?? [],
    minimumCompressionSize: desired.content.minimumCompressionSize,
    tags,
    createdAtMs: Date.parse('2026-01-01T00:00:00Z'),
    resources: resourcesOf(desired.definition),
    gatewayResponses: Object.entries(
      desired.content.cors === undefined ? {} : corsGatewayResponses(desired.content.cors),
    ).map(([type, { responseParameters }]) => ({
      type,
      statusCode: undefined,
      responseParameters,
      responseTemplates: {},
    })),
    ...(desired.definition?.authorizers && {
      authorizers: desired.definition.authorizers.map((authorizer) => ({
        ...authorizer,
        id: `id-of-${authorizer.name}`,
        credentials: undefined,
        validationExpression: undefined,
      })),
    }),
    ...overrides,
  };
}

export function anObservedStage(
  desired: DesiredState,
  overrides: Partial<NonNullable<ObservedState['stage']>> = {},
): NonNullable<ObservedState['stage']> {
  const { name, description, variables, tags, tracing, accessLog } = desired.stage;
  return {
    name,
    description,
    variables,
    tags,
    tracing,
    accessLog,
    deploymentId: 'dep1',
    methodSettings: methodSettingsOf(desired),
    ...overrides,
  };
}

/** AWS has none before one is set, and all of them afterwards. */
function methodSettingsOf({ stage }: DesiredState): NonNullable<ObservedState['stage']>['methodSettings'] {
  const { executionLogLevel, detailedMetrics, throttling } = stage.methodSettings;
  const isSet = executionLogLevel !== 'OFF' || detailedMetrics || throttling !== undefined;
  const { rateLimit, burstLimit } = throttling ?? { rateLimit: 10_000, burstLimit: 5_000 };
  const settings = { executionLogLevel, logsBodies: false, detailedMetrics, rateLimit, burstLimit };
  return isSet ? { '*/*': settings } : {};
}

export function aDeployment(id: string, hashes: Partial<Hashes> = {}, minute = 0): ObservedDeployment {
  return {
    id,
    createdAtMs: Date.parse('2026-01-01T00:00:00Z') + minute * 60_000,
    hashes: { document: 'd'.repeat(16), policy: 'e'.repeat(16), links: 'f'.repeat(16), ...hashes },
  };
}

/** Short ARNs written out, and the JSON text escaped once more, slashes included. */
export function policyAsAwsReturnsIt(policy: object, { identity }: Pick<DesiredState, 'identity'>): string {
  const { partition, region, accountId } = identity;
  const expanded = JSON.stringify(policy).replaceAll(
    '"execute-api:/',
    `"arn:${partition}:execute-api:${region}:${accountId}:${restApiId}/`,
  );
  return JSON.stringify(expanded).slice(1, -1).replaceAll('/', '\\/');
}

/** Every path and each of its parents, as the import of a definition leaves them. */
function resourcesOf(definition: Definition | undefined): readonly ObservedResource[] {
  const methods = new Map<string, ObservedMethod[]>([['/', []]]);
  for (const desired of definition?.methods ?? []) {
    const segments = desired.path.split('/').slice(1);
    segments.forEach((_segment, index) => {
      const path = `/${segments.slice(0, index + 1).join('/')}`;
      if (!methods.has(path)) methods.set(path, []);
    });
    methods.get(desired.path)!.push({
      httpMethod: desired.httpMethod,
      authorizationType: desired.authorization.type,
      authorizerId: 'authorizer' in desired.authorization ? `id-of-${desired.authorization.authorizer}` : undefined,
      scopes: 'scopes' in desired.authorization ? desired.authorization.scopes : [],
      apiKeyRequired: false,
      requestParameters: Object.fromEntries(desired.pathVariables.map((name) => [`method.request.path.${name}`, true])),
      responseParameters: {},
      integration: observedIntegration(desired.integration),
    });
  }
  for (const preflight of definition?.preflights ?? []) methods.get(preflight.path)!.push(preflightMethod(preflight));
  return [...methods].map(([path, ofPath]) => ({ path, methods: ofPath }));
}

function observedIntegration(desired: DesiredIntegration): ObservedIntegration {
  const common = { uri: desired.uri, timeoutMs: desired.timeoutMs, credentials: undefined };
  const empty = { requestTemplates: {}, responses: [] };
  if (desired.kind === 'lambda') {
    return {
      ...common,
      ...empty,
      type: 'AWS_PROXY',
      httpMethod: 'POST',
      connectionType: undefined,
      connectionId: undefined,
      integrationTarget: undefined,
      requestParameters: {},
      insecureSkipVerification: false,
    };
  }
  const { httpMethod, connectionId, requestParameters, insecureSkipVerification } = desired;
  return {
    ...common,
    ...empty,
    requestTemplates: desired.requestTemplates ?? {},
    integrationTarget: desired.integrationTarget,
    type: 'HTTP_PROXY',
    httpMethod,
    connectionType: 'VPC_LINK',
    connectionId,
    requestParameters,
    insecureSkipVerification,
  };
}

function preflightMethod(preflight: Preflight): ObservedMethod {
  const parameters = preflightParameters(preflight);
  return {
    httpMethod: 'OPTIONS',
    authorizationType: 'NONE',
    authorizerId: undefined,
    scopes: [],
    apiKeyRequired: false,
    requestParameters: Object.fromEntries(preflight.pathVariables.map((name) => [`method.request.path.${name}`, true])),
    responseParameters: { '204': Object.keys(parameters).sort() },
    integration: {
      type: 'MOCK',
      httpMethod: undefined,
      uri: undefined,
      connectionType: undefined,
      connectionId: undefined,
      integrationTarget: undefined,
      credentials: undefined,
      timeoutMs: 29_000,
      requestParameters: {},
      insecureSkipVerification: false,
      requestTemplates: { 'application/json': '{"statusCode":204}' },
      responses: [{ statusCode: '204', selectionPattern: undefined, responseParameters: parameters }],
    },
  };
}
