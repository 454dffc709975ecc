import {
  AssociateKmsKeyCommand,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DisassociateKmsKeyCommand,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from '@jest/globals';
import { seedKmsKey } from '../../../sandbox/aws/seed.ts';
import { createTestWorld } from './test-world.ts';

const resourceArn = 'arn:aws:logs:eu-west-1:111122223333:log-group:shop/orders';
const logGroupName = 'shop/orders';

test('a log group is made with tags, keeps lines for ever until told otherwise, and goes', async () => {
  const { logs, region } = createTestWorld();
  await logs.send(new CreateLogGroupCommand({ logGroupName, tags: { a: '1', b: '2' } }));
  const describe = () => logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: 'shop/' }));
  const [made] = (await describe()).logGroups ?? [];
  expect(made).toMatchObject({ logGroupName, arn: `${resourceArn}:*`, logGroupArn: resourceArn, storedBytes: 0 });
  expect(made?.retentionInDays).toBeUndefined();

  await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 7 }));
  await logs.send(new TagResourceCommand({ resourceArn, tags: { b: '3', c: '4' } }));
  await logs.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a'] }));
  expect((await describe()).logGroups?.[0]?.retentionInDays).toBe(7);
  expect((await logs.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({ b: '3', c: '4' });

  await logs.send(new DeleteLogGroupCommand({ logGroupName }));
  expect(region.logGroups.size).toBe(0);
});

test('a log group is encrypted by the key of its creation, by another, by none', async () => {
  const { logs, emulator, region } = createTestWorld();
  const [first, second] = [seedKmsKey(emulator, region), seedKmsKey(emulator, region)];
  const keyNow = async () =>
    (await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }))).logGroups?.[0]?.kmsKeyId;
  await logs.send(new CreateLogGroupCommand({ logGroupName, kmsKeyId: first.arn }));
  expect(await keyNow()).toBe(first.arn);
  await logs.send(new AssociateKmsKeyCommand({ logGroupName, kmsKeyId: second.arn }));
  expect(await keyNow()).toBe(second.arn);
  await logs.send(new DisassociateKmsKeyCommand({ logGroupName }));
  expect(await keyNow()).toBeUndefined();
});

test('log groups are listed by prefix, sorted by name, page by page', async () => {
  const { logs } = createTestWorld();
  for (const name of ['b', 'a/2', 'a', 'a/1']) await logs.send(new CreateLogGroupCommand({ logGroupName: name }));
  const list = (input: object) =>
    logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: 'a', limit: 2, ...input }));
  const first = await list({});
  const second = await list({ nextToken: first.nextToken });
  expect([first, second].map(({ logGroups = [] }) => logGroups.map((one) => one.logGroupName))).toEqual([
    ['a', 'a/1'],
    ['a/2'],
  ]);
  expect(second.nextToken).toBeUndefined();
});
