import type { InvokeUrl, PrivateApi } from '../api/private-api.ts';
import { desiredRecord } from './domain-record.ts';
import type { DesiredRecord } from './domain-record.ts';
import type { Facts } from './facts.ts';
import { ownerTags } from './ownership.ts';
import type { Owner, Tags } from './ownership.ts';
import { allow, denyOtherCallers } from './resource-policy.ts';
import type { PolicyDocument } from './resource-policy.ts';
import { usedEndpoints } from './used-endpoints.ts';

/** How API Gateway calls the mapping of a domain name without a base path. */
export const noBasePath = '(none)';

/** How callers reach the API by the name. */
export function customDomainUrl({ name, basePath }: Pick<DesiredDomain, 'name' | 'basePath'>): InvokeUrl {
  return { type: 'CustomDomain', url: `https://${name}${basePath === noBasePath ? '' : `/${basePath}`}` };
}

/** The private custom domain name that one object asks for. */
export interface DesiredDomain {
  readonly name: string;
  readonly certificateArn: string;
  readonly policy: PolicyDocument;
  readonly tags: Tags;
  /** Each gets an access association. */
  readonly vpcEndpointIds: readonly string[];
  readonly associationTags: Tags;
  readonly basePath: string;
  readonly stageName: string;
  /** Undefined: the DNS record is somebody else's business. */
  readonly record: DesiredRecord | undefined;
}

/**
 * `vpcEndpointIds` are those of the object, `callers` all who are admitted. A domain name has a policy of its own, which
 * is asked beside that of the API: it says who may use the name, and leaves the rest to the API.
 * Source: API Gateway developer guide, "Custom domain names for private APIs".
 */
export function desiredDomain(
  { spec }: Pick<PrivateApi, 'spec'>,
  vpcEndpointIds: readonly string[],
  callers: { vpcEndpointIds: readonly string[]; vpcIds: readonly string[] },
  facts: Facts,
  owner: Owner,
): DesiredDomain | undefined {
  const { domain } = spec;
  if (domain === undefined) return undefined;
  return {
    name: domain.name,
    certificateArn: domain.certificateArn,
    policy: {
      Version: '2012-10-17',
      Statement: [allow('AllowEveryoneListedBelow', '*', 'execute-api:/*'), denyOtherCallers(callers)],
    },
    tags: { ...spec.tags, ...ownerTags(owner, 'DomainName') },
    vpcEndpointIds,
    associationTags: { ...spec.tags, ...ownerTags(owner, 'DomainNameAccessAssociation') },
    basePath: domain.basePath ?? noBasePath,
    stageName: spec.stage.name,
    record: desiredRecord(domain, usedEndpoints({ spec }, facts, owner.clusterId), facts, owner),
  };
}
