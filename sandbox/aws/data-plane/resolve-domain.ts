import { domainNameStatus, executeApiArn } from '../api-gateway/domain-names.ts';
import type { AwsState, DomainName, RegionalState, VpcEndpoint } from '../state.ts';

/** A private custom domain name that a request asks for. */
export interface RequestedDomain {
  readonly domain: DomainName;
  readonly owner: RegionalState;
  /** As policies name it. */
  readonly arn: string;
}

/**
 * The domain name that this endpoint reaches by the Host header: AWS has to have made it, and its association with the
 * endpoint has to be in place.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains.html
 */
export function findDomain(
  state: AwsState,
  endpoint: VpcEndpoint,
  hostName: string,
  now: number,
): RequestedDomain | undefined {
  for (const owner of state.regions.values()) {
    for (const domain of owner.domainNames.values()) {
      const isServed = ['AVAILABLE', 'UPDATING'].includes(domainNameStatus(domain, now));
      if (domain.name !== hostName || !isServed) continue;
      const isAssociated = [...owner.accessAssociations.values()].some(
        ({ domainArn, vpcEndpointId, settlesAt }) =>
          domainArn === domain.arn && vpcEndpointId === endpoint.vpcEndpointId && settlesAt <= now,
      );
      if (isAssociated) return { domain, owner, arn: executeApiArn(domain, owner, { state }) };
    }
  }
  return undefined;
}

/** The API that the path leads to: the mapping of its first segment, else the one without a base path. */
export function mappedTarget(
  { mappings }: DomainName,
  rawPath: string,
): { readonly restApiId: string; readonly stagePath: string } | undefined {
  const [, first = '', rest = ''] = /^\/([^/]*)(.*)$/s.exec(rawPath) ?? [];
  const ofSegment = first === '' ? undefined : mappings.get(first);
  const mapping = ofSegment ?? mappings.get('(none)');
  if (mapping === undefined) return undefined;
  const path = ofSegment === undefined ? rawPath : rest === '' ? '/' : rest;
  return { restApiId: mapping.restApiId, stagePath: mapping.stage === '(none)' ? path : `/${mapping.stage}${path}` };
}
