import { expect, test } from '@jest/globals';
import { type ApiHostName, readApiHostName } from '../../../../sandbox/aws/data-plane/api-host-name.ts';

// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
test.each<[hostName: string, partition: string, expected: ApiHostName | undefined]>([
  [
    'abc123.execute-api.eu-west-1.amazonaws.com',
    'aws',
    { kind: 'Api', apiId: 'abc123', vpceId: undefined, region: 'eu-west-1' },
  ],
  [
    'abc123.execute-api.cn-north-1.amazonaws.com.cn',
    'aws-cn',
    { kind: 'Api', apiId: 'abc123', vpceId: undefined, region: 'cn-north-1' },
  ],
  [
    'abc123-vpce-0a1b.execute-api.eu-west-1.amazonaws.com',
    'aws',
    { kind: 'Api', apiId: 'abc123', vpceId: 'vpce-0a1b', region: 'eu-west-1' },
  ],
  [
    'vpce-0a1b-9z8y.execute-api.eu-west-1.vpce.amazonaws.com',
    'aws',
    { kind: 'Endpoint', vpceId: 'vpce-0a1b', region: 'eu-west-1' },
  ],
  [
    'vpce-0a1b-9z8y-eu-west-1a.execute-api.eu-west-1.vpce.amazonaws.com',
    'aws',
    { kind: 'Endpoint', vpceId: 'vpce-0a1b', region: 'eu-west-1' },
  ],
  [
    'vpce-0a1b-9z8y.execute-api.cn-north-1.vpce.amazonaws.com.cn',
    'aws-cn',
    { kind: 'Endpoint', vpceId: 'vpce-0a1b', region: 'cn-north-1' },
  ],
  // The wrong suffix for the Region, as in a report from China that ended in Forbidden.
  ['abc123.execute-api.cn-north-1.amazonaws.com', 'aws-cn', undefined],
  ['abc123.s3.eu-west-1.amazonaws.com', 'aws', undefined],
  ['www.abc123.execute-api.eu-west-1.amazonaws.com', 'aws', undefined],
  ['abc123.execute-api.eu-west-1.amazonaws.com.example.org', 'aws', undefined],
  ['', 'aws', undefined],
])('%s in partition %s', (hostName, partition, expected) => {
  expect(readApiHostName(hostName, partition)).toEqual(expected);
});
