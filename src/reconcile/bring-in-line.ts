import { parsePrivateApi } from '../api/parse.ts';
import { finalizer } from '../api/private-api.ts';
import { checkReferences } from '../desired/check-references.ts';
import { resolveBackends } from '../desired/resolve-backends.ts';
import { desiredState } from '../desired/desired-state.ts';
import { TerminalError } from '../errors.ts';
import { planSteps } from '../plan/plan.ts';
import { announceCreates } from './announce-creates.ts';
import { checkAccount } from './check-account.ts';
import { driftFinding, wasInLine } from './drift.ts';
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
  const { object } = pass;
  const parsed = parsePrivateApi(object);
  if (parsed.problems !== undefined) {
    throw new TerminalError({ reason: 'InvalidSpec', message: parsed.problems.join('; ') });
  }
  if (!pass.isSuspended) await requireFinalizer(pass);

  const identity = await checkAccount(pass);
  const { settings } = pass.ports;
  const backendObjects = await readBackendObjects(pass);
  const facts = await pass.aws.readFacts(identity, referencesOf(object, backendObjects, settings), pass.signal);
  enqueueUnwantedLinks(pass, facts);
  const { resolved, problems } = resolveBackends(object, backendObjects, facts, settings);
  requireUsable(pass, [...problems, ...checkReferences(resolved, facts, settings)]);
  const desired = desiredState(resolved, facts, pass.owner);
  requireDeployablePolicy(desired);
  noteLinks(pass, desired);

  if (!pass.isSuspended && isOnlyWaiting(pass, desired)) throw linkProblem(pass, desired);
  const observed = await observe(pass, desired);
  noteServed(pass, desired);
  const plan = planSteps(desired, observed);
  // What is missing behind a link that is not there is only known when it is.
  const links = plan.waitsForLinks ? ['VPC link'] : [];
  pass.log.debug({ steps: plan.steps, waitsForLinks: plan.waitsForLinks, changes: plan.changes }, 'planned');

  if (pass.isSuspended) {
    const steps = plan.steps.map(({ kind, because }) => `${kind}: ${because}`);
    pass.findings.DriftDetected = driftFinding([...steps, ...links, ...plan.unrepaired]);
    return 'suspended';
  }
  const isDrift = wasInLine(object);
  const drift = isDrift ? plan.changes : plan.drift;
  const linkDrift = isDrift ? links : [];
  pass.findings.DriftDetected = driftFinding([...drift, ...linkDrift, ...plan.unrepaired]);

  await announceCreates(pass, desired, observed);
  enqueueLinksWithOtherRules(pass, desired, facts);
  await performSteps(plan.steps, desired, observed, pass);
  if (desired.logGroup !== undefined) recordLogGroup(pass, desired.logGroup);

  pass.repaired.push(...drift);
  pass.findings.DriftDetected = driftFinding([...linkDrift, ...plan.unrepaired]);
  noteEndpoints(pass, facts);
  noteServed(pass, desired);
  if (plan.waitsForLinks) throw linkProblem(pass, desired);
  releaseLinks(pass, desired);
  await keepExport(pass);
  return 'done';
}

/** Before the first AWS write, so that nothing is made that a deletion would not find. */
async function requireFinalizer(pass: Pass): Promise<void> {
  if (pass.object.metadata.finalizers?.includes(finalizer) === true) return;
  const written = await pass.ports.kubernetes.addFinalizer(pass.object);
  if (written.object === undefined) throw new SupersededError(written.result);
  pass.object = written.object;
}
