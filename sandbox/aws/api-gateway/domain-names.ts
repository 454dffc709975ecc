import { AwsError, badRequest, limitExceeded, notFound } from '../aws-error.ts';
import type { Answer, Call, World } from '../operation.ts';
import type { DomainName, DomainNameStatus, RegionalState } from '../state.ts';
import { mappingsOf } from './base-path-mappings.ts';
import { jsonBody, objectMember, textListMember, textMapMember, textMember } from './json-body.ts';
import type { JsonObject } from './json-body.ts';
import { seconds } from './lookups.ts';
import { page } from './paging.ts';
import { allowOnly, patchOperations } from './patch.ts';
import { policyForAnswer, storedDomainPolicy } from './policy-storage.ts';
import { defined } from './rest-apis.ts';
import { checkedTags, tagsWhenAny } from './tag-sets.ts';

/** Private ones only; names are lower case and need not be unique. */
export function createDomainName(call: Call): Answer {
  const { world, region } = call;
  const body = jsonBody(call);
  const types = textListMember(objectMember(body, 'endpointConfiguration') ?? {}, 'types') ?? ['EDGE'];
  if (types.join() !== 'PRIVATE') {
    throw new AwsError(501, 'NotImplemented', 'The emulator implements private custom domain names only');
  }
  const name = textMember(body, 'domainName') ?? '';
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(name)) throw badRequest(`Invalid domain name: ${name}`);
  const certificateArn = textMember(body, 'certificateArn') ?? '';
  requireCertificate(call, certificateArn, name);
  if (world.settings.enforceQuotas && region.domainNames.size >= world.settings.quotas.privateDomainNames) {
    throw limitExceeded('Maximum number of private custom domain names for this account has been reached');
  }
  const id = world.ids.alphanumeric(10);
  const policy = textMember(body, 'policy') ?? '';
  const domain: DomainName = {
    id,
    name,
    arn: `arn:${world.state.partition}:apigateway:${region.region}:${region.accountId}:/domainnames/${name}+${id}`,
    certificateArn,
    certificateChangedAt: world.now(),
    policy: policy === '' ? undefined : storedDomainPolicy(policy, executeApiArn({ id, name }, region, world), call),
    tags: checkedTags(textMapMember(body, 'tags'), world.settings),
    mappings: new Map(),
    busyUntil: world.now() + world.settings.domainNamePendingMs,
    busyAs: 'PENDING',
    settlesAs: { status: 'AVAILABLE', message: undefined },
  };
  region.domainNames.set(id, domain);
  return { status: 201, body: domainJson(domain, world, tagsWhenAny(domain.tags)), resourceId: id };
}

export function getDomainName(call: Call): Answer {
  const domain = requireDomainName(call);
  return { status: 200, body: domainJson(domain, call.world, { tags: domain.tags }), resourceId: domain.id };
}

export function getDomainNames(call: Call): Answer {
  const { region, world } = call;
  const visible =
    call.query.get('resourceOwner') === 'OTHER_ACCOUNTS'
      ? []
      : [...region.domainNames.values()].filter(({ id }) => world.isVisible(id));
  return {
    status: 200,
    body: page(visible, call.query, (domain) => domainJson(domain, world, tagsWhenAny(domain.tags))),
  };
}

/** A new certificate keeps it UPDATING for a while, in which it serves the old one. */
export function updateDomainName(call: Call): Answer {
  const { world, region } = call;
  const operations = patchOperations(call, 'updateDomainNameInput');
  const domain = requireDomainName(call);
  refuseBusy(domain, world.now());
  let { certificateArn, policy } = domain;
  for (const operation of operations) {
    const { path, op, value = '' } = operation;
    if (path !== '/certificateArn' && path !== '/policy') {
      throw badRequest(
        `Invalid patch path  '${path}' specified for op '${op}'. Must be one of: [/certificateArn, /policy]`,
      );
    }
    allowOnly(operation, 'replace');
    if (path === '/certificateArn') {
      requireCertificate(call, value, domain.name);
      certificateArn = value;
    } else {
      policy = value === '' ? undefined : storedDomainPolicy(value, executeApiArn(domain, region, world), call);
    }
  }
  if (certificateArn !== domain.certificateArn) {
    Object.assign(domain, {
      certificateChangedAt: world.now(),
      busyAs: 'UPDATING',
      busyUntil: world.now() + world.settings.domainNameUpdatingMs,
    });
  }
  Object.assign(domain, { certificateArn, policy });
  return { status: 200, body: domainJson(domain, world, { tags: domain.tags }), resourceId: domain.id };
}

