import { expect, test } from '@jest/globals';
import { isSameHostname, parseLoadBalancerHostname } from '../../src/desired/load-balancer-hostname.ts';

const network = (name: string, region = 'eu-west-1') => ({ name, region, mayBeClassic: false });
const application = (name: string, region = 'eu-west-1') => ({ name, region, mayBeClassic: true });

test.each([
  ['orders-50dc6c495c0c9188.elb.eu-west-1.amazonaws.com', network('orders')],
  ['k8s-shop-orders-d1c5e3aa0b-50dc6c495c0c9188.elb.eu-west-1.amazonaws.com', network('k8s-shop-orders-d1c5e3aa0b')],
  // What a cloud provider without the load balancer controller makes.
  [
    'a40ddad4121f74da6bee4dacbf056e87-0dcb806a4efcaaf2.elb.eu-west-1.amazonaws.com',
    network('a40ddad4121f74da6bee4dacbf056e87'),
  ],
  ['orders-50dc6c495c0c9188.elb.cn-north-1.amazonaws.com.cn', network('orders', 'cn-north-1')],
  ['orders-50dc6c495c0c9188.elb.us-gov-west-1.amazonaws.com', network('orders', 'us-gov-west-1')],
  ['orders-50dc6c495c0c9188.elb.eusc-de-east-1.amazonaws.eu', network('orders', 'eusc-de-east-1')],
  ['Orders-50DC6C495C0C9188.elb.eu-west-1.amazonaws.com', network('orders')],
  ['orders-1234567890.eu-west-1.elb.amazonaws.com', application('orders')],
  ['internal-orders-1234567890.eu-west-1.elb.amazonaws.com', application('orders')],
  [
    'internal-k8s-shop-orders-d1c5e3-1234567890.cn-north-1.elb.amazonaws.com.cn',
    application('k8s-shop-orders-d1c5e3', 'cn-north-1'),
  ],
])('%s tells name and region', (hostname, expected) => {
  expect(parseLoadBalancerHostname(hostname)).toEqual(expected);
});

test.each([
  'orders.shop.internal',
  'localhost',
  '',
  'amazonaws.com',
  'elb.eu-west-1.amazonaws.com',
  'orders.elb.eu-west-1.amazonaws.com',
  'orders-1.elb.elb.amazonaws.com',
  'orders-1.s3.eu-west-1.amazonaws.com',
  'orders-50dc6c495c0c9188.elb.eu-west-1.amazonaws.com.evil.example',
  'orders-50dc6c495c0c9188.elb.eu-west-1.example.com',
  // Longer than a load balancer's name can be.
  `${'a'.repeat(33)}-50dc6c495c0c9188.elb.eu-west-1.amazonaws.com`,
  'a_b-50dc6c495c0c9188.elb.eu-west-1.amazonaws.com',
  'a--50dc6c495c0c9188.elb.eu-west-1.amazonaws.com',
  'd111111abcdef8.cloudfront.net',
])('%s is the name of no load balancer', (hostname) => {
  expect(parseLoadBalancerHostname(hostname)).toBeUndefined();
});

test('hostnames are the same whatever their case', () => {
  expect(isSameHostname('Orders-1.elb.eu-west-1.amazonaws.com', 'orders-1.elb.eu-west-1.amazonaws.com')).toBe(true);
  expect(isSameHostname('orders-1.elb.eu-west-1.amazonaws.com', 'orders-2.elb.eu-west-1.amazonaws.com')).toBe(false);
});
