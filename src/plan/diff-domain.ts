import type { DesiredDomain } from '../desired/domain.ts';
import type { AwsIdentity } from '../desired/facts.ts';
import type { PatchOperation } from './diff-stage.ts';
import type { ObservedDomain } from './observed-domain.ts';
import { isSameDomainPolicy } from './policy-meaning.ts';

/** The recorded one, else a stable choice. */
export function keptDomain(
  { name }: DesiredDomain,
  domains: readonly ObservedDomain[],
  recordedId: string | undefined,
): ObservedDomain | undefined {
  const ofName = domains.filter((domain) => domain.name === name);
  return ofName.find(({ id }) => id === recordedId) ?? ofName.toSorted((a, b) => (a.id < b.id ? -1 : 1))[0];
}

export function diffDomain(desired: DesiredDomain, observed: ObservedDomain, identity: AwsIdentity): PatchOperation[] {
  const isSamePolicy = isSameDomainPolicy(desired.policy, observed.policy, { ...identity, ...observed });
  return [
    ...(desired.certificateArn === observed.certificateArn
      ? []
      : [{ op: 'replace' as const, path: '/certificateArn', value: desired.certificateArn }]),
    ...(isSamePolicy ? [] : [{ op: 'replace' as const, path: '/policy', value: JSON.stringify(desired.policy) }]),
  ];
}

export function diffMapping(
  desired: { restApiId: string; stageName: string },
  observed: { restApiId: string; stageName: string },
): PatchOperation[] {
  return [
    ...(desired.restApiId === observed.restApiId
      ? []
      : [{ op: 'replace' as const, path: '/restapiId', value: desired.restApiId }]),
    ...(desired.stageName === observed.stageName
      ? []
      : [{ op: 'replace' as const, path: '/stage', value: desired.stageName }]),
  ];
}

/** `arn:...:/domainnames/orders.example.com+a1b2c3` -> `orders.example.com`. */
export function nameOf(domainArn: string): string | undefined {
  return /\/domainnames\/([^/+]+)\+[^/+]+$/u.exec(domainArn)?.[1];
}
