import { APIGateway } from '@aws-sdk/client-api-gateway';
import { createSdkRequestHandler } from '../../sandbox/aws/sdk-request-handler.ts';
import { seedPrincipal } from '../../sandbox/aws/seed.ts';
import type { World } from './world.ts';

/** A colleague with the AWS console open: another principal of the same account, who may do everything. */
export function somebody({ aws, account }: Pick<World, 'aws' | 'account'>): APIGateway {
  const { accessKeyId, secretAccessKey } = seedPrincipal(aws, {
    accountId: account.accountId,
    name: 'user/somebody',
    policies: [{ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }],
  });
  return new APIGateway({
    region: account.region,
    requestHandler: createSdkRequestHandler(aws.handle) as never,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
}

/** A policy that lets everyone in. */
export const openPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' }],
});
