import { describe, expect, test } from '@jest/globals';
import { createSdkRequestHandler } from '../../sandbox/aws/sdk-request-handler.ts';
import { seedNetworkInterface } from '../../sandbox/aws/seed.ts';
import { createAws } from '../../src/aws/create-aws.ts';
import { sharedTags } from '../../src/desired/ownership.ts';
import { tcpRule } from '../../src/desired/security-group.ts';
import type { SecurityGroupRule } from '../../src/desired/security-group.ts';
import { planSecurityGroup } from '../../src/plan/plan-security-group.ts';
import { createTestWorld, REGION } from '../sandbox/aws/test-world.ts';

const { signal } = new AbortController();
const tags = sharedTags('cluster-one', 'VpcLink', 'key-one');

function setup() {
  const { emulator, principal, region, subnet, vpc } = createTestWorld();
  const aws = createAws({
    region: REGION,
    userAgent: 'test',
    metrics: { awsRequestFinished: () => undefined },
    now: () => 0,
    mayWrite: () => true,
    overrides: { credentials: principal, requestHandler: createSdkRequestHandler(emulator.handle) as never },
  });
  const writes = () => emulator.log.filter(({ kind }) => kind === 'write').map(({ operation }) => operation);
  const wanted = (rules: { ingress?: SecurityGroupRule[]; egress?: SecurityGroupRule[] }) => ({
    name: 'ours',
    description: 'a group of ours',
    vpcId: vpc.vpcId,
    tags,
    ingress: [],
    egress: [],
    ...rules,
  });
  /** Performs one plan after another until nothing is left to do. */
  async function bringInLine(desired: ReturnType<typeof wanted>) {
    for (;;) {
      const [found] = await aws.findSecurityGroups(tags, signal);
      const steps = planSecurityGroup(desired, found);
      if (steps.length === 0) return found!;
      for (const step of steps) {
        if (step.kind === 'create-security-group') await aws.createSecurityGroup(desired, signal);
        else if (step.kind === 'authorize')
          await aws.authorizeSecurityGroup(found!.id, step.direction, step.rules, signal);
        else await aws.revokeSecurityGroup(found!.id, step.direction, step.rules, signal);
      }
    }
  }
  return { aws, bringInLine, emulator, region, subnet, wanted, writes };
}

describe('a security group', () => {
  test('is made with its tags in one call, and lets in and out exactly what is wanted', async () => {
    const { bringInLine, region, wanted, writes } = setup();
    const group = await bringInLine(wanted({ ingress: [tcpRule('10.0.0.0/16', 443), tcpRule('2001:db8::/56', 443)] }));
    expect(writes()).toEqual(['CreateSecurityGroup', 'AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupEgress']);
    expect(group).toMatchObject({ name: 'ours', egress: [], tags });
    expect(region.securityGroups.get(group.id)).toMatchObject({
      ingress: [tcpRule('10.0.0.0/16', 443), tcpRule('2001:db8::/56', 443)],
      egress: [],
      tags,
    });
  });

  test('takes groups and ranges of ports as rules, and changes to others', async () => {
    const { bringInLine, region, wanted } = setup();
    const { id } = await bringInLine(wanted({ egress: [tcpRule('10.0.0.0/16', 8080, 8090)] }));
    const rules = { ingress: [tcpRule(id, 443)], egress: [tcpRule('10.0.0.0/16', 8080), tcpRule('0.0.0.0/0', 443)] };
    await bringInLine(wanted(rules));
    expect(region.securityGroups.get(id)).toMatchObject({
      ingress: rules.ingress,
      egress: expect.arrayContaining(rules.egress) as never,
    });
  });

  test('whose name is taken is refused, and no duplicate is made', async () => {
    const { aws, region, wanted } = setup();
    await aws.createSecurityGroup(wanted({}), signal);
    await expect(aws.createSecurityGroup(wanted({}), signal)).rejects.toMatchObject({
      name: 'RetryableError',
      outcomeUnknown: false,
      message: expect.stringContaining("The security group 'ours' already exists for VPC") as never,
    });
    expect(region.securityGroups.size).toBe(1);
  });

  test('is not deleted while a network interface uses it, which can be listed', async () => {
    const { aws, emulator, region, subnet, wanted } = setup();
    const { id } = await aws.createSecurityGroup(wanted({}), signal);
    const { subnetId } = subnet;
    const user = seedNetworkInterface(emulator, region, { subnetId, securityGroupIds: [id] });
    expect(await aws.listNetworkInterfaces(id, signal)).toEqual([user.networkInterfaceId]);
    await expect(aws.deleteSecurityGroup(id, signal)).rejects.toMatchObject({ reason: 'DeletionBlocked' });

    user.goneAt = 0;
    expect(await aws.listNetworkInterfaces(id, signal)).toEqual([]);
    await aws.deleteSecurityGroup(id, signal);
    await expect(aws.deleteSecurityGroup(id, signal)).resolves.toBeUndefined();
    expect(await aws.findSecurityGroups(tags, signal)).toEqual([]);
  });
});
