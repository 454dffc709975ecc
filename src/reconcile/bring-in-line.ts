import type { PrivateApi } from '../api/private-api.ts';
import { parsePrivateApi } from '../api/parse.ts';
import { finalizer } from '../api/private-api.ts';
import { canonicalJson } from '../desired/content-hash.ts';
import { checkReferences } from '../desired/check-references.ts';
import type { ReferenceProblem } from '../desired/check-references.ts';
import { desiredState } from '../desired/desired-state.ts';
import type { DesiredState } from '../desired/desired-state.ts';
import type { Facts } from '../desired/facts.ts';
import { invokeUrls } from '../desired/invoke-urls.ts';
import { shareKeyOf } from '../desired/ownership.ts';
import { maxPolicyLength } from '../desired/resource-policy.ts';
import { TerminalError, WaitingError } from '../errors.ts';
import { hasSameHashes } from '../plan/deployment-description.ts';
import { planSteps } from '../plan/plan.ts';
import { announceCreates } from './announce-creates.ts';
import { checkAccount } from './check-account.ts';
import { claimedShareKeys, vpcLinkQueueKey, withClaims } from './claims.ts';
import { toObservedDeployment } from './deployment-status.ts';
import { driftFinding, wasInLine } from './drift.ts';
import { observe } from './observe.ts';
import { SupersededError } from './pass.ts';
import type { Pass } from './pass.ts';
import { performSteps } from './perform.ts';
import type { References } from './ports.ts';

/** One pass over an object that is to exist: look, decide, act. Ends `done`, `suspended`, or by an error that says why. */
export async function bringInLine(pass: Pass): Promise<'done' | 'suspended'> {
  const { object } = pass;
  const parsed = parsePrivateApi(object);
  if (parsed.problems !== undefined) {
    throw new TerminalError({ reason: 'InvalidSpec', message: parsed.problems.join('; ') });
  }
  const suspended = object.spec.suspend;
  if (!suspended) await requireFinalizer(pass);

  const identity = await checkAccount(pass);
  const facts = await pass.aws.readFacts(identity, referencesOf(object), pass.signal);
  enqueueUnwantedLinks(pass, facts);
  requireUsable(pass, checkReferences(object, facts, pass.ports.settings));
  const desired = desiredState(object, facts, pass.owner);
  requireDeployablePolicy(desired);
  noteLinks(pass, desired);

  if (!suspended && isOnlyWaiting(pass, desired)) throw linkProblem(pass, desired);
  const observed = await observe(pass, desired);
  noteServed(pass, desired);
  const plan = planSteps(desired, observed);
  // What is missing behind a link that is not there is only known when it is.
  const links = plan.waitsForLinks ? ['VPC link'] : [];
  pass.log.debug({ steps: plan.steps, waitsForLinks: plan.waitsForLinks, changes: plan.changes }, 'planned');

  if (suspended) {
    const steps = plan.steps.map(({ kind, because }) => `${kind}: ${because}`);
    pass.findings.DriftDetected = driftFinding([...steps, ...links]);
    return 'suspended';
  }
  const isDrift = wasInLine(object);
  const drift = isDrift ? plan.changes : plan.drift;
  const linkDrift = isDrift ? links : [];
  pass.findings.DriftDetected = driftFinding([...drift, ...linkDrift]);

  await announceCreates(pass, desired, observed.restApi === undefined);
  await performSteps(plan.steps, desired, observed, pass);

  pass.repaired.push(...drift);
  pass.findings.DriftDetected = driftFinding(linkDrift);
  noteEndpoints(pass, facts);
  noteServed(pass, desired);
  if (plan.waitsForLinks) throw linkProblem(pass, desired);
  releaseLinks(pass, desired);
  return 'done';
}

/** Before the first AWS write, so that nothing is made that a deletion would not find. */
async function requireFinalizer(pass: Pass): Promise<void> {
  if (pass.object.metadata.finalizers?.includes(finalizer) === true) return;
  const written = await pass.ports.kubernetes.addFinalizer(pass.object);
  if (written.object === undefined) throw new SupersededError(written.result);
  pass.object = written.object;
}

export function referencesOf({ spec }: PrivateApi): References {
  const unique = (values: readonly string[]) => [...new Set(values)].sort();
  return {
    vpcEndpointIds: unique([
      ...spec.endpoint.existing.vpcEndpointIds,
      ...(spec.access?.vpcEndpoints ?? []).map(({ id }) => id),
    ]),
    vpcIds: unique((spec.access?.vpcs ?? []).map(({ id }) => id)),
    loadBalancerArns: unique(spec.backends.map(({ loadBalancer }) => loadBalancer.arn)),
  };
}

/** What is not permitted outweighs what is missing, and that outweighs what is only late. */
function requireUsable(pass: Pass, problems: readonly ReferenceProblem[]): void {
  if (!problems.some(({ condition }) => condition === 'EndpointReady')) {
    pass.findings.EndpointReady = { status: 'True', reason: 'Available', message: 'every VPC endpoint is available' };
  }
  if (problems.length === 0) return;
  for (const { condition, reason, message } of problems.toReversed()) {
    pass.findings[condition] = { status: 'False', reason, message };
  }
  const decisive =
    problems.find(({ reason }) => reason === 'RefNotPermitted') ??
    problems.find(({ pending }) => !pending) ??
    problems[0]!;
  const details = {
    reason: decisive.reason,
    message: problems.map(({ message }) => message).join('; '),
    condition: decisive.condition,
  };
  throw decisive.pending
    ? new WaitingError({ ...details, afterMs: pass.ports.times.lookAgainMs })
    : new TerminalError(details);
}

