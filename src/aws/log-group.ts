import {
  AssociateKmsKeyCommand,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DisassociateKmsKeyCommand,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { LogGroupFact } from '../desired/facts.ts';
import type { DesiredLogGroup } from '../desired/log-group.ts';
import type { TagChanges } from '../plan/diff-tags.ts';
import type { ObservedLogGroup } from '../plan/observed-state.ts';
import type { Calls } from './calls.ts';
import type { AwsClients } from './clients.ts';

/** Log groups of one account and Region. Names are their identity: a repeated creation is refused, never a duplicate. */
export function createLogGroups(calls: Calls, { logsReads: reads, logsWrites: writes }: AwsClients) {
  return {
    /** Given log groups by ARN; absent when there is none. */
    async readGiven(arns: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, LogGroupFact>> {
      const found = await Promise.all(arns.map(async (arn) => ({ arn, tags: await readTags(arn, signal) })));
      return new Map(found.flatMap(({ arn, tags }) => (tags === undefined ? [] : [[arn, { arn, tags }] as const])));
    },

    async read(name: string, signal: AbortSignal): Promise<ObservedLogGroup | undefined> {
      // Sorted by name, so the very name comes before all that it is a prefix of.
      const answer = await calls.read('DescribeLogGroups', signal, (options) =>
        reads.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name, limit: 1 }), options),
      );
      const found = answer.logGroups?.find(({ logGroupName }) => logGroupName === name);
      if (found === undefined) return undefined;
      const tags = await readTags((found.arn ?? '').replace(/:\*$/u, ''), signal);
      return tags && { name, retentionDays: found.retentionInDays, kmsKeyArn: found.kmsKeyId, tags };
    },

    async create({ name, kmsKeyArn, tags }: DesiredLogGroup, signal: AbortSignal): Promise<void> {
      const input = { logGroupName: name, kmsKeyId: kmsKeyArn, tags: { ...tags } };
      await calls.write('CreateLogGroup', signal, (options) => writes.send(new CreateLogGroupCommand(input), options));
    },

    /** Lines that are there already stay encrypted as they are. */
    async setKey({ name, kmsKeyArn }: DesiredLogGroup, signal: AbortSignal): Promise<void> {
      if (kmsKeyArn === undefined) {
        await calls.write('DisassociateKmsKey', signal, (options) =>
          writes.send(new DisassociateKmsKeyCommand({ logGroupName: name }), options),
        );
        return;
      }
      await calls.write('AssociateKmsKey', signal, (options) =>
        writes.send(new AssociateKmsKeyCommand({ logGroupName: name, kmsKeyId: kmsKeyArn }), options),
      );
    },

    async setRetention({ name, retentionDays }: DesiredLogGroup, signal: AbortSignal): Promise<void> {
      await calls.write('PutRetentionPolicy', signal, (options) =>
        writes.send(new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays: retentionDays }), options),
      );
    },

    async changeTags({ arn }: DesiredLogGroup, changes: TagChanges, signal: AbortSignal): Promise<void> {
      if (Object.keys(changes.set).length > 0) {
        await calls.write('TagResource', signal, (options) =>
          writes.send(new TagResourceCommand({ resourceArn: arn, tags: { ...changes.set } }), options),
        );
      }
      if (changes.remove.length > 0) {
        await calls.write('UntagResource', signal, (options) =>
          writes.send(new UntagResourceCommand({ resourceArn: arn, tagKeys: [...changes.remove] }), options),
        );
      }
    },

    /** With every line in it. */
    async delete(name: string, signal: AbortSignal): Promise<void> {
      await calls.remove('DeleteLogGroup', signal, (options) =>
        writes.send(new DeleteLogGroupCommand({ logGroupName: name }), options),
      );
    },
  };

  async function readTags(resourceArn: string, signal: AbortSignal) {
    const answer = await calls.readIfExists('ListTagsForResource', signal, (options) =>
      reads.send(new ListTagsForResourceCommand({ resourceArn }), options),
    );
    return answer && (answer.tags ?? {});
  }
}
