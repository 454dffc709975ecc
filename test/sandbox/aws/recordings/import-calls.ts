import {
  CreateRestApiCommand,
  GetAuthorizersCommand,
  GetIntegrationCommand,
  GetIntegrationResponseCommand,
  GetMethodCommand,
  GetMethodResponseCommand,
  GetResourcesCommand,
  ImportRestApiCommand,
  PutRestApiCommand,
} from '@aws-sdk/client-api-gateway';
import { NOT_FOUND, NO_STATUS_CODE, ROOT, resource } from './expected-bodies.ts';
import type { Player } from './recorded-case.ts';

/** What a method of an imported API reads back as; its parts are read one by one as well. */
export interface ImportedMethod {
  readonly httpMethod: string;
  readonly methodResponses?: Readonly<Record<string, object>>;
  readonly methodIntegration: { readonly integrationResponses?: Readonly<Record<string, object>> | undefined };
}

/** Resources by path with the methods that each has, `/` included. */
export type ImportedResources = Readonly<Record<string, readonly ImportedMethod[]>>;

export function importCalls(player: Player) {
  const { answer, refusal, world } = player;
  const { apiGateway } = world;
  const list = (restApiId: string) => apiGateway.send(new GetResourcesCommand({ restApiId, limit: 500 }));

  /** Four answers a method: the method, its response for 200, its integration, that one's response for 200. */
  async function readMethod(
    restApiId: string,
    path: string,
    resourceId: string,
    method: ImportedMethod,
    prefix: string,
  ) {
    const { httpMethod, methodResponses, methodIntegration } = method;
    const at = { restApiId, resourceId, httpMethod };
    const atStatus = { ...at, statusCode: '200' };
    const name = `${path === '/' ? 'root' : path.slice(1)}-${httpMethod.toLowerCase()}`;
    await answer(`${prefix}method-${name}`, apiGateway.send(new GetMethodCommand(at)), 200, method);
    const response = apiGateway.send(new GetMethodResponseCommand(atStatus));
    await answerOrNotFound(`${prefix}method-response-${name}`, response, methodResponses?.['200']);
    const integration = apiGateway.send(new GetIntegrationCommand(at));
    await answer(`${prefix}integration-${name}`, integration, 200, methodIntegration);
    const last = apiGateway.send(new GetIntegrationResponseCommand(atStatus));
    await answerOrNotFound(
      `${prefix}integration-response-${name}`,
      last,
      methodIntegration.integrationResponses?.['200'],
    );
  }

  function answerOrNotFound(step: string, sent: Promise<object>, body: object | undefined) {
    return body === undefined
      ? refusal(step, sent, 404, NOT_FOUND, NO_STATUS_CODE)
      : answer(step, sent, 200, body).then(() => undefined);
  }

  return {
    create: async (more: object = {}) =>
      (await apiGateway.send(new CreateRestApiCommand({ name: 'name', ...more }))).id!,
    importApi: (document: object | string) => apiGateway.send(new ImportRestApiCommand({ body: textOf(document) })),
    put: (restApiId: string, document: object | string, more: object = {}) =>
      apiGateway.send(new PutRestApiCommand({ restApiId, mode: 'overwrite', body: textOf(document), ...more })),
    authorizers: (restApiId: string) => apiGateway.send(new GetAuthorizersCommand({ restApiId })),
    /** Checks the list of resources, then each method. */
    async read(restApiId: string, step: string, resources: ImportedResources, prefix = '') {
      const items = Object.entries(resources).map(([path, methods]) => {
        const resourceMethods = Object.fromEntries(methods.map(({ httpMethod }) => [httpMethod, {}]));
        const more = methods.length === 0 ? {} : { resourceMethods };
        return path === '/' ? { ...ROOT, ...more } : resource(path, more);
      });
      const listed = await answer(step, list(restApiId), 200, { items });
      for (const [path, methods] of Object.entries(resources)) {
        const resourceId = listed.items?.find((one) => one.path === path)?.id ?? '';
        for (const method of methods) await readMethod(restApiId, path, resourceId, method, prefix);
      }
    },
  };
}

const textOf = (document: object | string) =>
  new TextEncoder().encode(typeof document === 'string' ? document : JSON.stringify(document));
