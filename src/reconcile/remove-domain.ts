import { TerminalError, WaitingError } from '../errors.ts';
import type { AwsIdentity } from '../desired/facts.ts';
import { planDomain } from '../plan/plan-domain.ts';
import { forgetDomain } from './domain.ts';
import { mayHaveDomain, observeDomains } from './observe-domain.ts';
import { performDomainSteps } from './perform-domain.ts';
import { specOf } from './pass.ts';
import type { Pass } from './pass.ts';

/**
 * For a deletion, before the REST API, which AWS does not delete while a domain name leads to it: the DNS record, what
 * points at the domain name, and the domain name itself.
 */
export async function removeDomain(pass: Pass, identity: AwsIdentity): Promise<void> {
  // A status that was lost says nothing about what there is.
  const isLost = pass.recorded.restApi === undefined && pass.recorded.accountId === undefined;
  if (specOf(pass.object).domain === undefined && !mayHaveDomain(pass) && !isLost) return;
  const observed = await observeDomains(pass, undefined);
  const { steps, problem, waitsFor } = planDomain(undefined, observed, {
    owner: pass.owner,
    identity,
    recordedId: undefined,
    restApiId: undefined,
    unsettled: [],
  });
  await performDomainSteps(steps, pass);
  if (problem !== undefined) throw new TerminalError({ ...problem, condition: 'DomainReady' });
  if (waitsFor !== undefined) {
    throw new WaitingError({
      reason: 'Deleting',
      message: waitsFor,
      afterMs: pass.ports.times.lookAgainMs,
      condition: 'DomainReady',
    });
  }
  forgetDomain(pass);
}
