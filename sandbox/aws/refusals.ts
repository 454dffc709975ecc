/** A refusal the emulator knows, as AWS gives it. */
export interface RefusalRow {
  readonly operation: string;
  readonly situation: string;
  readonly status: number;
  readonly code: string;
  /** `{...}` stands for what differs from call to call. */
  readonly message: string;
  /** Where it is known from: `recorded` is an answer recorded from AWS, `text not confirmed` has only the code known. */
  readonly source: string;
}

type Row = readonly [situation: string, code: string, message: string, source: string];

const STATUS: Readonly<Record<string, number>> = {
  BadRequestException: 400,
  ValidationException: 400,
  SerializationException: 400,
  NotFoundException: 404,
  ConflictException: 409,
  LimitExceededException: 429,
  TooManyRequestsException: 429,
  UnrecognizedClientException: 403,
  InvalidSignatureException: 403,
  MissingAuthenticationTokenException: 403,
  InvalidClientTokenId: 403,
  SignatureDoesNotMatch: 403,
  AuthFailure: 401,
  NotImplemented: 501,
};

const BAD = 'BadRequestException';
const VALIDATION = 'ValidationException';
const NOT_FOUND = 'NotFoundException';
const CONFLICT = 'ConflictException';
const LIMIT = 'LimitExceededException';
const RECORDED = 'recorded';
const TERRAFORM = 'hashicorp/terraform-provider-aws';
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
const INVALID_TOKEN = 'The security token included in the request is invalid.';
const NO_API = 'Invalid API identifier specified {account}:{id}';
const NO_RESOURCE = 'Invalid Resource identifier specified';
const NO_METHOD = 'Invalid Method identifier specified';
const NO_LINK = 'Invalid Vpc Link identifier specified';
const NO_AUTHORIZER =
  'Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.';
const INVALID_POLICY = 'Invalid policy document. Please check the policy syntax and ensure that Principals are valid.';
const NOT_PRIVATE = 'VPCEndpoints can only be specified with PRIVATE apis.';
const UNCONFIRMED = 'text not confirmed';
const ROLE_MISSING = 'CloudWatch Logs role ARN must be set in account settings to enable logging';
const NO_SETTING = 'Cannot remove method setting {path} because there is no method setting for this method ';

