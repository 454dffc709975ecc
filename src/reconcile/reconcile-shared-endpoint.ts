import { keyOf } from '../api/private-api.ts';
import type { PrivateApi } from '../api/private-api.ts';
import { checkManagedEndpoint, ingressProblems } from '../desired/check-managed-endpoint.ts';
import type { AwsIdentity, ManagedEndpointFacts, SecurityGroupFact } from '../desired/facts.ts';
import { vpcEndpointShareKey } from '../desired/ownership.ts';
import { tcpRule } from '../desired/security-group.ts';
import type { SecurityGroupRule } from '../desired/security-group.ts';
import { desiredEndpoint, endpointClientToken, endpointReferences } from '../desired/shared-endpoint.ts';
import type { DesiredEndpoint } from '../desired/shared-endpoint.ts';
import { RetryableError, TerminalError, WaitingError } from '../errors.ts';
import { planSharedEndpoint, planUnwantedEndpoint } from '../plan/plan-shared-endpoint.ts';
import type { SharedEndpointStep } from '../plan/plan-shared-endpoint.ts';
import {
  claimedVpcs,
  endpointAnnouncements,
  oldestFirst,
  parseVpcEndpointQueueKey,
  wantsSharedEndpoint,
} from './endpoint-claims.ts';
import { isUsedByApis, readShared, usedEndpointIds } from './leave-endpoint.ts';
import type { Requeue } from './outcome.ts';
import type { AwsPort, Logger, Ports } from './ports.ts';
import { reconcileSharedResource } from './shared-resource.ts';
import { usedWithoutObject } from './used-without-object.ts';

