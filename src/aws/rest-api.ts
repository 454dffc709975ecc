import {
  CreateRestApiCommand,
  DeleteRestApiCommand,
  GetAuthorizersCommand,
  GetGatewayResponsesCommand,
  GetResourcesCommand,
  GetRestApiCommand,
  GetRestApisCommand,
  PutRestApiCommand,
  UpdateRestApiCommand,
} from '@aws-sdk/client-api-gateway';
import type { Authorizer, Method, Resource } from '@aws-sdk/client-api-gateway';
import type { DesiredState, Definition } from '../desired/desired-state.ts';
import type { Tags } from '../desired/ownership.ts';
import type {
  ObservedAuthorizer,
  ObservedGatewayResponse,
  ObservedMethod,
  ObservedResource,
  ObservedRestApi,
} from '../plan/observed-state.ts';
import type { Calls } from './calls.ts';
import type { AwsClients } from './clients.ts';
import { readPages } from './read-pages.ts';

/** REST APIs of one account and Region, with their resources. */
export function createRestApis(calls: Calls, { apiGatewayReads: reads, apiGatewayWrites: writes }: AwsClients) {
  return {
    async list(signal: AbortSignal): Promise<readonly { id: string; createdAtMs: number; tags: Tags }[]> {
      const items = await readPages(async (position) => {
        const page = await calls.read('GetRestApis', signal, (options) =>
          reads.send(new GetRestApisCommand({ limit: 500, ...position }), options),
        );
        return page;
      });
      return items.map(({ id, createdDate, tags }) => ({
        id: id!,
        createdAtMs: createdDate?.getTime() ?? 0,
        tags: tags ?? {},
      }));
    },

    async read(
      id: string,
      wanted: { gatewayResponses: boolean; authorizers?: boolean },
      signal: AbortSignal,
    ): Promise<ObservedRestApi | undefined> {
      const [api, resources, gatewayResponses, authorizers] = await Promise.all([
        calls.readIfExists('GetRestApi', signal, (options) =>
          reads.send(new GetRestApiCommand({ restApiId: id }), options),
        ),
        readResources(id, signal),
        wanted.gatewayResponses ? readGatewayResponses(id, signal) : undefined,
        wanted.authorizers === true ? readAuthorizers(id, signal) : undefined,
      ]);
      if (api === undefined || resources === undefined) return undefined;
      return {
        id,
        rootResourceId: api.rootResourceId ?? '',
        name: api.name ?? '',
        description: api.description,
        endpointTypes: api.endpointConfiguration?.types ?? [],
        vpcEndpointIds: api.endpointConfiguration?.vpcEndpointIds ?? [],
        policy: api.policy,
        disableExecuteApiEndpoint: api.disableExecuteApiEndpoint ?? false,
        binaryMediaTypes: api.binaryMediaTypes ?? [],
        minimumCompressionSize: api.minimumCompressionSize,
        tags: api.tags ?? {},
        createdAtMs: api.createdDate?.getTime() ?? 0,
        resources,
        gatewayResponses,
        authorizers,
      };
    },

    /** PRIVATE and with its policy from birth: there is no moment at which it could be deployed open. */
    async create(
      restApi: DesiredState['restApi'],
      signal: AbortSignal,
    ): Promise<{ id: string; rootResourceId: string }> {
      const created = await calls.write('CreateRestApi', signal, (options) =>
        writes.send(
          new CreateRestApiCommand({
            name: restApi.name,
            ...(restApi.description !== undefined && { description: restApi.description }),
            endpointConfiguration: { types: ['PRIVATE'], vpcEndpointIds: [...restApi.vpcEndpointIds] },
            policy: JSON.stringify(restApi.policy),
            tags: { ...restApi.tags },
          }),
          options,
        ),
      );
      return { id: created.id!, rootResourceId: created.rootResourceId ?? '' };
    },

    /** AWS names the type to be replaced in the path. */
    async makePrivate(id: string, from: string, signal: AbortSignal): Promise<void> {
      const patchOperations = [
        { op: 'replace' as const, path: `/endpointConfiguration/types/${from}`, value: 'PRIVATE' },
      ];
      await calls.write('UpdateRestApi', signal, (options) =>
        writes.send(new UpdateRestApiCommand({ restApiId: id, patchOperations }), options),
      );
    },

    /** Replaces everything the document speaks of. Not atomic: a failed import may be half done and is repeated. */
    async put(id: string, definition: Definition, signal: AbortSignal): Promise<void> {
      await calls.write('PutRestApi', signal, (options) =>
        writes.send(
          new PutRestApiCommand({
            restApiId: id,
            mode: 'overwrite',
            failOnWarnings: true,
            body: new TextEncoder().encode(JSON.stringify(definition.document)),
          }),
          options,
        ),
      );
    },

    /** Takes resources, stages and deployments along. */
    async delete(id: string, signal: AbortSignal): Promise<void> {
      await calls.remove('DeleteRestApi', signal, (options) =>
        writes.send(new DeleteRestApiCommand({ restApiId: id }), options),
      );
    },
  };

  /** AWS lists every type, and marks those that nobody customised. The list has no pages. */
  async function readGatewayResponses(
    restApiId: string,
    signal: AbortSignal,
  ): Promise<readonly ObservedGatewayResponse[] | undefined> {
    const found = await calls.readIfExists('GetGatewayResponses', signal, (options) =>
      reads.send(new GetGatewayResponsesCommand({ restApiId }), options),
    );
    return found?.items?.flatMap(
      ({ responseType, defaultResponse, statusCode, responseParameters, responseTemplates }) =>
        defaultResponse === true
          ? []
          : [
              {
                type: responseType ?? '',
                statusCode,
                responseParameters: responseParameters ?? {},
                responseTemplates: responseTemplates ?? {},
              },
            ],
    );
  }

  async function readAuthorizers(restApiId: string, signal: AbortSignal): Promise<readonly ObservedAuthorizer[]> {
    const items = await readPages<Authorizer>(async (position) => {
      const page = await calls.readIfExists('GetAuthorizers', signal, (options) =>
        reads.send(new GetAuthorizersCommand({ restApiId, limit: 500, ...position }), options),
      );
      return page ?? {};
    });
    return items.map((authorizer) => ({
      id: authorizer.id ?? '',
      name: authorizer.name ?? '',
      type: authorizer.type ?? '',
      uri: authorizer.authorizerUri,
      credentials: authorizer.authorizerCredentials,
      identitySources: toList(authorizer.identitySource),
      validationExpression: authorizer.identityValidationExpression,
      resultTtlSeconds: authorizer.authorizerResultTtlInSeconds,
      userPoolArns: [...(authorizer.providerARNs ?? [])].sort(),
    }));
  }

  async function readResources(
    restApiId: string,
    signal: AbortSignal,
  ): Promise<readonly ObservedResource[] | undefined> {
    let gone = false;
    const items = await readPages<Resource>(async (position) => {
      const page = await calls.readIfExists('GetResources', signal, (options) =>
        reads.send(new GetResourcesCommand({ restApiId, limit: 500, embed: ['methods'], ...position }), options),
      );
      gone ||= page === undefined;
      return page ?? {};
    });
    return gone
      ? undefined
      : items.map(({ path, resourceMethods }) => ({
          path: path ?? '',
          methods: Object.entries(resourceMethods ?? {}).map(toObservedMethod),
        }));
  }
}

