import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Provocation } from './given.ts';

const logGroupName = 'shop/orders';
const resourceArn = `arn:aws:logs:eu-west-1:111122223333:log-group:${logGroupName}`;

export const logGroupsProvocations: Readonly<Record<string, Provocation>> = {
  'CreateLogGroup: name taken': async ({ logs }) => {
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    return logs.send(new CreateLogGroupCommand({ logGroupName }));
  },
  'CreateLogGroup: bad name': ({ logs }) => logs.send(new CreateLogGroupCommand({ logGroupName: 'a b' })),
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
