import {
  BAD,
  CONFLICT,
  LIMIT,
  NOT_FOUND,
  NO_LINK,
  NO_SETTING,
  RECORDED,
  ROLE_MISSING,
  TERRAFORM,
  UNCONFIRMED,
} from './texts.ts';
import type { RefusalTexts } from './texts.ts';

export const deploymentsRefusals: RefusalTexts = {
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
  // The V2 API; AWS names its operations as those of V1.
  CreateVpcLinkV2: [
    ['without subnets', BAD, 'SubnetIds cannot be empty', UNCONFIRMED],
    [
      'zone without V2 links',
      BAD,
      "Subnet '{id}' is in Availability Zone 'euw1-az9' where service is not available",
      'aws/aws-cdk #13569',
    ],
    [
      'one link too many',
      BAD,
      'There are too many Vpc Links defined for this account. Limit is 1.',
      `${TERRAFORM} PR #40500`,
    ],
  ],
  DeleteVpcLinkV2: [
    ['unknown id', NOT_FOUND, NO_LINK, UNCONFIRMED],
    ['while PENDING', BAD, "Cannot update or delete vpc link '{id}' in status PENDING.", UNCONFIRMED],
    [
      'a method names it',
      BAD,
      "Cannot delete vpc link. Vpc link '{id}', is referenced in [GET:{resource}] in format of [Method:Resource].",
      `${TERRAFORM} #12195`,
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
};
