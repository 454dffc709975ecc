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
  CreateSecurityGroup: [
    [
      'name taken',
      'InvalidGroup.Duplicate',
      "The security group '{name}' already exists for VPC '{vpc}'",
      'EC2 error codes',
    ],
    ['unknown VPC', 'InvalidVpcID.NotFound', "The vpc ID '{id}' does not exist", 'EC2 error codes'],
    [
      'name of an id',
      'InvalidParameterValue',
      'Value (sg-1) for parameter GroupName is invalid. Group names may not be in the format sg-*',
      'hashicorp/terraform-provider-aws',
    ],
    [
      'no description',
      'MissingParameter',
      'The request must contain the parameter groupDescription',
      'EC2 error codes',
    ],
  ],
  AuthorizeSecurityGroupIngress: [
    [
      'rule is there',
      'InvalidPermission.Duplicate',
      'the specified rule "peer: 10.0.0.0/16, TCP, from port: 443, to port: 443, ALLOW" already exists',
      'EC2 error codes',
    ],
    ['unknown group', 'InvalidGroup.NotFound', "The security group '{id}' does not exist", 'EC2 error codes'],
    [
      'rule from an unknown group',
      'InvalidGroup.NotFound',
      "The security group '{id}' does not exist",
      'EC2 error codes',
    ],
    ['no CIDR', 'InvalidParameterValue', 'CIDR block 10.0.0.0/33 is malformed', UNCONFIRMED],
  ],
  RevokeSecurityGroupEgress: [
    [
      'no such rule',
      'InvalidPermission.NotFound',
      'The specified rule does not exist in this security group.',
      'EC2 error codes',
    ],
  ],
  DeleteSecurityGroup: [
    [
      'used by a network interface',
      'DependencyViolation',
      'resource {id} has a dependent object',
      'aws/aws-k8s-tester',
    ],
    [
      'named by a rule of another group',
      'DependencyViolation',
      'resource {id} has a dependent object',
      'EC2 error codes',
    ],
    [
      'default group',
      'CannotDelete',
      'the specified group: "{id}" name: "default" cannot be deleted by a user',
      'EC2 error codes',
    ],
  ],
  DescribeNetworkInterfaces: [
    [
      'unknown id',
      'InvalidNetworkInterfaceID.NotFound',
      "The networkInterface ID '{id}' does not exist",
      'EC2 error codes',
    ],
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
