/** Situation, code, text, and where it is known from. */
export type RefusalText = readonly [situation: string, code: string, message: string, source: string];

/** Refusals by operation. */
export type RefusalTexts = Readonly<Record<string, readonly RefusalText[]>>;

export const BAD = 'BadRequestException';
export const VALIDATION = 'ValidationException';
export const NOT_FOUND = 'NotFoundException';
export const CONFLICT = 'ConflictException';
export const LIMIT = 'LimitExceededException';
export const RECORDED = 'recorded';
export const TERRAFORM = 'hashicorp/terraform-provider-aws';
export const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
export const INVALID_TOKEN = 'The security token included in the request is invalid.';
export const NO_API = 'Invalid API identifier specified {account}:{id}';
export const NO_RESOURCE = 'Invalid Resource identifier specified';
export const NO_METHOD = 'Invalid Method identifier specified';
export const NO_LINK = 'Invalid Vpc Link identifier specified';
export const NO_AUTHORIZER =
  'Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.';
export const INVALID_POLICY =
  'Invalid policy document. Please check the policy syntax and ensure that Principals are valid.';
export const NOT_PRIVATE = 'VPCEndpoints can only be specified with PRIVATE apis.';
export const UNCONFIRMED = 'text not confirmed';
export const ROLE_MISSING = 'CloudWatch Logs role ARN must be set in account settings to enable logging';
export const NO_SETTING = 'Cannot remove method setting {path} because there is no method setting for this method ';
export const NO_LOG_GROUP = 'The specified log group does not exist.';
