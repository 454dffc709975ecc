/**
 * Availability zones, by id, in which VPC links V2 can be, by Region. A Region that is not in the list may be a newer one:
 * AWS says itself what it does not take there. Source: API Gateway developer guide, "Set up VPC links V2", "Availability
 * by Region".
 */
const supported: Readonly<Record<string, readonly [prefix: string, ...zones: number[]]>> = {
  'us-east-1': ['use1', 1, 2, 4, 5, 6],
  'us-east-2': ['use2', 1, 2, 3],
  'us-west-1': ['usw1', 1, 3],
  'us-west-2': ['usw2', 1, 2, 3, 4],
  'ap-east-1': ['ape1', 2, 3],
  'ap-south-1': ['aps1', 1, 2, 3],
  'ap-northeast-1': ['apne1', 1, 2, 4],
  'ap-northeast-2': ['apne2', 1, 2, 3],
  'ap-southeast-1': ['apse1', 1, 2, 3],
  'ap-southeast-2': ['apse2', 1, 2, 3],
  'ca-central-1': ['cac1', 1, 2],
  'eu-central-1': ['euc1', 1, 2, 3],
  'eu-north-1': ['eun1', 1, 2, 3],
  'eu-south-2': ['eus2', 1, 2, 3],
  'eu-west-1': ['euw1', 1, 2, 3],
  'eu-west-2': ['euw2', 1, 2, 3],
  'eu-west-3': ['euw3', 1, 3],
  'me-south-1': ['mes1', 1, 2, 3],
  'sa-east-1': ['sae1', 1, 2, 3],
  'us-gov-west-1': ['usgw1', 1, 2, 3],
};

/** Names of zones differ between accounts, ids do not. */
export function canHoldLink(region: string, availabilityZoneId: string): boolean {
  const [prefix, ...zones] = supported[region] ?? [];
  return prefix === undefined || zones.some((zone) => availabilityZoneId === `${prefix}-az${zone}`);
}
