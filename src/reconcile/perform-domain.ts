import type { DomainStatus } from '../api/private-api.ts';
import type { DesiredDomain } from '../desired/domain.ts';
import { RetryableError, WaitingError } from '../errors.ts';
import type { DomainStep } from '../plan/domain-steps.ts';
import { announce, clearAnnouncement, confirmAnnounced, nextForCreate, takeForSending } from './intent.ts';
import { domainAnnouncement } from './observe-domain.ts';
import { intentOptions, markUnfinished, saveRecorded } from './pass.ts';
import type { Pass } from './pass.ts';

type PutRecord = Extract<DomainStep, { kind: 'put-record' }>;

/** Performs the steps in order; the first that fails ends it, and what was done is recorded all the same. */
export async function performDomainSteps(steps: readonly DomainStep[], pass: Pass): Promise<void> {
  for (const step of steps) {
    const { kind, because, ...what } = step;
    pass.log.info({ step: kind, because, ...refOf(what) }, 'writing to AWS');
    await perform(step, pass);
    pass.changedAws = true;
    pass.log.info({ step: kind, ...refOf(what) }, 'wrote to AWS');
  }
  const updates = steps.filter(({ kind }) => kind !== 'create-domain' && kind !== 'delete-domain');
  if (updates.length > 0 && pass.events.length === 0) {
    const note = updates.map(({ kind, because }) => `${kind}: ${because}`).join('; ');
    pass.events.push({ type: 'Normal', reason: 'Updated', action: 'Update', note });
  }
}

async function perform(step: DomainStep, pass: Pass): Promise<void> {
  const { aws, signal } = pass;
  switch (step.kind) {
    case 'create-domain':
      await createDomain(step.domain, pass);
      return;
    case 'update-domain':
      await aws.updateDomain(step, step.operations, signal);
      return;
    case 'tag-domain':
    case 'tag-association':
      await aws.changeTags(step.arn, step.changes, signal);
      return;
    case 'create-mapping':
      await aws.createMapping(step, step.mapping, signal);
      return;
    case 'update-mapping':
      await aws.updateMapping(step, step.basePath, step.operations, signal);
      return;
    case 'delete-mapping':
      await aws.deleteMapping(step, step.basePath, signal);
      return;
    case 'create-association': {
      await aws.createAssociation(step, signal);
      const since = new Date(pass.ports.clock.now()).toISOString();
      const others = pass.recorded.domain?.associations ?? [];
      updateDomainStatus(pass, { associations: [...others, { vpcEndpointId: step.vpcEndpointId, since }] });
      return;
    }
    case 'delete-association':
      await aws.deleteAssociation(step.arn, signal);
      return;
    case 'put-record':
      await putRecord(step, pass);
      return;
    case 'delete-record':
      await aws.deleteRecord(step, step.types, signal);
      forgetRecord(step, pass);
      return;
    case 'delete-domain':
      await aws.deleteDomain(step, signal);
      forgetDomainName(step.domainId, pass);
      pass.events.push({
        type: 'Normal',
        reason: 'Deleted',
        action: 'DeleteDomainName',
        note: `deleted domain name ${step.name} (${step.domainId})`,
      });
      return;
  }
}

/** Announced in a status write of its own: the API itself is in line by now, and does not wait for this. */
async function createDomain(domain: DesiredDomain, pass: Pass): Promise<void> {
  const announcement = domainAnnouncement(pass, domain.name);
  const options = intentOptions(pass);
  const next = nextForCreate(announcement, pass.ports.kubernetes.listPrivateApis(), options);
  if (next.kind === 'wait') {
    throw new WaitingError({
      reason: 'CreationUnconfirmed',
      message: `domain name ${domain.name} was being made when its answer was lost; if it has not appeared by ${new Date(next.untilMs).toISOString()}, another is made`,
      afterMs: Math.min(pass.ports.times.lookAgainMs, next.untilMs - options.nowMs),
    });
  }
  if (next.kind === 'announce') {
    pass.recorded = announce(pass.recorded, announcement, options.nowMs);
    markUnfinished(pass, 'Provisioning', 'AWS is being brought in line with the spec');
    await saveRecorded(pass);
    confirmAnnounced(announcement, options.nowMs, pass.ports.memory);
  }
  if (!takeForSending(announcement, options)) {
    throw new RetryableError({ reason: 'Provisioning', message: 'the creation of the domain name is announced anew' });
  }
  try {
    const { id, arn, state } = await pass.aws.createDomain(domain, pass.signal);
    pass.recorded = clearAnnouncement(pass.recorded, announcement);
    updateDomainStatus(pass, { id, arn, state });
    pass.events.push({
      type: 'Normal',
      reason: 'Created',
      action: 'CreateDomainName',
      note: `created domain name ${domain.name} (${id})`,
    });
  } catch (error) {
    const mayExist = error instanceof RetryableError && error.outcomeUnknown;
    if (!mayExist) pass.recorded = clearAnnouncement(pass.recorded, announcement);
    throw error;
  }
}

/** Where it is written is recorded before, so that it is found again whatever the spec says by then. */
async function putRecord({ record, isNew, obsolete }: PutRecord, pass: Pass): Promise<void> {
  const { hostedZoneId, name } = record;
  const known = pass.recorded.domain?.dnsRecords ?? [];
  if (!known.some((place) => place.hostedZoneId === hostedZoneId && place.name === name)) {
    updateDomainStatus(pass, { dnsRecords: [...known, { hostedZoneId, name }] });
    pass.recorded = { ...pass.recorded, lastSyncTime: new Date(pass.ports.clock.now()).toISOString() };
    markUnfinished(pass, 'Provisioning', 'AWS is being brought in line with the spec');
    await saveRecorded(pass);
  }
  // Also when the answer is lost: it may have been applied just now.
  pass.changedAws = true;
  await pass.aws.putRecord(record, { isNew, obsolete }, pass.signal);
}

/** So that the next pass does not wait for it to show. */
function forgetDomainName(domainId: string, pass: Pass): void {
  const { domain, ...rest } = pass.recorded;
  if (domain?.id !== domainId) return;
  const { name, dnsRecords } = domain;
  pass.recorded = { ...rest, domain: { name, ...(dnsRecords && { dnsRecords }) } };
}

function forgetRecord({ hostedZoneId, name }: { hostedZoneId: string; name: string }, pass: Pass): void {
  const { dnsRecords = [], ...rest } = pass.recorded.domain ?? { name };
  const others = dnsRecords.filter((place) => place.hostedZoneId !== hostedZoneId || place.name !== name);
  pass.recorded = {
    ...pass.recorded,
    domain: { ...rest, ...(others.length > 0 && { dnsRecords: others }) },
  };
}

function updateDomainStatus(pass: Pass, change: Partial<DomainStatus>): void {
  pass.recorded = { ...pass.recorded, domain: { name: '', ...pass.recorded.domain, ...change } };
}

/** What a step is about, for the log. */
function refOf(what: object): object {
  const { domainId, name, arn, vpcEndpointId, hostedZoneId } = what as Record<string, unknown>;
  return { domainNameId: domainId, name, arn, vpcEndpointId, hostedZoneId };
}
