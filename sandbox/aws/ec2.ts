import { AwsError } from './aws-error.ts';
import type { Call, Operation } from './operation.ts';
import { dnsSuffixOf } from './partitions.ts';
import { filterParameters, listParameter } from './query-parameters.ts';
import type { SecurityGroup, Subnet, Tags, Vpc, VpcEndpoint } from './state.ts';
import type { XmlElement, XmlList, XmlValue } from './xml.ts';

/** How one kind of EC2 object is described. */
interface Description<T> {
  readonly operation: string;
  readonly all: (call: Call) => Iterable<T>;
  readonly id: (object: T) => string;
  /** Form parameter with the wanted ids, such as `VpcId` for `VpcId.1`. */
  readonly idParameter: string;
  readonly idPattern: RegExp;
  readonly malformedCode: string;
  readonly notFound: (ids: readonly string[]) => AwsError;
  /** What each filter compares with. */
  readonly filters: Readonly<Record<string, (object: T) => readonly string[]>>;
  readonly resultName: string;
  readonly render: (object: T, call: Call) => XmlElement;
}

const vpcs: Description<Vpc> = {
  operation: 'DescribeVpcs',
  all: ({ region }) => region.vpcs.values(),
  id: (vpc) => vpc.vpcId,
  idParameter: 'VpcId',
  idPattern: /^vpc-[0-9a-f]{8,17}$/,
  malformedCode: 'InvalidVpcID.Malformed',
  notFound: ([id]) => new AwsError(400, 'InvalidVpcID.NotFound', `The vpc ID '${id}' does not exist`),
  filters: { 'vpc-id': (vpc) => [vpc.vpcId], cidr: (vpc) => [vpc.cidrBlock] },
  resultName: 'vpcSet',
  render: (vpc, { region }) => ({
    vpcId: vpc.vpcId,
    ownerId: region.accountId,
    state: 'available',
    cidrBlock: vpc.cidrBlock,
    isDefault: false,
    cidrBlockAssociationSet: list([
      {
        associationId: vpc.vpcId.replace('vpc-', 'vpc-cidr-assoc-'),
        cidrBlock: vpc.cidrBlock,
        cidrBlockState: { state: 'associated' },
      },
    ]),
    tagSet: tagSet(vpc.tags),
  }),
};

