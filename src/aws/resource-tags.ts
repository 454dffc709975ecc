import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import type { AwsIdentity } from '../desired/facts.ts';
import type { Tags } from '../desired/ownership.ts';
import type { Calls } from './calls.ts';
import type { AwsClients } from './clients.ts';

/** Most ARNs that one call takes; with a list of ARNs its answer has no pages. */
const arnsPerCall = 100;

/** Tags of anything, by ARN. The index behind it follows changes with a delay of seconds. */
export function createResourceTags(calls: Calls, { tagging }: AwsClients) {
  return {
    /** Those of this account and Region; absent when it has no tags or is not there. */
    async read(
      { partition, region, accountId }: AwsIdentity,
      arns: readonly string[],
      signal: AbortSignal,
    ): Promise<ReadonlyMap<string, Tags>> {
      // One ARN of another partition fails a call as a whole; ARNs of API Gateway name no account.
      const home = new RegExp(`^arn:${partition}:[^:]+:${region}:(?:${accountId})?:.`, 'u');
      const ours = arns.filter((arn) => home.test(arn));
      const batches = Array.from({ length: Math.ceil(ours.length / arnsPerCall) }, (_, index) =>
        ours.slice(index * arnsPerCall, (index + 1) * arnsPerCall),
      );
      const answers = await Promise.all(batches.map((batch) => readBatch(batch, signal)));
      return new Map(answers.flat());
    },
  };

  async function readBatch(arns: string[], signal: AbortSignal): Promise<(readonly [string, Tags])[]> {
    const answer = await calls.read('GetResources', signal, (options) =>
      tagging.send(new GetResourcesCommand({ ResourceARNList: arns }), options),
    );
    return (answer.ResourceTagMappingList ?? []).map(
      ({ ResourceARN, Tags: tags }) =>
        [ResourceARN!, Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key!, Value!]))] as const,
    );
  }
}
