import { TerminalError } from '../errors.ts';
import type { AwsIdentity } from '../desired/facts.ts';
import type { Pass } from './pass.ts';

/**
 * The account and Region of an object are recorded before anything is created. Credentials or defaults that disagree
 * are no reason to believe that its resources are gone: nothing is read there, nothing written.
 */
export async function checkAccount(pass: Pass): Promise<AwsIdentity> {
  const identity = await pass.aws.identity(pass.signal);
  const { accountId, region } = pass.recorded;
  const mismatch =
    accountId !== undefined && accountId !== identity.accountId
      ? `the object belongs to AWS account ${accountId}, the operator's credentials to ${identity.accountId}`
      : region !== undefined && region !== identity.region
        ? `the object belongs to region ${region}, the operator works in ${identity.region}`
        : undefined;
  if (mismatch !== undefined) {
    throw new TerminalError({
      reason: 'AccountMismatch',
      message: `${mismatch}; nothing is written until they agree again`,
    });
  }
  return identity;
}
