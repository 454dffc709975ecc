import { CreateStageCommand, GetStagesCommand, UpdateStageCommand } from '@aws-sdk/client-api-gateway';
import type { MethodSetting, Stage } from '@aws-sdk/client-api-gateway';
import type { DesiredState } from '../desired/desired-state.ts';
import type { PatchOperation } from '../plan/diff-stage.ts';
import type { ObservedStage } from '../plan/observed-state.ts';
import type { Calls } from './calls.ts';
import type { AwsClients } from './clients.ts';

/** Stages of one account and Region. They go with their API, so there is no delete. */
export function createStages(calls: Calls, { apiGatewayReads: reads, apiGatewayWrites: writes }: AwsClients) {
  return {
    async read(restApiId: string, signal: AbortSignal): Promise<readonly ObservedStage[]> {
      const answer = await calls.readIfExists('GetStages', signal, (options) =>
        reads.send(new GetStagesCommand({ restApiId }), options),
      );
      return (answer?.item ?? []).map((stage) => ({
        name: stage.stageName ?? '',
        deploymentId: stage.deploymentId ?? '',
        description: stage.description,
        variables: stage.variables ?? {},
        tags: stage.tags ?? {},
        tracing: stage.tracingEnabled ?? false,
        accessLog: toAccessLog(stage.accessLogSettings),
        methodSettings: Object.fromEntries(
          Object.entries(stage.methodSettings ?? {}).map(([method, settings]) => [method, toMethodSettings(settings)]),
        ),
      }));
    },

    async create(
      restApiId: string,
      stage: DesiredState['stage'],
      deploymentId: string,
      signal: AbortSignal,
    ): Promise<void> {
      await calls.write('CreateStage', signal, (options) =>
        writes.send(
          new CreateStageCommand({
            restApiId,
            stageName: stage.name,
            deploymentId,
            ...(stage.description !== undefined && { description: stage.description }),
            ...(Object.keys(stage.variables).length > 0 && { variables: { ...stage.variables } }),
            ...(stage.tracing && { tracingEnabled: true }),
            tags: { ...stage.tags },
          }),
          options,
        ),
      );
    },

    async update(
      restApiId: string,
      stageName: string,
      operations: readonly PatchOperation[],
      signal: AbortSignal,
    ): Promise<void> {
      await calls.write('UpdateStage', signal, (options) =>
        writes.send(new UpdateStageCommand({ restApiId, stageName, patchOperations: [...operations] }), options),
      );
    },
  };
}

/** Half of it can be there after an edit by hand. */
function toAccessLog(settings: Stage['accessLogSettings']): ObservedStage['accessLog'] {
  return settings && { destinationArn: settings.destinationArn ?? '', format: settings.format ?? '' };
}

/** The level is absent when it is OFF. */
function toMethodSettings(settings: MethodSetting): ObservedStage['methodSettings'][string] {
  return {
    executionLogLevel: settings.loggingLevel ?? 'OFF',
    logsBodies: settings.dataTraceEnabled ?? false,
    detailedMetrics: settings.metricsEnabled ?? false,
    rateLimit: settings.throttlingRateLimit ?? -1,
    burstLimit: settings.throttlingBurstLimit ?? -1,
  };
}
