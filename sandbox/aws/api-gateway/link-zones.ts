/**
 * Where VPC links V2 can be, by Region; in others they can be everywhere as far as is known.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-links-v2.html
 */
const ZONES: Readonly<Record<string, string>> = {
  'us-east-1': 'use1-az1 use1-az2 use1-az4 use1-az5 use1-az6',
  'us-west-1': 'usw1-az1 usw1-az3',
  'ap-east-1': 'ape1-az2 ape1-az3',
  'ap-northeast-1': 'apne1-az1 apne1-az2 apne1-az4',
  'ca-central-1': 'cac1-az1 cac1-az2',
  'eu-west-1': 'euw1-az1 euw1-az2 euw1-az3',
  'eu-west-3': 'euw3-az1 euw3-az3',
};

export const supportsLinks = (region: string, availabilityZoneId: string) =>
  ZONES[region] === undefined || ZONES[region].split(' ').includes(availabilityZoneId);
