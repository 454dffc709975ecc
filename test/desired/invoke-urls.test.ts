import { expect, test } from '@jest/globals';
import { restApiArn, stageArn } from '../../src/desired/arns.ts';
import { invokeUrls } from '../../src/desired/invoke-urls.ts';
import { restApiName, vpcLinkName } from '../../src/desired/names.ts';
import { anEndpoint } from '../builders/facts.ts';
import { identity, ordersArn, restApiId } from '../builders/names.ts';

const urls = (endpoints: Parameters<typeof invokeUrls>[2], where = identity) =>
  invokeUrls(restApiId, 'prod', endpoints, where).map(({ type, url, hostHeader }) => [type, url, hostHeader]);
const one = anEndpoint({ id: 'vpce-1', dnsNames: ['vpce-1-x.execute-api.eu-west-1.vpce.amazonaws.com', 'zonal'] });

test('an endpoint without private DNS: its alias, which fits most callers, and its host name', () => {
  expect(urls([one])).toEqual([
    ['EndpointAlias', 'https://a1b2c3d4e5-vpce-1.execute-api.eu-west-1.amazonaws.com/prod', undefined],
    [
      'EndpointHostname',
      'https://vpce-1-x.execute-api.eu-west-1.vpce.amazonaws.com/prod',
      'a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com',
    ],
  ]);
});

test('private DNS of any endpoint adds the plain name, once', () => {
  const withDns = [
    anEndpoint({ id: 'vpce-2', privateDnsEnabled: true }),
    anEndpoint({ id: 'vpce-3', privateDnsEnabled: true }),
  ];
  expect(
    urls([one, ...withDns])
      .map(([type]) => type)
      .join(' '),
  ).toBe('EndpointAlias EndpointAlias EndpointAlias PrivateDns EndpointHostname EndpointHostname EndpointHostname');
});

test('an endpoint without DNS names has an alias all the same', () => {
  expect(urls([anEndpoint({ dnsNames: [] })]).map(([type]) => type)).toEqual(['EndpointAlias']);
});

test.each([
  ['aws-cn', 'cn-north-1', 'execute-api.cn-north-1.amazonaws.com.cn'],
  ['aws-us-gov', 'us-gov-west-1', 'execute-api.us-gov-west-1.amazonaws.com'],
  ['aws-eusc', 'eusc-de-east-1', 'execute-api.eusc-de-east-1.amazonaws.eu'],
])('names follow the partition %s', (partition, region, domain) => {
  expect(urls([one], { ...identity, partition, region })[0]?.[1]).toBe(`https://a1b2c3d4e5-vpce-1.${domain}/prod`);
});

test('the suffix of an unknown partition is not guessed', () => {
  expect(urls([one], { ...identity, partition: 'aws-moon' })).toEqual([]);
});

test('ARNs and names', () => {
  expect(restApiArn(identity, restApiId)).toBe('arn:aws:apigateway:eu-west-1::/restapis/a1b2c3d4e5');
  expect(stageArn(identity, restApiId, 'prod')).toBe('arn:aws:apigateway:eu-west-1::/restapis/a1b2c3d4e5/stages/prod');
  expect(restApiName('shop', 'orders')).toBe('shop.orders');
  expect(vpcLinkName(ordersArn)).toBe('orders-50dc6c495c0c9188');
});