function requireDeployablePolicy({ restApi, identity }: DesiredState): void {
  // AWS counts the document as it stores it, with every short ARN written out.
  const arnLength =
    `arn:${identity.partition}:execute-api:${identity.region}:${identity.accountId}:0123456789`.length -
    'execute-api:'.length;
  const text = canonicalJson(restApi.policy);
  const length = text.length + (text.split('"execute-api:/').length - 1) * arnLength;
  if (length > maxPolicyLength) {
    throw new TerminalError({
      reason: 'PolicyTooLarge',
      message: `the resource policy would have ${length} characters and AWS allows ${maxPolicyLength}; name fewer callers under spec.access, or give all routes the same authorization`,
      condition: 'PolicyApplied',
    });
  }
}

function noteLinks(pass: Pass, { links }: DesiredState): void {
  const waiting = links.filter(({ available }) => !available);
  pass.findings.BackendsReady =
    waiting.length === 0
      ? { status: 'True', reason: 'Available', message: 'every VPC link is available' }
      : { status: 'False', reason: 'VpcLinkPending', message: pendingMessage(waiting) };
}

/** Nothing was ever served and the links are on their way: there is nothing to compare, and AWS is spared the reads. */
function isOnlyWaiting({ recorded }: Pass, { definition, links }: DesiredState): boolean {
  const claimed = recorded.vpcLinks ?? [];
  return (
    definition === undefined &&
    recorded.restApi !== undefined &&
    recorded.stage === undefined &&
    links.every(({ id, state }) => id !== undefined && claimed.some((link) => link.id === id && link.state === state))
  );
}

function pendingMessage(waiting: DesiredState['links']): string {
  return waiting
    .map(({ id, state, loadBalancerArn }) =>
      id === undefined
        ? `a VPC link for ${loadBalancerArn} is being created`
        : `VPC link ${id} for ${loadBalancerArn} is ${state ?? 'not found'}`,
    )
    .join('; ');
}

/** Why the links are not there yet: what their own pass met, or just time. */
function linkProblem(pass: Pass, { links, identity }: DesiredState): Error {
  const waiting = links.filter(({ available }) => !available);
  const problem = waiting
    .map(({ shareKey }) => shareKey && pass.ports.memory.sharedProblems.get(vpcLinkQueueKey(identity.region, shareKey)))
    .find((found) => found !== undefined && found !== '');
  if (problem instanceof Error) {
    pass.findings.BackendsReady = {
      status: 'False',
      reason: problem.reason as 'VpcLinkFailed',
      message: problem.message,
    };
    return problem;
  }
  return new WaitingError({
    reason: 'VpcLinkPending',
    message: pendingMessage(waiting),
    afterMs: pass.ports.times.lookAgainMs,
    condition: 'BackendsReady',
  });
}

/** What callers meet, against what is wanted. */
function noteServed(pass: Pass, desired: DesiredState): void {
  const served = (pass.recorded.deployments ?? []).find(({ id }) => id === pass.recorded.stage?.deploymentId);
  const wanted = desired.definition?.hashes;
  const hashes = served && toObservedDeployment(served).hashes;
  const earlier =
    served === undefined ? 'nothing is served yet' : `deployment ${served.id} of an earlier spec is served`;
  pass.findings.PolicyApplied =
    hashes?.policy === desired.policyHash
      ? { status: 'True', reason: 'Available', message: 'the served deployment has the wanted resource policy' }
      : { status: 'False', reason: 'PolicyPending', message: earlier };
  pass.findings.Deployed =
    wanted !== undefined && hashes !== undefined && hasSameHashes(hashes, wanted)
      ? { status: 'True', reason: 'Available', message: `stage ${desired.stage.name} serves deployment ${served!.id}` }
      : { status: 'False', reason: 'DeploymentPending', message: earlier };
}

function noteEndpoints(pass: Pass, facts: Facts): void {
  const { spec } = pass.object;
  const endpoints = [...spec.endpoint.existing.vpcEndpointIds].sort().flatMap((id) => facts.vpcEndpoints.get(id) ?? []);
  // A URL is told when a stage answers to it.
  const { restApi, stage } = pass.recorded;
  const urls = restApi && stage ? invokeUrls(restApi.id, stage.name, endpoints, facts.identity) : [];
  pass.recorded = {
    ...pass.recorded,
    vpcEndpoints: endpoints.map(({ id, state, vpcId, dnsNames }) => ({
      id,
      state,
      managed: false,
      vpcId,
      ...(dnsNames[0] !== undefined && { dnsName: dnsNames[0] }),
    })),
    ...(urls[0] !== undefined && { invokeUrl: urls[0].url, invokeUrls: urls }),
  };
}

/** Links of ours that nobody wants are seen by whoever lists links, so none is forgotten when a process ends early. */
function enqueueUnwantedLinks({ ports, owner }: Pass, { vpcLinks, identity }: Facts): void {
  const shareKeys = vpcLinks.flatMap((link) => shareKeyOf(link.tags, owner.clusterId, 'VpcLink') ?? []);
  if (shareKeys.length === 0) return;
  const wanted = new Set(ports.kubernetes.listPrivateApis().flatMap(({ status }) => claimedShareKeys(status)));
  for (const shareKey of shareKeys) {
    if (!wanted.has(shareKey)) ports.kubernetes.enqueue(vpcLinkQueueKey(identity.region, shareKey));
  }
}

/** The stage serves what is wanted: claims on links that only an earlier deployment used end, and their passes follow. */
function releaseLinks(pass: Pass, desired: DesiredState): void {
  const before = claimedShareKeys(pass.recorded);
  pass.recorded = withClaims(pass.recorded, desired.links, true);
  const after = new Set(claimedShareKeys(pass.recorded));
  for (const shareKey of before) {
    if (!after.has(shareKey)) pass.releasedKeys.push(vpcLinkQueueKey(desired.identity.region, shareKey));
  }
}
