import {
  CreateDeploymentCommand,
  CreateRestApiCommand,
  CreateVpcLinkCommand,
  PutRestApiCommand,
} from '@aws-sdk/client-api-gateway';
import type { APIGatewayClient } from '@aws-sdk/client-api-gateway';

/**
 * What another team runs in the same account, made by hand and long before: a private API with a VPC link. Nothing that
 * the operator does may touch it.
 */
export async function seedNeighbours(
  apiGateway: APIGatewayClient,
  { vpcEndpointId, loadBalancerArn }: { vpcEndpointId: string; loadBalancerArn: string },
): Promise<void> {
  const link = await apiGateway.send(
    new CreateVpcLinkCommand({ name: 'billing', targetArns: [loadBalancerArn], tags: { team: 'billing' } }),
  );
  const { id: restApiId } = await apiGateway.send(
    new CreateRestApiCommand({
      name: 'billing',
      endpointConfiguration: { types: ['PRIVATE'], vpcEndpointIds: [vpcEndpointId] },
      policy: JSON.stringify(policyFor(vpcEndpointId)),
      tags: { team: 'billing' },
    }),
  );
  const document = {
    openapi: '3.0.1',
    info: { title: 'billing', version: '1' },
    servers: [{ url: '/', 'x-amazon-apigateway-endpoint-configuration': { vpcEndpointIds: [vpcEndpointId] } }],
    'x-amazon-apigateway-policy': policyFor(vpcEndpointId),
    paths: {
      '/invoices': {
        get: {
          'x-amazon-apigateway-integration': {
            type: 'http_proxy',
            httpMethod: 'GET',
            uri: 'http://billing.internal/invoices',
            connectionType: 'VPC_LINK',
            connectionId: link.id,
          },
        },
      },
    },
  };
  await apiGateway.send(
    new PutRestApiCommand({
      restApiId,
      mode: 'overwrite',
      failOnWarnings: true,
      body: Buffer.from(JSON.stringify(document)),
    }),
  );
  await apiGateway.send(new CreateDeploymentCommand({ restApiId, stageName: 'live' }));
}

function policyFor(vpcEndpointId: string) {
  const statement = { Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' };
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', ...statement },
      { Effect: 'Deny', ...statement, Condition: { StringNotEquals: { 'aws:SourceVpce': vpcEndpointId } } },
    ],
  };
}
