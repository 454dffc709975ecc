import {
  CreateDeploymentCommand,
  CreateRestApiCommand,
  CreateStageCommand,
  DeleteDeploymentCommand,
  GetDeploymentCommand,
  GetDeploymentsCommand,
  GetStageCommand,
  GetStagesCommand,
  IntegrationType,
  PutIntegrationCommand,
  PutMethodCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import type { Player } from './recorded-case.ts';

/** An API with one method that can be deployed, and the calls on its deployments and stages. */
export async function stageCalls({ world: { apiGateway } }: Player) {
  const api = await apiGateway.send(new CreateRestApiCommand({ name: 'name' }));
  const restApiId = api.id!;
  const method = { restApiId, resourceId: api.rootResourceId!, httpMethod: 'GET' };
  await apiGateway.send(new PutMethodCommand({ ...method, authorizationType: 'NONE' }));
  await apiGateway.send(new PutIntegrationCommand({ ...method, type: IntegrationType.MOCK }));
  return {
    restApiId,
    deploy: (stageName?: string) => apiGateway.send(new CreateDeploymentCommand({ restApiId, stageName })),
    getDeployment: (deploymentId: string | undefined) =>
      apiGateway.send(new GetDeploymentCommand({ restApiId, deploymentId })),
    getDeployments: () => apiGateway.send(new GetDeploymentsCommand({ restApiId })),
    deleteDeployment: (deploymentId: string | undefined) =>
      apiGateway.send(new DeleteDeploymentCommand({ restApiId, deploymentId })),
    createStage: (stageName: string, deploymentId: string | undefined, more: object = {}) =>
      apiGateway.send(new CreateStageCommand({ restApiId, stageName, deploymentId, ...more })),
    getStage: (stageName: string) => apiGateway.send(new GetStageCommand({ restApiId, stageName })),
    getStages: (deploymentId?: string) => apiGateway.send(new GetStagesCommand({ restApiId, deploymentId })),
    updateStage: (stageName: string, ...operations: readonly object[]) =>
      apiGateway.send(
        new UpdateStageCommand({ restApiId, stageName, patchOperations: operations as PatchOperation[] }),
      ),
  };
}