/** What one pass over one managed endpoint works with. */
interface EndpointPass {
  readonly key: string;
  readonly vpcId: string;
  readonly identity: AwsIdentity;
  readonly aws: AwsPort;
  readonly ports: Ports;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** One pass over the managed endpoint of one VPC. */
export async function reconcileSharedEndpoint(
  key: string,
  ports: Ports,
  log: Logger,
  signal: AbortSignal,
): Promise<Requeue> {
  const { region, vpcId } = parseVpcEndpointQueueKey(key)!;
  const aws = ports.aws(region);
  return await reconcileSharedResource(
    key,
    async () => bringEndpointInLine({ key, vpcId, identity: await aws.identity(signal), aws, ports, log, signal }),
    () => wakeUsers(vpcId, ports),
    ports,
    log,
  );
}

async function bringEndpointInLine(pass: EndpointPass): Promise<Requeue> {
  const { aws, identity, ports, signal, vpcId } = pass;
  const { clusterId } = ports.settings;
  const users = usersOf(vpcId, ports)
    .filter((object) => wantsSharedEndpoint(object, vpcId))
    .sort(oldestFirst);
  requireAccount(users, identity);
  const { endpoints, securityGroups } = await readShared(aws, clusterId, vpcId, signal);
  const [securityGroup] = securityGroups;
  const used = endpoints.length > 1 ? await usedEndpointIds(aws, signal) : new Set<string>();

  if (users.length === 0) {
    const isEmpty = endpoints.length + securityGroups.length === 0;
    const isUsed =
      !isEmpty &&
      ((await usedWithoutObject([vpcEndpointShareKey(vpcId)], aws, ports, signal)).length > 0 ||
        (await isUsedByApis(endpoints, aws, signal)));
    if (isEmpty) return { kind: 'none' };
    // Nobody tells when the API of others that has it goes.
    if (isUsed) return { kind: 'after', ms: ports.times.resyncMs };
    return await performSteps(pass, planUnwantedEndpoint({ endpoints, securityGroup }), undefined);
  }

  const wishes = users.flatMap(({ spec }) => (spec.endpoint.managed?.vpcId === vpcId ? [spec.endpoint.managed] : []));
  const facts = await aws.readEndpointFacts(endpointReferences(vpcId, wishes, endpoints), signal);
  const deciding = decidingUser(pass, users, facts, endpoints.length === 0);
  if (deciding === undefined || facts.service === undefined) return { kind: 'after', ms: ports.times.resyncMs };
  const desired = desiredEndpoint(
    deciding.settings,
    ingressOf(pass, users, facts, securityGroup),
    facts.service.name,
    identity,
    clusterId,
  );
  const zoneOf = (subnetId: string) => facts.subnets.get(subnetId)?.zoneId;
  const steps = planSharedEndpoint(
    desired,
    { endpoints, securityGroup, usedEndpointIds: used, zoneOf },
    { maySet: deciding.maySet, mayShut: wishes.length === users.length },
  );
  return await performSteps(pass, steps, desired);
}

/** With other credentials this would be another account's VPC: nothing is read there, nothing written. */
function requireAccount(users: readonly PrivateApi[], { accountId }: AwsIdentity): void {
  const other = users.find(({ status }) => status?.accountId !== undefined && status.accountId !== accountId);
  if (other === undefined) return;
  throw new TerminalError({
    reason: 'AccountMismatch',
    message: `the VPC endpoint belongs to AWS account ${other.status?.accountId}, the operator's credentials to ${accountId}; nothing is written until they agree again`,
    condition: 'EndpointReady',
  });
}

/**
 * The oldest claim decides. While it cannot be acted on (it is suspended, or names what is not there or not permitted),
 * an endpoint that is there stays as it is, and one that is not is made as the next one wants it.
 */
function decidingUser(
  { identity, ports, vpcId }: EndpointPass,
  users: readonly PrivateApi[],
  facts: ManagedEndpointFacts,
  isMissing: boolean,
) {
  const withWishes = users.filter(({ spec }) => spec.endpoint.managed?.vpcId === vpcId);
  const isUsable = (object: PrivateApi) =>
    !object.spec.suspend && checkManagedEndpoint(object, facts, identity, ports.settings).length === 0;
  const [oldest] = withWishes;
  const usable = withWishes.find(isUsable);
  const deciding = isMissing ? usable : oldest;
  const settings = deciding?.spec.endpoint.managed;
  return settings && { settings, maySet: deciding === usable };
}

/** Everybody's callers, as far as each may name them. What is suspended changes nothing, so it adds nobody. */
function ingressOf(
  { ports, vpcId }: EndpointPass,
  users: readonly PrivateApi[],
  facts: ManagedEndpointFacts,
  securityGroup: SecurityGroupFact | undefined,
): readonly SecurityGroupRule[] {
  const isThere = (rule: SecurityGroupRule) => securityGroup?.ingress.some(({ peer }) => peer === rule.peer) === true;
  return users
    .filter(({ spec }) => spec.endpoint.managed?.vpcId === vpcId)
    .flatMap((object) =>
      ingressProblems(object, facts, ports.settings)
        .filter(({ problems }) => problems.length === 0)
        .map(({ peer }) => tcpRule(peer, 443))
        .filter((rule) => !object.spec.suspend || isThere(rule)),
    );
}

async function performSteps(
  pass: EndpointPass,
  steps: readonly SharedEndpointStep[],
  desired: DesiredEndpoint | undefined,
): Promise<Requeue> {
  const { ports, log, vpcId } = pass;
  for (const step of steps) {
    if (step.kind === 'wait') {
      log.debug({ because: step.because }, 'waiting for a shared endpoint');
      return { kind: 'after', ms: ports.times.lookAgainMs };
    }
    log.info({ step: step.kind, because: step.because, vpcId }, 'writing to AWS');
    const isSent = await perform(pass, step, desired);
    if (!isSent) return { kind: 'none' };
    log.info({ step: step.kind, vpcId }, 'wrote to AWS');
  }
  if (steps.length === 0) {
    // What others change by hand is found at this pace; without users there is nothing left to look at.
    return desired === undefined ? { kind: 'none' } : { kind: 'after', ms: ports.times.resyncMs };
  }
  // What was written is looked at before more is done, and by those who wait for it. Only the rules of a new group can
  // follow at once: an endpoint takes its time, and AWS may not show yet what became of it. A user that finds none asks
  // for one, so that to wake users now would make this pass ask AWS again and again.
  if (steps.some(({ kind }) => kind === 'create-endpoint')) return { kind: 'after', ms: ports.times.lookAgainMs };
  wakeUsers(vpcId, ports);
  if (steps.some(({ kind }) => kind !== 'create-security-group')) return { kind: 'after', ms: ports.times.lookAgainMs };
  ports.kubernetes.enqueue(pass.key);
  return { kind: 'none' };
}

/** False: it was not sent, since no user has announced the creation yet. */
async function perform(
  pass: EndpointPass,
  step: Exclude<SharedEndpointStep, { kind: 'wait' }>,
  desired: DesiredEndpoint | undefined,
): Promise<boolean> {
  const { aws, ports, signal, vpcId } = pass;
  switch (step.kind) {
    case 'create-security-group':
      await aws.createSecurityGroup(desired!.securityGroup!, signal);
      return true;
    case 'authorize':
      await aws.authorizeSecurityGroup(step.securityGroupId, step.direction, step.rules, signal);
      return true;
    case 'revoke':
      await aws.revokeSecurityGroup(step.securityGroupId, step.direction, step.rules, signal);
      return true;
    case 'create-endpoint': {
      const since = announcedSince(vpcId, ports);
      if (since === undefined) {
        wakeUsers(vpcId, ports);
        return false;
      }
      const { securityGroupIds } = step;
      const clientToken = endpointClientToken(desired!, securityGroupIds, since);
      await aws.createVpcEndpoint(desired!, { securityGroupIds, clientToken }, signal);
      return true;
    }
    case 'modify-endpoint':
      await aws.modifyVpcEndpoint(step.endpointId, step.changes, signal);
      return true;
    case 'delete-endpoint':
      await aws.deleteVpcEndpoint(step.endpoint.id, signal);
      if (step.endpoint.state === 'failed' && desired !== undefined) throw failedEndpoint(step.endpoint.id);
      return true;
    case 'delete-security-group': {
      const users = await aws.listNetworkInterfaces(step.securityGroupId, signal);
      if (users.length > 0) {
        throw new WaitingError({
          reason: 'DeletionBlocked',
          message: `security group ${step.securityGroupId} is used by ${users.slice(0, 10).join(', ')}; it is removed when they are gone`,
          afterMs: ports.times.lookAgainMs,
        });
      }
      await aws.deleteSecurityGroup(step.securityGroupId, signal);
      return true;
    }
  }
}

/** Under the first announcement, so that every attempt carries the same token. */
function announcedSince(vpcId: string, ports: Ports): string | undefined {
  const options = { nowMs: ports.clock.now(), graceMs: ports.times.createGraceMs };
  return usersOf(vpcId, ports)
    .flatMap(({ status }) => endpointAnnouncements(status, vpcId, options))
    .sort()[0];
}

function wakeUsers(vpcId: string, ports: Ports): void {
  for (const user of usersOf(vpcId, ports)) ports.kubernetes.enqueue(keyOf(user));
}

function usersOf(vpcId: string, ports: Ports): readonly PrivateApi[] {
  return ports.kubernetes.listPrivateApis().filter(({ status }) => claimedVpcs(status).includes(vpcId));
}

function failedEndpoint(id: string): RetryableError {
  return new RetryableError({
    reason: 'EndpointRejected',
    message: `VPC endpoint ${id} failed and is removed; another is made`,
    condition: 'EndpointReady',
  });
}
