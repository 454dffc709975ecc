import type { DesiredDomain } from '../../src/desired/domain.ts';
import { ownerTags } from '../../src/desired/ownership.ts';
import type { ObservedAssociation, ObservedDomain, ObservedDomains } from '../../src/plan/observed-domain.ts';
import type { DomainContext } from '../../src/plan/plan-domain.ts';
import { identity, owner, restApiId } from './names.ts';

export const domainId = 'a1b2c3d4e5';

export function aDomainContext(overrides: Partial<DomainContext> = {}): DomainContext {
  return { owner, identity, recordedId: domainId, restApiId, unsettled: [], ...overrides };
}

/** AWS has made the name as wanted, and nothing leads to or from it. */
export function anObservedDomain(
  desired: DesiredDomain,
  overrides: Partial<ObservedDomain> = {},
  others: Partial<ObservedDomains> = {},
): ObservedDomains {
  const id = overrides.id ?? domainId;
  const name = overrides.name ?? desired.name;
  const domain = {
    id,
    name,
    arn: arnOf(id, name),
    state: 'AVAILABLE',
    statusMessage: '',
    certificateArn: desired.certificateArn,
    policy: JSON.stringify(desired.policy),
    tags: desired.tags,
    mappings: [],
    ...overrides,
  };
  return { domains: [domain], associations: [], records: [], ...others };
}

/** All of it is there. */
export function aDomainInPlace(
  desired: DesiredDomain,
  overrides: Partial<ObservedDomain> = {},
  others: Partial<ObservedDomains> = {},
): ObservedDomains {
  const { basePath, stageName, record } = desired;
  const mappings = [{ basePath, restApiId, stageName }];
  const observed = anObservedDomain(desired, { mappings, ...overrides });
  return {
    ...observed,
    associations: desired.vpcEndpointIds.map((id) => anAssociation(id, observed.domains[0]!.arn)),
    records:
      record === undefined
        ? []
        : [
            {
              hostedZoneId: record.hostedZoneId,
              name: record.name,
              addresses: record.types.map((type) => ({ type, target: record.target.dnsName })),
              ownerText: record.ownerText,
            },
          ],
    ...others,
  };
}

export function anAssociation(
  vpcEndpointId: string,
  domainArn: string,
  overrides: Partial<ObservedAssociation> = {},
): ObservedAssociation {
  return {
    arn: `${domainArn.replace('/domainnames/', '/domainnameaccessassociations/domainname/')}/vpcesource/${vpcEndpointId}`,
    domainArn,
    vpcEndpointId,
    tags: ownerTags(owner, 'DomainNameAccessAssociation'),
    ...overrides,
  };
}

export function arnOf(id: string, name: string): string {
  return `arn:aws:apigateway:eu-west-1:111122223333:/domainnames/${name}+${id}`;
}