const subnets: Description<Subnet> = {
  operation: 'DescribeSubnets',
  all: ({ region }) => region.subnets.values(),
  id: (subnet) => subnet.subnetId,
  idParameter: 'SubnetId',
  idPattern: /^subnet-[0-9a-f]{8,17}$/,
  malformedCode: 'InvalidSubnetID.Malformed',
  notFound: ([id]) => new AwsError(400, 'InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`),
  filters: {
    'subnet-id': (subnet) => [subnet.subnetId],
    'vpc-id': (subnet) => [subnet.vpcId],
    'availability-zone': (subnet) => [subnet.availabilityZone],
    'availability-zone-id': (subnet) => [subnet.availabilityZoneId],
  },
  resultName: 'subnetSet',
  render: (subnet, { region }) => ({
    subnetId: subnet.subnetId,
    vpcId: subnet.vpcId,
    ownerId: region.accountId,
    state: 'available',
    cidrBlock: subnet.cidrBlock,
    availabilityZone: subnet.availabilityZone,
    availabilityZoneId: subnet.availabilityZoneId,
    tagSet: tagSet(subnet.tags),
  }),
};

const securityGroups: Description<SecurityGroup> = {
  operation: 'DescribeSecurityGroups',
  all: ({ region }) => region.securityGroups.values(),
  id: (group) => group.groupId,
  idParameter: 'GroupId',
  idPattern: /^sg-[0-9a-f]{8,17}$/,
  malformedCode: 'InvalidGroupId.Malformed',
  notFound: ([id]) => new AwsError(400, 'InvalidGroup.NotFound', `The security group '${id}' does not exist`),
  filters: {
    'group-id': (group) => [group.groupId],
    'group-name': (group) => [group.groupName],
    'vpc-id': (group) => [group.vpcId],
  },
  resultName: 'securityGroupInfo',
  render: (group, { region }) => ({
    groupId: group.groupId,
    groupName: group.groupName,
    groupDescription: group.groupName,
    ownerId: region.accountId,
    vpcId: group.vpcId,
    ipPermissions: list([]),
    ipPermissionsEgress: list([]),
    tagSet: tagSet(group.tags),
  }),
};

const vpcEndpoints: Description<VpcEndpoint> = {
  operation: 'DescribeVpcEndpoints',
  all: ({ region }) => region.vpcEndpoints.values(),
  id: (endpoint) => endpoint.vpcEndpointId,
  idParameter: 'VpcEndpointId',
  idPattern: /^vpce-[0-9a-f]{8,17}$/,
  malformedCode: 'InvalidVpcEndpointId.Malformed',
  notFound: (ids) =>
    new AwsError(400, 'InvalidVpcEndpointId.NotFound', `The Vpc Endpoint Id '${ids.join(', ')}' does not exist`),
  filters: {
    'vpc-endpoint-id': (endpoint) => [endpoint.vpcEndpointId],
    'vpc-id': (endpoint) => [endpoint.vpcId],
    'service-name': (endpoint) => [endpoint.serviceName],
    'vpc-endpoint-state': (endpoint) => [endpoint.state],
    'vpc-endpoint-type': (endpoint) => [endpoint.vpcEndpointType],
  },
  resultName: 'vpcEndpointSet',
  render: (endpoint, { region, world }) => ({
    vpcEndpointId: endpoint.vpcEndpointId,
    vpcEndpointType: endpoint.vpcEndpointType,
    vpcId: endpoint.vpcId,
    serviceName: endpoint.serviceName,
    state: endpoint.state,
    policyDocument: JSON.stringify(endpoint.policy),
    routeTableIdSet: list([]),
    subnetIdSet: list(endpoint.subnetIds),
    groupSet: list(
      endpoint.securityGroupIds.map((groupId) => ({
        groupId,
        groupName: region.securityGroups.get(groupId)?.groupName,
      })),
    ),
    ipAddressType: 'ipv4',
    dnsOptions: { dnsRecordIpType: 'ipv4' },
    privateDnsEnabled: endpoint.privateDnsEnabled,
    requesterManaged: false,
    networkInterfaceIdSet: list([]),
    dnsEntrySet: list([{ dnsName: endpointDnsName(endpoint, region.region, world.state.partition) }]),
    ownerId: region.accountId,
    tagSet: tagSet(endpoint.tags),
  }),
};

export const ec2Operations: readonly Operation[] = [
  describe(vpcs),
  describe(subnets),
  describe(securityGroups),
  describe(vpcEndpoints),
];

/** Regional DNS name of an execute-api endpoint: `vpce-id-xxxxxxxx.execute-api.region.vpce.amazonaws.com`. */
export function endpointDnsName(endpoint: VpcEndpoint, region: string, partition: string): string {
  return `${endpoint.vpcEndpointId}-${endpoint.vpcEndpointId.slice(-8)}.execute-api.${region}.vpce.${dnsSuffixOf(partition)}`;
}

function describe<T extends { readonly tags: Tags }>(description: Description<T>): Operation {
  return { name: description.operation, kind: 'read', run: (call) => run(description, call) };
}

function run<T extends { readonly tags: Tags }>(description: Description<T>, call: Call) {
  const ids = listParameter(call.query, description.idParameter);
  refuseMalformed(ids, description);
  const all = [...description.all(call)];
  const missing = ids.filter((id) => !all.some((object) => description.id(object) === id));
  if (missing.length > 0) throw description.notFound(missing);
  const wanted = ids.length === 0 ? all : all.filter((object) => ids.includes(description.id(object)));
  const matching = wanted.filter((object) => matchesFilters(object, description, call.query));
  const { page, nextToken } = paged(matching, call.query);
  return {
    status: 200,
    body: { [description.resultName]: list(page.map((object) => description.render(object, call))), nextToken },
  };
}

function refuseMalformed<T>(ids: readonly string[], { idPattern, malformedCode }: Description<T>): void {
  const malformed = ids.find((id) => !idPattern.test(id));
  if (malformed !== undefined) throw new AwsError(400, malformedCode, `Invalid id: "${malformed}"`);
}

function matchesFilters<T extends { readonly tags: Tags }>(
  object: T,
  { filters }: Description<T>,
  form: URLSearchParams,
): boolean {
  return filterParameters(form).every(({ name, values }) => {
    const has = name.startsWith('tag:')
      ? [object.tags[name.slice(4)]].filter((value) => value !== undefined)
      : name === 'tag-key'
        ? Object.keys(object.tags)
        : filters[name]?.(object);
    if (has === undefined) throw new AwsError(400, 'InvalidParameterValue', `The filter '${name}' is invalid`);
    return values.some((value) => has.some((one) => wildcard(value).test(one)));
  });
}

/** EC2 filters take `*` and `?`; a backslash makes them literal. */
function wildcard(value: string): RegExp {
  const source = value.replaceAll(/\\([*?\\])|([*?])|([^\w])/g, (whole, literal: string, sign: string) =>
    literal !== undefined ? `\\${literal}` : sign === '*' ? '.*' : sign === '?' ? '.' : `\\${whole}`,
  );
  return new RegExp(`^${source}$`, 's');
}

function paged<T>(objects: readonly T[], form: URLSearchParams): { page: readonly T[]; nextToken: string | undefined } {
  const maximum = Number(form.get('MaxResults') ?? 1000);
  const start = Number(Buffer.from(form.get('NextToken') ?? '', 'base64').toString() || 0);
  if (!Number.isSafeInteger(start)) throw new AwsError(400, 'InvalidNextToken', 'The token is not valid');
  const end = start + maximum;
  const nextToken = end < objects.length ? Buffer.from(String(end)).toString('base64') : undefined;
  return { page: objects.slice(start, end), nextToken };
}

const list = (items: readonly XmlValue[]): XmlList => ({ itemName: 'item', items });

const tagSet = (tags: Tags) => list(Object.entries(tags).map(([key, value]) => ({ key, value })));
