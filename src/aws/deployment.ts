import { CreateDeploymentCommand, DeleteDeploymentCommand, GetDeploymentsCommand } from '@aws-sdk/client-api-gateway';
import type { Deployment } from '@aws-sdk/client-api-gateway';
import type { Hashes } from '../desired/desired-state.ts';
import { deploymentDescription, parseDeploymentDescription } from '../plan/deployment-description.ts';
import type { ObservedDeployment } from '../plan/observed-state.ts';
import type { Calls } from './calls.ts';
import type { AwsClients } from './clients.ts';
import { readPages } from './read-pages.ts';

/** Deployments of one account and Region. */
export function createDeployments(calls: Calls, { apiGatewayReads: reads, apiGatewayWrites: writes }: AwsClients) {
  return {
    /** Ours, newest first. */
    async list(restApiId: string, signal: AbortSignal): Promise<readonly ObservedDeployment[]> {
      const items = await readPages<Deployment>(async (position) => {
        const page = await calls.readIfExists('GetDeployments', signal, (options) =>
          reads.send(new GetDeploymentsCommand({ restApiId, limit: 500, ...position }), options),
        );
        return page ?? {};
      });
      return items
        .flatMap(({ id, description, createdDate }) => {
          const hashes = parseDeploymentDescription(description);
          return hashes === undefined ? [] : [{ id: id!, createdAtMs: createdDate?.getTime() ?? 0, hashes }];
        })
        .sort((a, b) => b.createdAtMs - a.createdAtMs || (a.id < b.id ? -1 : 1));
    },

    /** Without a stage name: naming one would re-point that stage as a side effect, before anything was checked. */
    async create(restApiId: string, hashes: Hashes, signal: AbortSignal): Promise<ObservedDeployment> {
      const created = await calls.write('CreateDeployment', signal, (options) =>
        writes.send(new CreateDeploymentCommand({ restApiId, description: deploymentDescription(hashes) }), options),
      );
      return { id: created.id!, createdAtMs: created.createdDate?.getTime() ?? 0, hashes };
    },

    async delete(restApiId: string, deploymentId: string, signal: AbortSignal): Promise<void> {
      await calls.remove('DeleteDeployment', signal, (options) =>
        writes.send(new DeleteDeploymentCommand({ restApiId, deploymentId }), options),
      );
    },
  };
}