/** Takes its mappings with it. https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains-tutorial.html */
export function deleteDomainName(call: Call): Answer {
  const { region, world } = call;
  const domain = requireDomainName(call);
  refuseBusy(domain, world.now());
  if ([...region.accessAssociations.values()].some(({ domainArn }) => domainArn === domain.arn)) {
    throw badRequest('Cannot delete a domain name that has domain name access associations');
  }
  region.domainNames.delete(domain.id);
  return { status: 202, resourceId: domain.id };
}

/** By name and id, as every call on a private one has to. */
export function requireDomainName({ path, query, region, world }: Call): DomainName {
  const id = query.get('domainNameId') ?? '';
  const domain = world.isVisible(id) ? region.domainNames.get(id) : undefined;
  if (domain === undefined || domain.name !== path['domainName']) {
    throw notFound('Invalid domain name identifier specified');
  }
  return domain;
}

/** What AWS says of it at this moment. */
export function domainNameStatus(domain: DomainName, now: number): DomainNameStatus {
  return now < domain.busyUntil ? domain.busyAs : domain.settlesAs.status;
}

/** As policies name it: not by the ARN that management and tagging use. */
export function executeApiArn(
  { id, name }: Pick<DomainName, 'id' | 'name'>,
  region: RegionalState,
  { state }: Pick<World, 'state'>,
): string {
  return `arn:${state.partition}:execute-api:${region.region}:${region.accountId}:/domainnames/${name}+${id}`;
}

function refuseBusy(domain: DomainName, now: number): void {
  const status = domainNameStatus(domain, now);
  if (status === 'PENDING' || status === 'UPDATING') {
    throw badRequest(`Cannot update or delete domain name '${domain.name}' in status ${status}`);
  }
}

function requireCertificate({ region }: Call, arn: string, domainName: string): void {
  if (arn === '') throw badRequest('A certificate is required for a private custom domain name');
  const [, , service, itsRegion] = arn.split(':');
  if (service !== 'acm' || itsRegion !== region.region) {
    throw badRequest(`Invalid certificate ARN: ${arn}. Certificate must be in '${region.region}'.`);
  }
  const certificate = region.certificates.get(arn);
  if (certificate === undefined) throw badRequest(`The certificate ${arn} does not exist`);
  if (certificate.status !== 'ISSUED') throw badRequest(`The certificate ${arn} is not issued yet`);
  const parent = `*${domainName.slice(domainName.indexOf('.'))}`;
  if (!certificate.domainNames.some((covered) => covered === domainName || covered === parent)) {
    throw badRequest('The domain name to be created is not covered by the provided certificate.');
  }
}

function domainJson(domain: DomainName, world: World, more: JsonObject): JsonObject {
  const status = domainNameStatus(domain, world.now());
  return defined({
    domainName: domain.name,
    domainNameId: domain.id,
    domainNameArn: domain.arn,
    certificateArn: domain.certificateArn,
    certificateUploadDate: seconds(domain.certificateChangedAt),
    endpointConfiguration: { types: ['PRIVATE'], ipAddressType: 'dualstack' },
    domainNameStatus: status,
    domainNameStatusMessage: status === domain.settlesAs.status ? domain.settlesAs.message : undefined,
    securityPolicy: 'TLS_1_2',
    routingMode: 'BASE_PATH_MAPPING_ONLY',
    policy: domain.policy === undefined ? undefined : policyForAnswer(domain.policy),
    ...more,
  });
}

/** Names of the domains that lead to an API of the Region. */
export function domainsOf(region: RegionalState, restApiId: string): string[] {
  return [...region.domainNames.values()]
    .filter((domain) => mappingsOf(domain).some((mapping) => mapping.restApiId === restApiId))
    .map(({ name }) => name);
}
