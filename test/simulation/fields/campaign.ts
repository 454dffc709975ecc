import { expect } from '@jest/globals';
import { seedClusterReferences } from '../seed-cluster-references.ts';
import { seedReferences } from '../seed-references.ts';
import { createWorld, endState } from '../world.ts';
import type { AnyField, Campaign, Invalid, Spec } from './field-row.ts';
import { smallest } from './field-row.ts';
import { observe } from './observe.ts';

const name = 'orders';

export type RunningCampaign = Campaign & {
  /** Applies what is refused: by the API server, or by the operator in the condition Stalled. Nothing is written to AWS. */
  refuse(invalid: Invalid): Promise<void>;
  /** All that AWS holds, but for how many deployments are kept. */
  state(): unknown;
  end(): void;
};

/** A world in which all exists that valid steps of the row name, and an operator. */
export async function startCampaign(row: AnyField): Promise<RunningCampaign> {
  const world = await createWorld({
    flags: ['--leader-elect=false', ...(row.flags ?? [])],
    settings: {
      vpcLinkPendingMs: 1_000,
      vpcLinkDeletingMs: 1_000,
      vpcLinkV2PendingMs: 1_000,
      vpcLinkV2DeletingMs: 1_000,
      vpcEndpointPendingMs: 1_000,
      vpcEndpointDeletingMs: 1_000,
      domainNamePendingMs: 1_000,
      domainNameUpdatingMs: 1_000,
    },
  });
  seedReferences(world, validSpecs(row));
  await seedClusterReferences(world, validSpecs(row));
  const operator = world.startOperator();
  const object = (spec: Spec) => ({
    apiVersion: 'privateapi.dev/v1alpha1',
    kind: 'PrivateApi',
    metadata: { name, namespace: 'shop' },
    spec: specOf(row, spec),
  });
  const writesOf = async (act: () => Promise<void>) => {
    const before = world.awsCalls();
    await act();
    return world.awsWrites(before);
  };

  return {
    account: world.account,
    apply: (spec) =>
      writesOf(async () => {
        await world.apply(object(spec));
        await world.untilReady(name);
        // What is left over goes after that.
        await world.pass(20_000);
      }),
    applyOnly: (spec) =>
      writesOf(async () => {
        await world.apply(object(spec));
        await world.pass(60_000);
      }),
    async remove() {
      await world.delete(name);
      await world.until(
        () => world.read(name) === undefined,
        () => `${name} is gone`,
      );
    },
    observed: () => observe(world, name),
    state() {
      const { restApis, ...others } = endState(world.account);
      return { ...others, restApis: restApis.map(({ deployments: _, ...api }) => api) };
    },
    configMaps: () => world.kubernetes.objects('configmaps').map(({ metadata }) => metadata.name),
    ready: () => world.condition(name, 'Ready'),
    async refuse({ spec, by, says }) {
      const before = world.awsCalls();
      if (by === 'schema') {
        await expect(world.apply(object(spec))).rejects.toThrow(says);
        await world.pass(30_000);
      } else {
        await world.apply(object(spec));
        await world.until(
          () => {
            const { reason, observedGeneration } = world.condition(name, 'Stalled') ?? {};
            return reason === by && observedGeneration === world.read(name)?.metadata.generation;
          },
          () => `refused with ${by}: ${JSON.stringify(world.condition(name, 'Ready'))}`,
          5 * 60_000,
        );
        expect(world.condition(name, 'Stalled')?.message).toContain(says);
      }
      expect(world.awsWrites(before)).toEqual([]);
    },
    end() {
      operator.kill();
      expect(world.violations).toEqual([]);
      expect(operator.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    },
  };
}

/** The smallest object with what the row always has and what the step sets. */
export function specOf(row: AnyField, spec: Spec = {}): Spec {
  return { ...smallest, ...row.base, ...spec };
}

/** What the row applies with success. */
export function validSpecs(row: AnyField): readonly Spec[] {
  const change = row.change === undefined ? [] : [row.change];
  return [{}, row.set, ...change].map((spec) => specOf(row, spec));
}
