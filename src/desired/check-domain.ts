import type { PrivateApi } from '../api/private-api.ts';
import { hasConsent } from './consent.ts';
import type { Facts } from './facts.ts';
import { notPermitted, problem } from './reference-problem.ts';
import type { ReferenceProblem } from './reference-problem.ts';
import type { Settings } from './settings.ts';

/** What keeps the domain name from being made: its certificate, or the hosted zone of its DNS record. */
export function checkDomain({ metadata, spec }: PrivateApi, facts: Facts, settings: Settings): ReferenceProblem[] {
  const { domain } = spec;
  if (domain === undefined) return [];
  const { namespace } = metadata;
  return [...certificateProblems(domain.certificateArn), ...hostedZoneProblems(domain.hostedZone?.id, domain.name)];

  function certificateProblems(arn: string): ReferenceProblem[] {
    const where = `spec.domain.certificateArn: ${arn}`;
    const { accountId, region } = facts.identity;
    const [, , , itsRegion, itsAccount] = arn.split(':');
    if (itsRegion !== region || itsAccount !== accountId) {
      return problem(
        'CertificateNotUsable',
        'DomainReady',
        `${where} is not in account ${accountId}, region ${region}; name a certificate there`,
      );
    }
    return hasConsent(namespace, facts.resourceTags.get(arn) ?? {}, undefined, settings)
      ? []
      : notPermitted('DomainReady', where, namespace, 'the certificate');
  }

  function hostedZoneProblems(id: string | undefined, name: string): ReferenceProblem[] {
    if (id === undefined) return [];
    const where = `spec.domain.hostedZone.id: ${id}`;
    const zone = facts.hostedZones.get(id);
    if (zone === undefined) {
      return problem(
        'HostedZoneNotFound',
        'DomainReady',
        `${where} does not exist in account ${facts.identity.accountId}; name a hosted zone there`,
      );
    }
    if (!hasConsent(namespace, zone.tags, undefined, settings))
      return notPermitted('DomainReady', where, namespace, 'the hosted zone');
    if (!zone.isPrivate || (name !== zone.name && !name.endsWith(`.${zone.name}`))) {
      return problem(
        'HostedZoneNotFound',
        'DomainReady',
        `${where} is the ${zone.isPrivate ? 'private' : 'public'} zone ${zone.name}; name a private one that ${name} belongs to`,
      );
    }
    return [];
  }
}
