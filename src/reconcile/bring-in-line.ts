import { finalizer } from '../api/private-api.ts';
import { checkReferences } from '../desired/check-references.ts';
import { resolveBackends } from '../desired/resolve-backends.ts';
import { desiredState } from '../desired/desired-state.ts';
import { planSteps } from '../plan/plan.ts';
import { acceptSpec } from './accept-spec.ts';
import { announceCreates } from './announce-creates.ts';
import { checkAccount } from './check-account.ts';
import { bringDomainInLine, domainPlan, lookAtDomain } from './domain.ts';
import { driftFinding, wasInLine } from './drift.ts';
import { releaseEndpoints, requireManagedEndpoint } from './endpoint-progress.ts';
import {
  enqueueLinksWithOtherRules,
  enqueueUnwantedLinks,
  isOnlyWaiting,
  linkProblem,
  noteLinks,
  releaseLinks,
} from './link-progress.ts';
import { recordLogGroup } from './log-groups.ts';
import { noteEndpoints, noteServed } from './note-served.ts';
import { keepExport } from './keep-export.ts';
import { observe } from './observe.ts';
import { SupersededError } from './pass.ts';
import type { Pass } from './pass.ts';
import { performSteps } from './perform.ts';
import { readBackendObjects } from './read-backend-objects.ts';
import { referencesOf, requireDeployablePolicy, requireUsable } from './requirements.ts';

/** One pass over an object that is to exist: look, decide, act. Ends `done`, `suspended`, or by an error that says why. */
export async function bringInLine(pass: Pass): Promise<'done' | 'suspended'> {
  const object = await acceptSpec(pass);
  if (!pass.isSuspended) await requireFinalizer(pass);

  const identity = await checkAccount(pass);
  const { settings } = pass.ports;
  const backendObjects = await readBackendObjects(pass);
  const facts = await pass.aws.readFacts(identity, referencesOf(object, backendObjects, settings), pass.signal);
  enqueueUnwantedLinks(pass, facts);
  const { resolved, problems } = resolveBackends(object, backendObjects, facts, settings);
  requireUsable(pass, [...problems, ...checkReferences(resolved, facts, settings)]);
  await requireManagedEndpoint(pass, facts);
  const desired = desiredState(resolved, facts, pass.owner);
  requireDeployablePolicy(desired);
  noteLinks(pass, desired);

  if (!pass.isSuspended && isOnlyWaiting(pass, desired)) throw linkProblem(pass, desired);
  const observed = await observe(pass, desired);
  noteServed(pass, desired);
  const plan = planSteps(desired, observed);
  const domain = await lookAtDomain(pass, desired);
  const plannedDomain = domainPlan(pass, desired, domain);
  // What is missing behind a link that is not there is only known when it is.
  const links = plan.waitsForLinks ? ['VPC link'] : [];
  pass.log.debug({ steps: plan.steps, waitsForLinks: plan.waitsForLinks, changes: plan.changes }, 'planned');

  if (pass.isSuspended) {
    if (domain.problem !== undefined) throw domain.problem;
    const steps = [...plan.steps, ...plannedDomain.steps].map(({ kind, because }) => `${kind}: ${because}`);
    pass.findings.DriftDetected = driftFinding([...steps, ...links, ...plan.unrepaired]);
    return 'suspended';
  }
  const isDrift = wasInLine(object);
  const drift = isDrift ? plan.changes : plan.drift;
  const linkDrift = isDrift ? links : [];
  const domainDrift = isDrift ? plannedDomain.changes : [];
  pass.findings.DriftDetected = driftFinding([...drift, ...domainDrift, ...linkDrift, ...plan.unrepaired]);

  await announceCreates(pass, desired, observed);
  enqueueLinksWithOtherRules(pass, desired, facts);
  await performSteps(plan.steps, desired, observed, pass);
  if (desired.logGroup !== undefined) recordLogGroup(pass, desired.logGroup);

  pass.repaired.push(...drift);
  noteEndpoints(pass, facts);
  noteServed(pass, desired);
  const domainProblem = await bringDomainInLine(pass, desired, domain);
  if (domainProblem === undefined) pass.repaired.push(...domainDrift);
  const unrepaired = domainProblem === undefined ? plan.unrepaired : [...domainDrift, ...plan.unrepaired];
  pass.findings.DriftDetected = driftFinding([...linkDrift, ...unrepaired]);
  if (plan.waitsForLinks) throw linkProblem(pass, desired);
  releaseLinks(pass, desired);
  releaseEndpoints(pass, facts);
  await keepExport(pass);
  if (domainProblem !== undefined) throw domainProblem;
  return 'done';
}

/** Before the first AWS write, so that nothing is made that a deletion would not find. */
async function requireFinalizer(pass: Pass): Promise<void> {
  if (pass.object.metadata.finalizers?.includes(finalizer) === true) return;
  const written = await pass.ports.kubernetes.addFinalizer(pass.object);
  if (written.object === undefined) throw new SupersededError(written.result);
  pass.object = written.object;
}
