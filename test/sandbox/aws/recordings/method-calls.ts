import {
  CreateRestApiCommand,
  DeleteIntegrationResponseCommand,
  DeleteMethodCommand,
  DeleteMethodResponseCommand,
  GetIntegrationCommand,
  GetIntegrationResponseCommand,
  GetMethodCommand,
  GetMethodResponseCommand,
  IntegrationType,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
  UpdateIntegrationCommand,
  UpdateIntegrationResponseCommand,
  UpdateMethodCommand,
  UpdateMethodResponseCommand,
} from '@aws-sdk/client-api-gateway';
import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import type { Player } from './recorded-case.ts';

export interface MethodPlace {
  readonly restApiId: string;
  readonly resourceId: string;
  readonly httpMethod: string;
}

/** An API and the calls on one method of its root resource; `at` sends a call somewhere else. */
export async function methodCalls({ world: { apiGateway } }: Player, httpMethod = 'ANY') {
  const api = await apiGateway.send(new CreateRestApiCommand({ name: 'name' }));
  const place: MethodPlace = { restApiId: api.id!, resourceId: api.rootResourceId!, httpMethod };
  const on = (at: Partial<MethodPlace>) => ({ ...place, ...at });
  type At = Partial<MethodPlace>;
  const patch = (operations: readonly object[]) => ({ patchOperations: operations as PatchOperation[] });
  return {
    place,
    putMethod: (input: object = {}, at: At = {}) =>
      apiGateway.send(new PutMethodCommand({ ...on(at), authorizationType: 'NONE', ...input })),
    getMethod: (at: At = {}) => apiGateway.send(new GetMethodCommand(on(at))),
    updateMethod: (operations: readonly object[], at: At = {}) =>
      apiGateway.send(new UpdateMethodCommand({ ...on(at), ...patch(operations) })),
    deleteMethod: (at: At = {}) => apiGateway.send(new DeleteMethodCommand(on(at))),
    putMethodResponse: (input: object = {}, at: At & { statusCode?: string } = {}) =>
      apiGateway.send(new PutMethodResponseCommand({ statusCode: '200', ...on(at), ...input })),
    getMethodResponse: (at: At = {}) => apiGateway.send(new GetMethodResponseCommand({ statusCode: '200', ...on(at) })),
    updateMethodResponse: (operations: readonly object[], at: At & { statusCode?: string } = {}) =>
      apiGateway.send(new UpdateMethodResponseCommand({ statusCode: '200', ...on(at), ...patch(operations) })),
    deleteMethodResponse: (at: At = {}) =>
      apiGateway.send(new DeleteMethodResponseCommand({ statusCode: '200', ...on(at) })),
    putIntegration: (input: object = {}, at: At = {}) =>
      apiGateway.send(
        new PutIntegrationCommand({
          ...on(at),
          type: IntegrationType.MOCK,
          ...input,
        }),
      ),
    getIntegration: (at: At = {}) => apiGateway.send(new GetIntegrationCommand(on(at))),
    updateIntegration: (operations: readonly object[], at: At = {}) =>
      apiGateway.send(new UpdateIntegrationCommand({ ...on(at), ...patch(operations) })),
    putIntegrationResponse: (input: object = {}, at: At & { statusCode?: string } = {}) =>
      apiGateway.send(new PutIntegrationResponseCommand({ statusCode: '200', ...on(at), ...input })),
    getIntegrationResponse: (at: At & { statusCode?: string } = {}) =>
      apiGateway.send(new GetIntegrationResponseCommand({ statusCode: '200', ...on(at) })),
    updateIntegrationResponse: (operations: readonly object[]) =>
      apiGateway.send(new UpdateIntegrationResponseCommand({ statusCode: '200', ...place, ...patch(operations) })),
    deleteIntegrationResponse: (at: At & { statusCode?: string } = {}) =>
      apiGateway.send(new DeleteIntegrationResponseCommand({ statusCode: '200', ...on(at) })),
  };
}
