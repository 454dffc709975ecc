import { AwsError } from '../aws-error.ts';
import type { Answer, Call, Operation } from '../operation.ts';
import type { SecurityGroup, SecurityGroupRule } from '../state.ts';
import { describe, list, tagSet } from './describe.ts';
import type { Description } from './describe.ts';
import { presentNetworkInterfaces } from './network-interfaces.ts';
import { inWords, isSameRule, readPermissions, renderPermissions } from './permissions.ts';
import { readTagSpecifications } from './tag-specifications.ts';

const securityGroups: Description<SecurityGroup> = {
  operation: 'DescribeSecurityGroups',
  all: ({ region, world }) => [...region.securityGroups.values()].filter(({ groupId }) => world.isVisible(groupId)),
  id: (group) => group.groupId,
  idParameter: 'GroupId',
  idPattern: /^sg-[0-9a-f]{8,17}$/,
  malformedCode: 'InvalidGroupId.Malformed',
  notFound: ([id]) => noGroup(id ?? ''),
  filters: {
    'group-id': (group) => [group.groupId],
    'group-name': (group) => [group.groupName],
    'vpc-id': (group) => [group.vpcId],
  },
  resultName: 'securityGroupInfo',
  render: (group, { region }) => ({
    groupId: group.groupId,
    groupName: group.groupName,
    groupDescription: group.description,
    ownerId: region.accountId,
    vpcId: group.vpcId,
    ipPermissions: list(renderPermissions(group.ingress, region.accountId)),
    ipPermissionsEgress: list(renderPermissions(group.egress, region.accountId)),
    tagSet: tagSet(group.tags),
  }),
};

export const securityGroupOperations: readonly Operation[] = [
  describe(securityGroups),
  { name: 'CreateSecurityGroup', kind: 'write', run: createSecurityGroup },
  { name: 'AuthorizeSecurityGroupIngress', kind: 'write', run: (call) => authorize(call, 'ingress') },
  { name: 'AuthorizeSecurityGroupEgress', kind: 'write', run: (call) => authorize(call, 'egress') },
  { name: 'RevokeSecurityGroupIngress', kind: 'write', run: (call) => revoke(call, 'ingress') },
  { name: 'RevokeSecurityGroupEgress', kind: 'write', run: (call) => revoke(call, 'egress') },
  { name: 'DeleteSecurityGroup', kind: 'write', run: deleteSecurityGroup },
];

const everythingOut: SecurityGroupRule = { protocol: '-1', fromPort: -1, toPort: -1, peer: '0.0.0.0/0' };

function createSecurityGroup(call: Call): Answer {
  const { query, region, world } = call;
  const groupName = required(call, 'GroupName', 'groupName');
  const description = required(call, 'GroupDescription', 'groupDescription');
  if (groupName.startsWith('sg-')) {
    throw invalid(groupName, 'GroupName', 'Group names may not be in the format sg-*');
  }
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
  for (const [name, value] of [
    ['GroupName', groupName],
    ['GroupDescription', description],
  ] as const) {
    if (value.length > 255) throw invalid(value, name, 'Character sets beyond ASCII or too long.');
    if (!/^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/.test(value)) {
      throw invalid(value, name, 'Invalid security group description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*'); // prettier-ignore
    }
  }
  const vpcId = query.get('VpcId') ?? '';
  if (!region.vpcs.has(vpcId)) {
    throw new AwsError(400, 'InvalidVpcID.NotFound', `The vpc ID '${vpcId}' does not exist`);
  }
  // A name is taken even while a read-after-write lag hides who has it.
  if ([...region.securityGroups.values()].some((group) => group.vpcId === vpcId && group.groupName === groupName)) {
    throw new AwsError(
      400,
      'InvalidGroup.Duplicate',
      `The security group '${groupName}' already exists for VPC '${vpcId}'`,
    );
  }
  const group: SecurityGroup = {
    groupId: `sg-${world.ids.hexadecimal(17)}`,
    groupName,
    description,
    vpcId,
    ingress: [],
    egress: [everythingOut],
    tags: readTagSpecifications(call, 'security-group'),
  };
  region.securityGroups.set(group.groupId, group);
  return {
    status: 200,
    resourceId: group.groupId,
    body: { return: true, groupId: group.groupId, tagSet: tagSet(group.tags) },
  };
}

function authorize(call: Call, direction: 'ingress' | 'egress'): Answer {
  const group = requireGroup(call);
  const rules = readPermissions(call);
  const known = rules.find((rule) => group[direction].some((other) => isSameRule(rule, other)));
  if (known !== undefined) {
    throw new AwsError(400, 'InvalidPermission.Duplicate', `the specified rule "${inWords(known)}" already exists`);
  }
  group[direction] = [...group[direction], ...rules];
  return { status: 200, resourceId: group.groupId, body: { return: true } };
}

function revoke(call: Call, direction: 'ingress' | 'egress'): Answer {
  const group = requireGroup(call);
  const rules = readPermissions(call);
  if (!rules.every((rule) => group[direction].some((other) => isSameRule(rule, other)))) {
    throw new AwsError(400, 'InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
  }
  group[direction] = group[direction].filter((other) => !rules.some((rule) => isSameRule(rule, other)));
  return { status: 200, resourceId: group.groupId, body: { return: true } };
}

function deleteSecurityGroup(call: Call): Answer {
  const { region, world } = call;
  const group = requireGroup(call);
  const { groupId } = group;
  if (group.groupName === 'default') {
    throw new AwsError(
      400,
      'CannotDelete',
      `the specified group: "${groupId}" name: "default" cannot be deleted by a user`,
    );
  }
  const isInUse =
    presentNetworkInterfaces(region, world.now()).some((one) => one.securityGroupIds.includes(groupId)) ||
    [...region.securityGroups.values()].some(
      (other) => other !== group && [...other.ingress, ...other.egress].some(({ peer }) => peer === groupId),
    );
  if (isInUse) throw new AwsError(400, 'DependencyViolation', `resource ${groupId} has a dependent object`);
  region.securityGroups.delete(groupId);
  return { status: 200, resourceId: groupId, body: { return: true, groupId } };
}

function requireGroup({ query, region, world }: Call): SecurityGroup {
  const id = query.get('GroupId') ?? '';
  const group = region.securityGroups.get(id);
  if (group === undefined || !world.isVisible(id)) throw noGroup(id);
  return group;
}

function noGroup(id: string): AwsError {
  return new AwsError(400, 'InvalidGroup.NotFound', `The security group '${id}' does not exist`);
}

function required({ query }: Call, parameter: string, shown: string): string {
  const value = query.get(parameter);
  if (value === null || value === '') {
    throw new AwsError(400, 'MissingParameter', `The request must contain the parameter ${shown}`);
  }
  return value;
}

function invalid(value: string, parameter: string, why: string): AwsError {
  return new AwsError(400, 'InvalidParameterValue', `Value (${value}) for parameter ${parameter} is invalid. ${why}`);
}
