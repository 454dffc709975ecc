import { jest } from '@jest/globals';
import { GetAccountCommand, GetExportCommand } from '@aws-sdk/client-api-gateway';
import {
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { createClients } from '../test-world.ts';
import type { TestWorld } from '../test-world.ts';
import { create } from './given.ts';
import type { Provocation } from './given.ts';

const withSecret = (world: TestWorld) =>
  createClients(world.emulator, { ...world.principal, secretAccessKey: 'wrong' });

const withKey = (world: TestWorld) => createClients(world.emulator, { ...world.principal, accessKeyId: 'AKIAUNKNOWN' });

export const servicesProvocations: Readonly<Record<string, Provocation>> = {
  'any of API Gateway: unknown access key': (world) => withKey(world).apiGateway.send(new GetAccountCommand({})),
  'any of API Gateway: wrong secret': (world) => withSecret(world).apiGateway.send(new GetAccountCommand({})),
  'any of API Gateway: signed an hour ago': (world) => {
    jest.setSystemTime(Date.now() + 3_600_000);
    const { systemClockOffset } = world.apiGateway.config;
    world.apiGateway.config.systemClockOffset = systemClockOffset - 3_600_000;
    return world.apiGateway.send(new GetAccountCommand({}));
  },
  'any of API Gateway: faster than the rate': async (world) => {
    world.emulator.settings.enforceRates = true;
    await create(world);
    return create(world);
  },
  'any of API Gateway: not implemented here': ({ apiGateway }) =>
    apiGateway.send(new GetExportCommand({ restApiId: 'fake', stageName: 'prod', exportType: 'oas30' })),
  'any of STS and ELBv2: unknown access key': (world) => withKey(world).sts.send(new GetCallerIdentityCommand({})),
  'any of STS and ELBv2: wrong secret': (world) =>
    withSecret(world).loadBalancing.send(new DescribeLoadBalancersCommand({})),
  'any of EC2: wrong secret': (world) => withSecret(world).ec2.send(new DescribeVpcsCommand({})),
  'DescribeVpcs: unknown id': ({ ec2 }) => ec2.send(new DescribeVpcsCommand({ VpcIds: ['vpc-00000000'] })),
  'DescribeSubnets: unknown id': ({ ec2 }) => ec2.send(new DescribeSubnetsCommand({ SubnetIds: ['subnet-00000000'] })),
  'DescribeSecurityGroups: unknown id': ({ ec2 }) =>
    ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: ['sg-00000000'] })),
  'DescribeVpcEndpoints: unknown id': ({ ec2 }) =>
    ec2.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: ['vpce-00000000'] })),
  'GetResources of tags: not an ARN': ({ tagging }) =>
    tagging.send(
      new GetResourcesCommand({ ResourceARNList: ['arn:aws:ec2:eu-west-1:111122223333:i-0825a83d29e870145'] }),
    ),
  'GetResources of tags: more than 100 ARNs': ({ tagging, loadBalancer }) =>
    tagging.send(new GetResourcesCommand({ ResourceARNList: Array(101).fill(loadBalancer.loadBalancerArn) })),
  'DescribeLoadBalancers: unknown ARN': ({ loadBalancing, loadBalancer }) =>
    loadBalancing.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [`${loadBalancer.loadBalancerArn}0`] })),
};
