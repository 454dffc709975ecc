/** DNS suffix of invoke URLs and of load balancers by partition; source: botocore `partitions.json`. */
const dnsSuffixes: Readonly<Record<string, string>> = {
  aws: 'amazonaws.com',
  'aws-cn': 'amazonaws.com.cn',
  'aws-us-gov': 'amazonaws.com',
  'aws-eusc': 'amazonaws.eu',
  'aws-iso': 'c2s.ic.gov',
  'aws-iso-b': 'sc2s.sgov.gov',
  'aws-iso-e': 'cloud.adc-e.uk',
  'aws-iso-f': 'csp.hci.ic.gov',
};

/** The suffix of a partition that is newer than this table is not guessed: the URLs are left out then. */
export function dnsSuffix(partition: string): string | undefined {
  return dnsSuffixes[partition];
}

export function isDnsSuffix(suffix: string): boolean {
  return Object.values(dnsSuffixes).includes(suffix);
}
