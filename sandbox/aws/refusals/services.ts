import { INVALID_TOKEN, MISMATCH, NO_LOG_GROUP, UNCONFIRMED } from './texts.ts';
import type { RefusalTexts } from './texts.ts';

export const servicesRefusals: RefusalTexts = {
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
  CreateLogGroup: [
    ['name taken', 'ResourceAlreadyExistsException', 'The specified log group already exists', 'anomalyco/sst #3767'],
    [
      'bad name',
      'InvalidParameterException',
      "1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+",
      'CloudWatch Logs API reference',
    ],
  ],
  AssociateKmsKey: [
    [
      'key that is not there or disabled',
      'InvalidParameterException',
      "The specified KMS Key Id could not be found. '{name}'",
      'hashicorp/terraform #24194',
    ],
    [
      'key whose policy does not admit CloudWatch Logs',
      'AccessDeniedException',
      "The specified KMS key does not exist or is not allowed to be used with Arn '{arn}'",
      'hashicorp/terraform-provider-aws #29282',
    ],
  ],
  PutRetentionPolicy: [
    ['unknown name', 'ResourceNotFoundException', NO_LOG_GROUP, 'Graylog2/graylog-plugin-aws #38'],
    [
      'number of days it does not know',
      'InvalidParameterException',
      "1 validation error detected: Value '2' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [{days}]",
      UNCONFIRMED,
    ],
  ],
  DeleteLogGroup: [['unknown name', 'ResourceNotFoundException', NO_LOG_GROUP, 'Graylog2/graylog-plugin-aws #38']],
  ListTagsForResource: [
    ['unknown log group', 'ResourceNotFoundException', NO_LOG_GROUP, 'Graylog2/graylog-plugin-aws #38'],
    ['ARN that ends in :*', 'ResourceNotFoundException', NO_LOG_GROUP, UNCONFIRMED],
  ],
  'GetResources of tags': [
    ['not an ARN', 'InvalidParameterException', '{arn} is not a valid AmazonResourceName (ARN)', 'aws/aws-cli #8109'],
    [
      'more than 100 ARNs',
      'InvalidParameterException',
      "1 validation error detected: Value at 'resourceARNList' must have length less than or equal to 100",
      UNCONFIRMED,
    ],
  ],
  DescribeLoadBalancers: [
    ['unknown ARN', 'LoadBalancerNotFound', "Load balancers '[{arn}]' not found", 'ELBv2 service model'],
  ],
};
