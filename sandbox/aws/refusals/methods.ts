import {
  BAD,
  CONFLICT,
  NOT_FOUND,
  NO_AUTHORIZER,
  NO_LINK,
  NO_METHOD,
  NO_RESOURCE,
  RECORDED,
  TERRAFORM,
  UNCONFIRMED,
  VALIDATION,
} from './texts.ts';
import type { RefusalTexts } from './texts.ts';

export const methodsRefusals: RefusalTexts = {
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
    ['V2 link without a target', BAD, 'IntegrationTarget is required for VpcLinkV2 {id}.', `${TERRAFORM} #45230`],
    [
      'mapping from a parameter that the method does not declare',
      BAD,
      'Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: method.request.path.id]',
      'widely reported, not recorded',
    ],
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
};