/** `a, b` -> sorted `a`, `b`. */
function toList(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .sort();
}

/** AWS's defaults are filled in, so that a comparison meets no absent field that means the same as a present one. */
function toObservedMethod([httpMethod, method]: [string, Method]): ObservedMethod {
  const integration = method.methodIntegration;
  return {
    httpMethod,
    authorizationType: method.authorizationType ?? 'NONE',
    authorizerId: method.authorizerId,
    scopes: [...(method.authorizationScopes ?? [])].sort(),
    apiKeyRequired: method.apiKeyRequired ?? false,
    requestParameters: method.requestParameters ?? {},
    responseParameters: Object.fromEntries(
      Object.entries(method.methodResponses ?? {}).map(([status, { responseParameters }]) => [
        status,
        Object.keys(responseParameters ?? {}).sort(),
      ]),
    ),
    integration: integration && {
      type: integration.type ?? '',
      httpMethod: integration.httpMethod,
      uri: integration.uri,
      connectionType: integration.connectionType,
      connectionId: integration.connectionId,
      integrationTarget: integration.integrationTarget,
      credentials: integration.credentials,
      timeoutMs: integration.timeoutInMillis ?? 29_000,
      requestParameters: integration.requestParameters ?? {},
      insecureSkipVerification: integration.tlsConfig?.insecureSkipVerification ?? false,
      requestTemplates: integration.requestTemplates ?? {},
      responses: Object.entries(integration.integrationResponses ?? {}).map(
        ([statusCode, { selectionPattern, responseParameters }]) => ({
          statusCode,
          // AWS may write the pattern of the default response as an empty one.
          selectionPattern: selectionPattern === '' ? undefined : selectionPattern,
          responseParameters: responseParameters ?? {},
        }),
      ),
    },
  };
}
