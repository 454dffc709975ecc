import { badRequest, conflict, limitExceeded, notFound } from '../aws-error.ts';
import type { Answer, Call } from '../operation.ts';
import type { AccessAssociation } from '../state.ts';
import { jsonBody, textMapMember, textMember } from './json-body.ts';
import type { JsonObject } from './json-body.ts';
import { page } from './paging.ts';
import { checkedTags, tagsWhenAny } from './tag-sets.ts';

/**
 * Lets an endpoint use a domain name. It has no state, and takes a while until calls pass.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains.html
 */
export function createDomainNameAccessAssociation(call: Call): Answer {
  const { region, world } = call;
  const body = jsonBody(call);
  const domainArn = textMember(body, 'domainNameArn') ?? '';
  const domain = [...region.domainNames.values()].find(({ arn, id }) => arn === domainArn && world.isVisible(id));
  if (domain === undefined) throw notFound('Invalid domain name identifier specified');
  const vpcEndpointId = textMember(body, 'accessAssociationSource') ?? '';
  const endpoint = region.vpcEndpoints.get(vpcEndpointId);
  if (
    textMember(body, 'accessAssociationSourceType') !== 'VPCE' ||
    endpoint?.serviceName.endsWith('.execute-api') !== true
  )
    throw badRequest(`Invalid access association source: ${vpcEndpointId}`);
  const ofEndpoint = [...region.accessAssociations.values()].filter((other) => other.vpcEndpointId === vpcEndpointId);
  if (ofEndpoint.some((other) => other.domainArn === domainArn)) {
    throw conflict('Domain name access association already exists');
  }
  const names = new Map([...region.domainNames.values()].map(({ arn, name }) => [arn, name]));
  if (ofEndpoint.some((other) => names.get(other.domainArn) === domain.name)) {
    throw conflict(`VPC endpoint ${vpcEndpointId} is associated with another domain name ${domain.name}`);
  }
  const { settings } = world;
  if (settings.enforceQuotas && region.accessAssociations.size >= settings.quotas.accessAssociations) {
    throw limitExceeded('Maximum number of domain name access associations for this account has been reached');
  }
  const prefix = `arn:${world.state.partition}:apigateway:${region.region}:${region.accountId}`;
  const association: AccessAssociation = {
    arn: `${prefix}:/domainnameaccessassociations/domainname/${domain.name}+${domain.id}/vpcesource/${vpcEndpointId}`,
    domainArn,
    vpcEndpointId,
    tags: checkedTags(textMapMember(body, 'tags'), settings),
    settlesAt: world.now() + settings.accessAssociationPendingMs,
  };
  region.accessAssociations.set(association.arn, association);
  return { status: 201, body: associationJson(association), resourceId: association.arn };
}

export function getDomainNameAccessAssociations(call: Call): Answer {
  const visible =
    call.query.get('resourceOwner') === 'OTHER_ACCOUNTS'
      ? []
      : [...call.region.accessAssociations.values()].filter(({ arn }) => call.world.isVisible(arn));
  return { status: 200, body: page(visible, call.query, associationJson) };
}

export function deleteDomainNameAccessAssociation(call: Call): Answer {
  const arn = call.path['domainNameAccessAssociationArn'] ?? '';
  if (!call.world.isVisible(arn) || !call.region.accessAssociations.delete(arn)) {
    throw notFound('Invalid domain name access association identifier specified');
  }
  return { status: 202, resourceId: arn };
}

function associationJson({ arn, domainArn, vpcEndpointId, tags }: AccessAssociation): JsonObject {
  return {
    domainNameAccessAssociationArn: arn,
    domainNameArn: domainArn,
    accessAssociationSourceType: 'VPCE',
    accessAssociationSource: vpcEndpointId,
    ...tagsWhenAny(tags),
  };
}
