import {
  AssociateKmsKeyCommand,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { seedKmsKey } from '../../../../sandbox/aws/seed.ts';
import type { Provocation } from './given.ts';

const logGroupName = 'shop/orders';
const resourceArn = `arn:aws:logs:eu-west-1:111122223333:log-group:${logGroupName}`;

export const logGroupsProvocations: Readonly<Record<string, Provocation>> = {
  'CreateLogGroup: name taken': async ({ logs }) => {
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    return logs.send(new CreateLogGroupCommand({ logGroupName }));
  },
  'CreateLogGroup: bad name': ({ logs }) => logs.send(new CreateLogGroupCommand({ logGroupName: 'a b' })),
  'AssociateKmsKey: key that is not there or disabled': async ({ logs, emulator, region }) => {
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    const { arn: kmsKeyId } = seedKmsKey(emulator, region, { enabled: false });
    return logs.send(new AssociateKmsKeyCommand({ logGroupName, kmsKeyId }));
  },
  'AssociateKmsKey: key whose policy does not admit CloudWatch Logs': async ({ logs, emulator, region }) => {
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    const { arn: kmsKeyId } = seedKmsKey(emulator, region, { admitsLogs: false });
    return logs.send(new AssociateKmsKeyCommand({ logGroupName, kmsKeyId }));
  },
  'PutRetentionPolicy: unknown name': ({ logs }) =>
    logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 7 })),
  'PutRetentionPolicy: number of days it does not know': async ({ logs }) => {
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    return logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 2 }));
  },
  'DeleteLogGroup: unknown name': ({ logs }) => logs.send(new DeleteLogGroupCommand({ logGroupName })),
  'ListTagsForResource: unknown log group': ({ logs }) => logs.send(new ListTagsForResourceCommand({ resourceArn })),
  'ListTagsForResource: ARN that ends in :*': async ({ logs }) => {
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    return logs.send(new ListTagsForResourceCommand({ resourceArn: `${resourceArn}:*` }));
  },
};
