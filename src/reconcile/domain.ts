import type { Reason } from '../api/reasons.ts';
import { customDomainUrl } from '../desired/domain.ts';
import type { DesiredState } from '../desired/desired-state.ts';
import { OperatorError, RetryableError, TerminalError, WaitingError } from '../errors.ts';
import type { ObservedDomains } from '../plan/observed-domain.ts';
import { planDomain } from '../plan/plan-domain.ts';
import type { DomainPlan } from '../plan/plan-domain.ts';
import { mayHaveDomain, observeDomains, requireNothingLate } from './observe-domain.ts';
import { performDomainSteps } from './perform-domain.ts';
import type { Pass } from './pass.ts';

/**
 * AWS says that an access association takes about this long until calls pass, and reports no state of it.
 * Source: API Gateway developer guide, "Custom domain names for private APIs", considerations.
 */
const associationTakesMs = 15 * 60_000;

/** While AWS works for minutes, asking as often as for other things would only use up the account's requests. */
const patience = 4;

/** What was found of the domain names, or why nothing was. Undefined both: the object has none and wants none. */
export interface DomainLook {
  readonly observed?: ObservedDomains;
  readonly problem?: OperatorError;
}

/** A failure is kept for later: the API itself is brought in line whatever becomes of its domain name. */
export async function lookAtDomain(pass: Pass, { domain }: DesiredState): Promise<DomainLook> {
  if (domain === undefined && !mayHaveDomain(pass)) return {};
  return attempt(async () => ({ observed: await observeDomains(pass, domain) }));
}

export function domainPlan(pass: Pass, desired: DesiredState, { observed }: DomainLook): DomainPlan {
  if (observed === undefined) return { steps: [], changes: [], waitsFor: undefined, problem: undefined };
  const { recorded, owner } = pass;
  return planDomain(desired.domain, observed, {
    owner,
    identity: desired.identity,
    recordedId: recorded.domain?.id,
    restApiId: recorded.stage && recorded.restApi?.id,
    unsettled: youngAssociations(pass).map(({ vpcEndpointId }) => vpcEndpointId),
  });
}

/**
 * Comes after everything else of the pass, so that it never keeps the API from being served. Returns what keeps the
 * domain name from being in place.
 */
export async function bringDomainInLine(
  pass: Pass,
  desired: DesiredState,
  look: DomainLook,
): Promise<OperatorError | undefined> {
  const plan = domainPlan(pass, desired, look);
  const { problem } = look.problem === undefined ? await attempt(() => act(pass, desired, plan)) : look;
  if (problem instanceof TerminalError || problem instanceof WaitingError) {
    pass.findings.DomainReady = { status: 'False', reason: problem.reason as Reason, message: problem.message };
  } else if (problem === undefined && desired.domain !== undefined) {
    const message = `domain name ${desired.domain.name} leads to stage ${desired.stage.name}`;
    pass.findings.DomainReady = { status: 'True', reason: 'Available', message };
  }
  noteDomainUrl(pass, desired, problem);
  return problem;
}

async function act(pass: Pass, desired: DesiredState, plan: DomainPlan): Promise<DomainLook> {
  await performDomainSteps(plan.steps, pass);
  if (plan.problem !== undefined) throw new TerminalError({ ...plan.problem, condition: 'DomainReady' });
  if (plan.waitsFor !== undefined) {
    throw new WaitingError({
      reason: 'DomainPending',
      message: `${plan.waitsFor}; AWS takes up to 15 minutes, and the other URLs work meanwhile`,
      afterMs: lookAgainAfterMs(pass, plan),
      condition: 'DomainReady',
    });
  }
  if (desired.domain === undefined) forgetDomain(pass);
  return {};
}

/** Everything that was found is removed. Throws while more may appear. */
export function forgetDomain(pass: Pass): void {
  const { domain: { name = '', dnsRecords = [] } = {}, ...rest } = pass.recorded;
  // What is left of these was deleted, or was written a moment ago and may show late.
  pass.recorded = dnsRecords.length === 0 ? rest : { ...rest, domain: { name, dnsRecords } };
  requireNothingLate(pass);
}

function lookAgainAfterMs(pass: Pass, plan: DomainPlan): number {
  const { clock, times } = pass.ports;
  const settledAtMs = Math.max(
    0,
    ...youngAssociations(pass).map(({ since }) => Date.parse(since) + associationTakesMs),
  );
  if (settledAtMs > 0) return Math.min(times.resyncMs, Math.max(times.lookAgainMs, settledAtMs - clock.now()));
  return plan.steps.length > 0 ? times.lookAgainMs : patience * times.lookAgainMs;
}

function youngAssociations({ recorded, ports }: Pass): readonly { vpcEndpointId: string; since: string }[] {
  return (recorded.domain?.associations ?? []).filter(
    ({ since }) => Date.parse(since) + associationTakesMs > ports.clock.now(),
  );
}

/** Told when it works, and from then on as long as the domain name is there: AWS serves it while it works on it. */
function noteDomainUrl(pass: Pass, desired: DesiredState, problem: OperatorError | undefined): void {
  const { domain } = desired;
  const urls = pass.recorded.invokeUrls ?? [];
  if (domain === undefined || pass.recorded.stage === undefined) return;
  const url = customDomainUrl(domain);
  const wasTold = (pass.object.status?.invokeUrls ?? []).some((told) => told.url === url.url);
  const isThere = problem instanceof RetryableError || pass.recorded.domain?.id !== undefined;
  if (problem !== undefined && !(wasTold && isThere)) return;
  pass.recorded = { ...pass.recorded, invokeUrl: url.url, invokeUrls: [url, ...urls] };
}

/** Anything but an OperatorError ends the pass at once. */
async function attempt(action: () => Promise<DomainLook>): Promise<DomainLook> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof OperatorError) return { problem: error };
    throw error;
  }
}
