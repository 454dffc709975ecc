import { BAD, CONFLICT, INVALID_POLICY, LIMIT, NOT_FOUND, TERRAFORM, UNCONFIRMED } from './texts.ts';
import type { RefusalTexts } from './texts.ts';

const NO_DOMAIN = 'Invalid domain name identifier specified';
const GUIDE = 'API Gateway developer guide, text not confirmed';
const NO_ZONE = 'No hosted zone found with ID: {id}';
const BUSY = "Cannot update or delete domain name '{name}' in status {status}";

export const domainNamesRefusals: RefusalTexts = {
  CreateDomainName: [
    ['wildcard', BAD, 'Invalid domain name: *.shop.example', GUIDE],
    ['no certificate', BAD, 'A certificate is required for a private custom domain name', UNCONFIRMED],
    [
      'certificate of another region',
      BAD,
      "Invalid certificate ARN: {arn}. Certificate must be in 'eu-west-1'.",
      UNCONFIRMED,
    ],
    ['certificate that does not exist', BAD, 'The certificate {arn} does not exist', UNCONFIRMED],
    ['certificate that is not issued', BAD, 'The certificate {arn} is not issued yet', UNCONFIRMED],
    [
      'certificate for another name',
      BAD,
      'The domain name to be created is not covered by the provided certificate.',
      'recorded by LocalStack',
    ],
    ['malformed policy', BAD, INVALID_POLICY, UNCONFIRMED],
    [
      'one too many',
      LIMIT,
      'Maximum number of private custom domain names for this account has been reached',
      UNCONFIRMED,
    ],
    ['not private', 'NotImplemented', 'The emulator implements private custom domain names only', 'this emulator'],
  ],
  GetDomainName: [['name without its id', NOT_FOUND, NO_DOMAIN, `${TERRAFORM} #41659`]],
  UpdateDomainName: [
    ['while AWS makes it', BAD, BUSY, GUIDE],
    [
      'unknown path',
      BAD,
      "Invalid patch path  '/domainName' specified for op 'replace'. Must be one of: [/certificateArn, /policy]",
      UNCONFIRMED,
    ],
  ],
  DeleteDomainName: [
    ['unknown id', NOT_FOUND, NO_DOMAIN, 'ekristen/aws-nuke #533'],
    ['while AWS makes it', BAD, BUSY, GUIDE],
    ['with an access association', BAD, 'Cannot delete a domain name that has domain name access associations', GUIDE],
  ],
  CreateBasePathMapping: [
    ['name without its id', NOT_FOUND, NO_DOMAIN, `${TERRAFORM} #41659`],
    ['base path taken', CONFLICT, 'Base path already exists for this domain name', 'getmoto/moto'],
    [
      'base path of two segments',
      BAD,
      'Invalid base path: multi-level base path mappings are not supported for private custom domain names',
      GUIDE,
    ],
    ['unknown API', BAD, 'Invalid REST API identifier specified', 'getmoto/moto'],
    ['unknown stage', BAD, 'Invalid stage identifier specified', 'getmoto/moto'],
    ['API that is not private', BAD, 'A private custom domain name can only be mapped to a private API', GUIDE],
  ],
  UpdateBasePathMapping: [
    ['unknown base path', NOT_FOUND, 'Invalid base path mapping identifier specified', 'getmoto/moto'],
  ],
  DeleteBasePathMapping: [
    ['unknown base path', NOT_FOUND, 'Invalid base path mapping identifier specified', 'getmoto/moto'],
  ],
  CreateDomainNameAccessAssociation: [
    ['unknown domain name', NOT_FOUND, NO_DOMAIN, UNCONFIRMED],
    ['unknown endpoint', BAD, 'Invalid access association source: vpce-00000000', UNCONFIRMED],
    ['made already', CONFLICT, 'Domain name access association already exists', UNCONFIRMED],
    [
      'endpoint with another domain name of the same name',
      CONFLICT,
      'VPC endpoint {id} is associated with another domain name orders.shop.example',
      GUIDE,
    ],
  ],
  DeleteDomainNameAccessAssociation: [
    ['unknown ARN', NOT_FOUND, 'Invalid domain name access association identifier specified', UNCONFIRMED],
  ],
  GetHostedZone: [['unknown hosted zone', 'NoSuchHostedZone', NO_ZONE, 'boto/botocore tests']],
  ListResourceRecordSets: [['unknown hosted zone', 'NoSuchHostedZone', NO_ZONE, 'boto/botocore tests']],
  ChangeResourceRecordSets: [
    [
      'create what is there',
      'InvalidChangeBatch',
      "[Tried to create resource record set [name='orders.shop.example.', type='A'] but it already exists]",
      'rehanvdm/serverless-website-analytics',
    ],
    [
      'delete what is not there',
      'InvalidChangeBatch',
      "[Tried to delete resource record set [name='orders.shop.example.', type='A'] but it was not found]",
      'several reports',
    ],
    [
      'delete what has other values',
      'InvalidChangeBatch',
      "[Tried to delete resource record set [name='orders.shop.example.', type='A'] but the values provided do not match the current values]",
      'several reports',
    ],
    [
      'a CNAME beside others',
      'InvalidChangeBatch',
      '[RRSet of type CNAME with DNS name orders.shop.example. is not permitted as it conflicts with other records with the same DNS name in zone shop.example.]',
      'several reports',
    ],
    [
      'a name of another zone',
      'InvalidChangeBatch',
      '[RRSet with DNS name orders.bank.example. is not permitted in zone shop.example.]',
      'several reports',
    ],
  ],
};
