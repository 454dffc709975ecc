import { expect, test } from '@jest/globals';
import { createSdkRequestHandler } from '../../sandbox/aws/sdk-request-handler.ts';
import { createCalls } from '../../src/aws/calls.ts';
import { createAwsClients } from '../../src/aws/clients.ts';
import { createResourceTags } from '../../src/aws/resource-tags.ts';
import { ACCOUNT, createTestWorld, REGION } from '../sandbox/aws/test-world.ts';

const { signal } = new AbortController();
const identity = { accountId: ACCOUNT, partition: 'aws', region: REGION };

function aReader() {
  const { emulator, region, principal } = createTestWorld();
  const { accessKeyId, secretAccessKey } = principal;
  const clients = createAwsClients(REGION, 'test', {
    credentials: { accessKeyId, secretAccessKey },
    requestHandler: createSdkRequestHandler(emulator.handle) as never,
  });
  const metrics = { awsRequestFinished: () => undefined };
  const calls = createCalls('tagging', { metrics, now: () => 0, mayWrite: () => true });
  return { reader: createResourceTags(calls, clients), emulator, region };
}

const keyArn = (id: number, home = `${REGION}:${ACCOUNT}`) => `arn:aws:kms:${home}:key/${id}`;

test('the tags of 250 things take three calls', async () => {
  const { reader, emulator, region } = aReader();
  const arns = Array.from({ length: 250 }, (_, id) => keyArn(id));
  for (const [id, arn] of arns.entries()) region.taggedResources.set(arn, { id: String(id) });
  const tags = await reader.read(identity, arns, signal);
  expect([...tags]).toEqual(arns.map((arn, id) => [arn, { id: String(id) }]));
  expect(emulator.log.map(({ service, operation }) => `${service} ${operation}`)).toEqual(
    Array(3).fill('tagging GetResources'),
  );
});

test('what has no tags, is not there, or is not of this account and Region is absent, and nobody is asked for nothing', async () => {
  const { reader, emulator, region } = aReader();
  region.taggedResources.set(keyArn(1), {});
  const foreign = [
    keyArn(3, `us-east-1:${ACCOUNT}`),
    keyArn(4, `${REGION}:444455556666`),
    keyArn(5).replace('arn:aws:', 'arn:aws-cn:'),
  ];
  expect(await reader.read(identity, [keyArn(1), keyArn(2), ...foreign], signal)).toEqual(new Map());
  expect(emulator.log).toHaveLength(1);
  await reader.read(identity, foreign, signal);
  await reader.read(identity, [], signal);
  expect(emulator.log).toHaveLength(1);
});
