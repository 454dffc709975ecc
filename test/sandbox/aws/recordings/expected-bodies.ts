/** Bodies as real API Gateway answered them, ids and times written as `id` and `time`. */
export const restApi = (more: object = {}) => ({
  id: 'id',
  name: 'name',
  createdDate: 'time',
  apiKeySource: 'HEADER',
  disableExecuteApiEndpoint: false,
  endpointConfiguration: { types: ['EDGE'], ipAddressType: 'ipv4' },
  rootResourceId: 'id',
  ...more,
});

export const ROOT = { id: 'id', path: '/' };

export const resource = (path: string, more: object = {}) => ({
  id: 'id',
  parentId: 'id',
  path,
  pathPart: path.split('/').at(-1),
  ...more,
});

export const method = (more: object = {}) => ({
  apiKeyRequired: false,
  authorizationType: 'NONE',
  httpMethod: 'ANY',
  ...more,
});

export const mockIntegration = (more: object = {}) => ({
  type: 'MOCK',
  cacheKeyParameters: [],
  cacheNamespace: 'id',
  passthroughBehavior: 'WHEN_NO_MATCH',
  requestTemplates: { 'application/json': '{"statusCode": 200}' },
  timeoutInMillis: 29000,
  ...more,
});

export const httpIntegration = (uri: string, more: object = {}) => ({
  type: 'HTTP',
  httpMethod: 'GET',
  uri,
  cacheKeyParameters: [],
  cacheNamespace: 'id',
  connectionType: 'INTERNET',
  passthroughBehavior: 'WHEN_NO_MATCH',
  timeoutInMillis: 29000,
  ...more,
});

export const stage = (stageName: string, more: object = {}) => ({
  stageName,
  deploymentId: 'id',
  cacheClusterEnabled: false,
  cacheClusterStatus: 'NOT_AVAILABLE',
  createdDate: 'time',
  lastUpdatedDate: 'time',
  methodSettings: {},
  tracingEnabled: false,
  ...more,
});

export const DEPLOYMENT = { id: 'id', createdDate: 'time' };

/** Setting one method setting brings the others along with these values. */
export const methodSettings = (more: object = {}) => ({
  cacheDataEncrypted: false,
  cacheTtlInSeconds: 300,
  cachingEnabled: false,
  dataTraceEnabled: false,
  metricsEnabled: false,
  requireAuthorizationForCacheControl: true,
  throttlingBurstLimit: 5000,
  throttlingRateLimit: 10000,
  unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
  ...more,
});

export const NOT_FOUND = 'NotFoundException';
export const BAD_REQUEST = 'BadRequestException';
export const CONFLICT = 'ConflictException';
export const VALIDATION = 'ValidationException';
export const SERIALIZATION = 'SerializationException';

export const NO_RESOURCE = 'Invalid Resource identifier specified';
export const NO_METHOD = 'Invalid Method identifier specified';
export const NO_INTEGRATION = 'Invalid Integration identifier specified';
export const NO_STATUS_CODE = 'Invalid Response status code specified';

/** AWS's text for constraint violations of its service model, several joined. */
export const violations = (...all: readonly string[]) =>
  `${all.length} validation error${all.length === 1 ? '' : 's'} detected: ${all.join('; ')}`;

export const wrongOp = (value: string, at: string, ...positions: readonly number[]) =>
  positions.map(
    (position) =>
      `Value '${value}' at '${at}.patchOperations.${position}.member.op' failed to satisfy constraint: ` +
      'Member must satisfy enum value set: [add, remove, move, test, replace, copy]',
  );

export const wrongStatusCode = (value: string) =>
  `Value '${value}' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\\d\\d`;
