import type { AwsIdentity } from '../../src/desired/facts.ts';
import type { Owner } from '../../src/desired/ownership.ts';

/** The names that builders agree on. */
export const accountId = '111122223333';
export const identity: AwsIdentity = { accountId, partition: 'aws', region: 'eu-west-1' };
export const clusterId = 'cluster-one';
export const owner: Owner = {
  clusterId,
  namespace: 'shop',
  name: 'orders',
  uid: '5f0c8f3e-0000-4000-8000-000000000001',
};

export const endpointId = 'vpce-0a1b2c3d4e5f60718';
export const vpcId = 'vpc-0d4e5f60718293a4b';
export const subnetIds: readonly string[] = ['subnet-0a1b2c3d4e5f60718', 'subnet-0b2c3d4e5f6071829'];
export const restApiId = 'a1b2c3d4e5';

const loadBalancerArn = (name: string, suffix: string, type = 'net') =>
  `arn:aws:elasticloadbalancing:eu-west-1:${accountId}:loadbalancer/${type}/${name}/${suffix}`;
export const ordersArn = loadBalancerArn('orders', '50dc6c495c0c9188');
export const stockArn = loadBalancerArn('stock', '60ed7d5a6d1da299');
/** An Application Load Balancer. */
export const webArn = loadBalancerArn('web', '70fe8e6b7e2eb3aa', 'app');
