import { CreateRestApiCommand, CreateVpcLinkCommand } from '@aws-sdk/client-api-gateway';
import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { expect, test } from '@jest/globals';
import { seedKmsKey } from '../../../sandbox/aws/seed.ts';
import { createTestWorld } from './test-world.ts';

const home = 'eu-west-1:111122223333';

test('tags of everything that has some are found by ARN; what has none or is not there is left out', async () => {
  const { emulator, apiGateway, logs, tagging, region, vpc, endpoint, loadBalancer } = createTestWorld();
  const api = await apiGateway.send(new CreateRestApiCommand({ name: 'a', tags: { made: 'api' } }));
  const { loadBalancerArn } = loadBalancer;
  const link = await apiGateway.send(
    new CreateVpcLinkCommand({ name: 'l', targetArns: [loadBalancerArn], tags: { made: 'link' } }),
  );
  await logs.send(new CreateLogGroupCommand({ logGroupName: 'shop/orders', tags: { made: 'logs' } }));
  const key = seedKmsKey(emulator, region, { tags: { made: 'key' } });
  const stream = `arn:aws:firehose:${home}:deliverystream/amazon-apigateway-shop`;
  region.taggedResources.set(stream, { made: 'stream' });

  const expected = {
    [`arn:aws:apigateway:eu-west-1::/restapis/${api.id}`]: { made: 'api' },
    [`arn:aws:apigateway:eu-west-1::/vpclinks/${link.id}`]: { made: 'link' },
    [`arn:aws:ec2:${home}:vpc/${vpc.vpcId}`]: { team: 'platform' },
    [loadBalancerArn]: { 'privateapi.dev/allow': '*' },
    [`arn:aws:logs:${home}:log-group:shop/orders`]: { made: 'logs' },
    [key.arn]: { made: 'key' },
    [stream]: { made: 'stream' },
  };
  const untagged = `arn:aws:ec2:${home}:vpc-endpoint/${endpoint.vpcEndpointId}`;
  const absent = `arn:aws:acm:${home}:certificate/1234abcd-12ab-34cd-56ef-1234567890ab`;
  const answer = await tagging.send(
    new GetResourcesCommand({ ResourceARNList: [...Object.keys(expected), untagged, absent] }),
  );
  const found = (answer.ResourceTagMappingList ?? []).map(({ ResourceARN, Tags }) => [
    ResourceARN,
    Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key, Value])),
  ]);
  expect(Object.fromEntries(found)).toEqual(expected);
});
