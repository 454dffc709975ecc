import type { PrivateApi } from '../api/private-api.ts';
import { managedLinkIntent } from '../desired/backend-intent.ts';
import { canonicalJson } from '../desired/content-hash.ts';
import { sharedRoleTags, versionOfShareKey } from '../desired/ownership.ts';
import { hostnamesOf } from '../desired/resolve-backends.ts';
import type { BackendObjects } from '../desired/resolve-backends.ts';
import type { ReferenceProblem } from '../desired/reference-problem.ts';
import type { DesiredState } from '../desired/desired-state.ts';
import { maxPolicyLength } from '../desired/resource-policy.ts';
import type { Settings } from '../desired/settings.ts';
import { givenLogGroupArn, givenStreamArn, logKeyArn, logsToCloudWatch } from '../desired/stage.ts';
import { functionArnsOf } from '../desired/function-arn.ts';
import { TerminalError, WaitingError } from '../errors.ts';
import { claimedShareKeys } from './claims.ts';
import type { Pass } from './pass.ts';
import type { References } from './ports.ts';

/** What has to be looked up for this spec. */
export function referencesOf(
  object: PrivateApi,
  backendObjects: BackendObjects,
  { clusterId, referenceConsent }: Settings,
): References {
  const { spec, status } = object;
  const unique = (values: readonly string[]) => [...new Set(values)].sort();
  const managedLinks = spec.backends.map(managedLinkIntent);
  return {
    vpcEndpointIds: unique([
      ...spec.endpoint.existing.vpcEndpointIds,
      ...(spec.access?.vpcEndpoints ?? []).map(({ id }) => id),
    ]),
    vpcIds: unique((spec.access?.vpcs ?? []).map(({ id }) => id)),
    loadBalancerArns: unique(spec.backends.flatMap(({ loadBalancer }) => loadBalancer?.arn ?? [])),
    loadBalancerHostnames: unique(hostnamesOf(object, backendObjects)),
    logGroupArns: [givenLogGroupArn(spec) ?? []].flat(),
    // Asked of nothing but consent.
    resourceArns: referenceConsent ? [givenStreamArn(spec) ?? [], logKeyArn(spec) ?? []].flat() : [],
    functionArns: unique(functionArnsOf(spec)),
    needsCloudWatchRole: logsToCloudWatch(spec),
    links: {
      usesV2Links:
        managedLinks.some(({ version }) => version === 'V2') ||
        claimedShareKeys(status).some((shareKey) => versionOfShareKey(shareKey) === 'V2'),
      vpcLinkIds: unique(spec.backends.flatMap(({ vpcLink }) => vpcLink?.existing?.id ?? [])),
      subnetIds: unique(managedLinks.flatMap(({ subnetIds }) => subnetIds ?? [])),
      securityGroupIds: unique(managedLinks.flatMap(({ securityGroupIds }) => securityGroupIds ?? [])),
      linkGroupTags: sharedRoleTags(clusterId, 'VpcLinkSecurityGroup'),
    },
  };
}

/** What is not permitted outweighs what is missing, and that outweighs what is only late. */
export function requireUsable(pass: Pass, problems: readonly ReferenceProblem[]): void {
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
  if (!decisive.pending) throw new TerminalError(details);
  const { lookAgainMs, recheckMs } = pass.ports.times;
  throw new WaitingError({
    ...details,
    afterMs: problems.every(({ isWatched }) => isWatched) ? recheckMs : lookAgainMs,
  });
}

/** Quota L-8B81B02C, before AWS refuses a half-done import for it. */
export function requireDeployablePolicy({ restApi, identity }: DesiredState): void {
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
