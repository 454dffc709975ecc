import { TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-api-gateway';
import type { TagChanges } from '../plan/diff-tags.ts';
import type { Calls } from './calls.ts';
import type { AwsClients } from './clients.ts';

/** Tags of API Gateway's resources, which its other updates cannot change. */
export async function changeTags(
  calls: Calls,
  { apiGatewayWrites: writes }: AwsClients,
  resourceArn: string,
  changes: TagChanges,
  signal: AbortSignal,
): Promise<void> {
  if (Object.keys(changes.set).length > 0) {
    await calls.write('TagResource', signal, (options) =>
      writes.send(new TagResourceCommand({ resourceArn, tags: { ...changes.set } }), options),
    );
  }
  if (changes.remove.length > 0) {
    await calls.write('UntagResource', signal, (options) =>
      writes.send(new UntagResourceCommand({ resourceArn, tagKeys: [...changes.remove] }), options),
    );
  }
}