const rows: Readonly<Record<string, readonly Row[]>> = {
  CreateRestApi: [
    ['empty description', BAD, 'Description cannot be an empty string', RECORDED],
    ['no name', BAD, 'Name cannot be empty', UNCONFIRMED],
    ['no endpoint type', BAD, 'REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.', RECORDED],
    ['two endpoint types', BAD, 'Cannot create an api with multiple Endpoint Types.', RECORDED],
    [
      'unknown endpoint type',
      VALIDATION,
      "1 validation error detected: Value '[wrong]' at 'createRestApiInput.endpointConfiguration.types' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [PRIVATE, EDGE, REGIONAL]]",
      RECORDED,
    ],
    ['PRIVATE with ipv4', BAD, 'Only dualstack ipAddressType is supported for Private APIs.', RECORDED],
    [
      'compression size out of range',
      BAD,
      'Invalid minimum compression size, must be between 0 and 10485760',
      RECORDED,
    ],
    ['endpoint ids on an API that is not PRIVATE', BAD, NOT_PRIVATE, 'aws/aws-cdk #9684'],
    ['malformed policy', BAD, INVALID_POLICY, `${TERRAFORM} #29392`],
    ['policy naming a principal that does not exist', BAD, INVALID_POLICY, `${TERRAFORM} #29392`],
    ['policy over the quota', LIMIT, 'Resource policy size exceeded the maximum allowed size', UNCONFIRMED],
    [
      'one PRIVATE API too many',
      LIMIT,
      'Maximum number of private APIs for this account has been reached. Please contact AWS.',
      UNCONFIRMED,
    ],
    [
      'tag with a reserved key',
      BAD,
      'Invalid tag key: {key}. aws: prefixed tag key names are not allowed',
      UNCONFIRMED,
    ],
    ['more tags than 50', LIMIT, 'Maximum number of tags for this resource has been reached', UNCONFIRMED],
  ],
  GetRestApi: [['unknown id', NOT_FOUND, NO_API, RECORDED]],
  DeleteRestApi: [['unknown id', NOT_FOUND, NO_API, RECORDED]],
  UpdateRestApi: [
    [
      'unknown operation word',
      VALIDATION,
      "1 validation error detected: Value 'wrong' at 'updateRestApiInput.patchOperations.1.member.op' failed to satisfy constraint: Member must satisfy enum value set: [add, remove, move, test, replace, copy]",
      RECORDED,
    ],
    ['unknown path', BAD, 'Invalid patch path /binaryMediaTypes', RECORDED],
    ['add on a scalar', BAD, 'Invalid patch operation specified. Must be one of: [replace]', RECORDED],
    [
      'unknown endpoint type',
      BAD,
      'Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE',
      RECORDED,
    ],
    ['PRIVATE to EDGE', BAD, 'Cannot update endpoint from PRIVATE to EDGE', UNCONFIRMED],
    ['type changed while endpoint ids are there', BAD, NOT_PRIVATE, `${TERRAFORM} #14269`],
    ['ipv4 on a PRIVATE API', BAD, 'Only dualstack ipAddressType is supported for Private APIs.', RECORDED],
    ['unknown address type', BAD, 'ipAddressType must be either ipv4 or dualstack.', RECORDED],
    [
      'two writes to one API overlap',
      CONFLICT,
      'Unable to complete operation due to concurrent modification. Please try again later.',
      `${TERRAFORM} #776`,
    ],
  ],
  PutRestApi: [
    ['no document', BAD, 'Invalid OpenAPI input.', RECORDED],
    ['unknown version', BAD, 'Unable to build importer with provided input.', 'recorded by LocalStack'],
    ['endpoint ids before the API is PRIVATE', BAD, NOT_PRIVATE, 'aws/aws-cdk #9684'],
    [
      'integration that cannot be put',
      BAD,
      "Errors found during import:\n\tUnable to put integration on 'GET' for resource at path '/orders/{id}': Invalid Vpc Link identifier specified",
      'aws/serverless-application-model reports',
    ],
    ['warning with failOnWarnings', BAD, 'Warnings found during import:\n\t{warning}', UNCONFIRMED],
    [
      'more than 300 resources',
      LIMIT,
      'Maximum number of Resources for this API has been reached. Please contact AWS if you need additional Resources.',
      `${TERRAFORM} #37605`,
    ],
  ],
  ImportRestApi: [['endpoint ids without PRIVATE', BAD, NOT_PRIVATE, 'aws/aws-cdk #9684']],
  CreateResource: [
    ['unknown parent', NOT_FOUND, NO_RESOURCE, RECORDED],
    ['name taken', CONFLICT, 'Another resource with the same parent already has this name: pets', RECORDED],
    [
      'second variable on a level',
      BAD,
      'A sibling ({one}) of this resource already has a variable path part -- only one is allowed',
      RECORDED,
    ],
    [
      'child of a greedy variable',
      BAD,
      'Cannot create a child of a resource with a greedy path variable: {proxy+}',
      RECORDED,
    ],
    [
      'characters that a path cannot have',
      BAD,
      "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
      UNCONFIRMED,
    ],
  ],
  UpdateResource: [
    ['root renamed', BAD, 'Root resource cannot update its pathPart.', RECORDED],
    ['below itself', BAD, 'Resources cannot be cyclical.', RECORDED],
  ],
  DeleteResource: [['root', BAD, 'Root resource cannot be deleted.', UNCONFIRMED]],
  PutMethod: [
    ['repeated', CONFLICT, 'Method already exists for this resource', 'go-to-k/cdkd'],
    ['unknown API or resource', NOT_FOUND, NO_RESOURCE, RECORDED],
    ['CUSTOM without an authorizer', BAD, NO_AUTHORIZER, RECORDED],
    ['unknown model', BAD, 'Invalid model identifier specified: petModel', RECORDED],
    ['unknown validator', BAD, 'Invalid Request Validator identifier specified', RECORDED],
    [
      'unknown verb',
      BAD,
      'Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY',
      RECORDED,
    ],
  ],
  GetMethod: [['unknown verb', NOT_FOUND, NO_METHOD, RECORDED]],
  PutIntegration: [
    ['URI that is no HTTP address', BAD, 'Invalid HTTP endpoint specified for URI', RECORDED],
    ['AWS URI that is no ARN', BAD, 'Invalid ARN specified in the request', RECORDED],
    ['AWS ARN without path or action', BAD, 'AWS ARN for integration must contain path or action', RECORDED],
    ['unknown VPC link', NOT_FOUND, NO_LINK, UNCONFIRMED],
    ['timeout below 50 ms', BAD, 'Timeout should be between 50 ms and 29000 ms', UNCONFIRMED],
    [
      'unknown type',
      VALIDATION,
      "1 validation error detected: Value 'HTTPS_PROXY' at 'putIntegrationInput.type' failed to satisfy constraint: Member must satisfy enum value set: [HTTP, MOCK, AWS_PROXY, HTTP_PROXY, AWS]",
      RECORDED,
    ],
  ],
  GetIntegration: [['method without one', NOT_FOUND, 'Invalid Integration identifier specified', RECORDED]],
  PutIntegrationResponse: [
    [
      'no method response for the status',
      BAD,
      'Invalid mapping expression specified: Validation Result: warnings : [], errors : [No method response exists for method.]',
      'go-to-k/cdkd',
    ],
  ],
  GetIntegrationResponse: [
    ['unknown status code', NOT_FOUND, 'Invalid Response status code specified', RECORDED],
    [
      'status code that is none',
      VALIDATION,
      "1 validation error detected: Value 'wrong' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\\d\\d",
      RECORDED,
    ],
  ],
  CreateDeployment: [
    [
      'PRIVATE API without a policy',
      BAD,
      "Private REST API doesn't have a resource policy attached to it",
      `${TERRAFORM} #14290`,
    ],
    ['no method', BAD, "The REST API doesn't contain any methods", 'anomalyco/sst #3976'],
    ['method without integration', BAD, 'No integration defined for method', 'getmoto/moto #9466'],
    ['VPC link that is DELETING or FAILED', BAD, 'VPC link {id} is not available', UNCONFIRMED],
  ],
  GetDeployment: [['unknown id', NOT_FOUND, 'Invalid Deployment identifier specified', UNCONFIRMED]],
  DeleteDeployment: [
    ['a stage points at it', BAD, 'Active stages pointing to this deployment must be moved or deleted', RECORDED],
  ],
  CreateStage: [
    ['unknown deployment', BAD, 'Deployment id does not exist', RECORDED],
    ['name taken', CONFLICT, 'Stage already exists', 'go-to-k/cdkd'],
    [
      'one stage too many',
      LIMIT,
      'Maximum number of stages for this API has been reached. Please contact AWS.',
      UNCONFIRMED,
    ],
  ],
  GetStage: [['unknown name', NOT_FOUND, 'Invalid stage identifier specified', UNCONFIRMED]],
  UpdateStage: [
    ['unknown deployment', BAD, 'Deployment id does not exist', RECORDED],
    ['unknown path', BAD, 'Invalid method setting path: /tags/one. Must be one of: [{paths}]', RECORDED],
    ['settings that are not there removed', BAD, NO_SETTING, RECORDED],
    ['part of the access log removed', BAD, NO_SETTING, RECORDED],
    ['empty access log value', BAD, 'Access Log value must not be empty', RECORDED],
    ['access log without the account role', BAD, ROLE_MISSING, 'aws/aws-cdk #33977'],
    ['execution log without the account role', BAD, ROLE_MISSING, 'aws/aws-cdk #10878'],
  ],
  CreateVpcLink: [
    ['no ARN', BAD, 'Invalid ARN. ARN is not well formed invalid-arn', RECORDED],
    ['empty name', BAD, 'Name cannot be empty', RECORDED],
    ['two targets', BAD, 'More than one target arn specified for vpc link.', `${TERRAFORM} #2512`],
    [
      'one link too many',
      LIMIT,
      'Maximum number of VPC links for this account has been reached. Please contact AWS.',
      UNCONFIRMED,
    ],
  ],
  GetVpcLink: [['unknown id', NOT_FOUND, NO_LINK, RECORDED]],
  UpdateVpcLink: [
    ['other targets', BAD, 'Target arns are not allowed to be changed/added.', 'CloudFormation schema'],
    ['while PENDING', BAD, "Cannot update or delete vpc link '{id}' in status PENDING.", UNCONFIRMED],
  ],
  DeleteVpcLink: [
    ['unknown id', NOT_FOUND, NO_LINK, RECORDED],
    ['while PENDING', BAD, "Cannot update or delete vpc link '{id}' in status PENDING.", UNCONFIRMED],
    [
      'a method names it',
      BAD,
      "Cannot delete vpc link. Vpc link '{id}', is referenced in [GET:{resource}] in format of [Method:Resource].",
      `${TERRAFORM} #12195`,
    ],
    [
      'a deployment that a stage serves names it',
      BAD,
      "Cannot delete vpc link. Vpc link '{id}', is referenced in [GET:{resource}:prod] in format of [Method:Resource:Stage].",
      'klothoplatform/klotho #202',
    ],
  ],
  TagResource: [['unknown API', NOT_FOUND, NO_API, RECORDED]],
  'any of API Gateway': [
    ['unknown access key', 'UnrecognizedClientException', INVALID_TOKEN, 'AWS common errors'],
    ['wrong secret', 'InvalidSignatureException', MISMATCH, 'AWS common errors'],
    ['signed an hour ago', 'InvalidSignatureException', 'Signature expired: {times}', 'AWS common errors'],
    ['faster than the rate', 'TooManyRequestsException', 'Too Many Requests', 'AWS service model'],
    ['not implemented here', 'NotImplemented', 'The emulator does not implement {operation}', 'this emulator'],
  ],
  'any of STS and ELBv2': [
    ['unknown access key', 'InvalidClientTokenId', INVALID_TOKEN, 'AWS common errors'],
    ['wrong secret', 'SignatureDoesNotMatch', MISMATCH, 'AWS common errors'],
  ],
  'any of EC2': [
    ['wrong secret', 'AuthFailure', 'AWS was not able to validate the provided access credentials', 'EC2 error codes'],
  ],
  DescribeVpcs: [['unknown id', 'InvalidVpcID.NotFound', "The vpc ID '{id}' does not exist", 'EC2 error codes']],
  DescribeSubnets: [
    ['unknown id', 'InvalidSubnetID.NotFound', "The subnet ID '{id}' does not exist", 'EC2 error codes'],
  ],
  DescribeSecurityGroups: [
    ['unknown id', 'InvalidGroup.NotFound', "The security group '{id}' does not exist", 'EC2 error codes'],
  ],
  DescribeVpcEndpoints: [
    ['unknown id', 'InvalidVpcEndpointId.NotFound', "The Vpc Endpoint Id '{id}' does not exist", 'EC2 error codes'],
  ],
  DescribeLoadBalancers: [
    ['unknown ARN', 'LoadBalancerNotFound', "Load balancers '[{arn}]' not found", 'ELBv2 service model'],
  ],
};

/** Every refusal by operation and situation; a test provokes each, and the documentation lists them. */
export const refusalRows: readonly RefusalRow[] = Object.entries(rows).flatMap(([operation, list]) =>
  list.map(([situation, code, message, source]) => ({
    operation,
    situation,
    status: STATUS[code] ?? 400,
    code,
    message,
    source,
  })),
);

/** The table of the documentation, in Markdown. */
export function refusalTable(): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('\t', '').trim();
  const lines = refusalRows.map(
    ({ operation, situation, status, code, message, source }) =>
      `| ${[operation, situation, `${status} ${code}`, `\`${cell(message)}\``, source].join(' | ')} |`,
  );
  return ['| Operation | Situation | Answer | Text | Known from |', '| --- | --- | --- | --- | --- |', ...lines].join(
    '\n',
  );
}
