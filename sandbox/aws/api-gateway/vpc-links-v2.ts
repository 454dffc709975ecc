import { badRequest, notFound } from '../aws-error.ts';
import type { Answer, Call, World } from '../operation.ts';
import { seedNetworkInterface } from '../seed.ts';
import type { RegionalState, VpcLinkV2, VpcLinkV2Status } from '../state.ts';
import { jsonBody, textListMember, textMapMember, textMember } from './json-body.ts';
import type { JsonObject } from './json-body.ts';
import { supportsLinks } from './link-zones.ts';
import { defined } from './rest-apis.ts';
import { checkedTags } from './tag-sets.ts';
import { refuseReferenced } from './vpc-links.ts';

/** Answered at once as PENDING; its network interfaces stand in the caller's subnets. */
export function createVpcLinkV2(call: Call): Answer {
  const { world, region } = call;
  const { settings } = world;
  const body = jsonBody(call);
  const name = textMember(body, 'name') ?? '';
  if (name === '') throw badRequest('Name cannot be empty');
  const subnetIds = textListMember(body, 'subnetIds') ?? [];
  const securityGroupIds = textListMember(body, 'securityGroupIds') ?? [];
  checkNetwork(subnetIds, securityGroupIds, call);
  const present = [...region.vpcLinksV2.values()].filter((link) => vpcLinkV2Status(link, world.now()) !== undefined);
  if (settings.enforceQuotas && present.length >= settings.quotas.vpcLinksV2) {
    throw badRequest(`There are too many Vpc Links defined for this account. Limit is ${settings.quotas.vpcLinksV2}.`);
  }
  const now = world.now();
  const link: VpcLinkV2 = {
    id: world.ids.alphanumeric(6),
    createdAt: now,
    name,
    subnetIds,
    securityGroupIds,
    tags: checkedTags(textMapMember(body, 'tags'), settings),
    settlesAt: now + settings.vpcLinkV2PendingMs,
    settlesAs: { status: 'AVAILABLE', message: 'VPC link is ready to route traffic' },
    deletedAt: undefined,
    usedAt: now,
    idleMs: settings.vpcLinkV2IdleMs,
    pendingMs: settings.vpcLinkV2PendingMs,
  };
  region.vpcLinksV2.set(link.id, link);
  for (const subnetId of subnetIds) {
    seedNetworkInterface({ state: world.state, ids: world.ids }, region, {
      subnetId,
      interfaceType: 'api_gateway_managed',
      description: `Amazon API Gateway managed: ${link.id}`,
      securityGroupIds,
    });
  }
  return { status: 201, body: linkJson(link, world), resourceId: link.id };
}

export function getVpcLinkV2(call: Call): Answer {
  const link = requireLink(call);
  return { status: 200, body: linkJson(link, call.world), resourceId: link.id };
}

export function getVpcLinksV2({ world, region, query }: Call): Answer {
  const present = [...region.vpcLinksV2.values()].filter(
    (link) => vpcLinkV2Status(link, world.now()) !== undefined && world.isVisible(link.id),
  );
  const start = Number(query.get('nextToken') ?? 0);
  const end = start + Number(query.get('maxResults') ?? 25);
  const nextToken = end < present.length ? String(end) : undefined;
  const items = present.slice(start, end).map((link) => linkJson(link, world));
  return { status: 200, body: defined({ items, nextToken }) };
}

/** Subnets and security groups cannot be changed: the operation has no members for them. */
export function updateVpcLinkV2(call: Call): Answer {
  const link = requireLink(call);
  const name = textMember(jsonBody(call), 'name') ?? link.name;
  if (name === '') throw badRequest('Name cannot be empty');
  link.name = name;
  return { status: 200, body: linkJson(link, call.world), resourceId: link.id };
}

/** Truly asynchronous; the network interfaces go with the link. */
export function deleteVpcLinkV2(call: Call): Answer {
  const { world, region } = call;
  const link = requireLink(call);
  const status = vpcLinkV2Status(link, world.now());
  if (status === 'PENDING' || status === 'DELETING') {
    throw badRequest(`Cannot update or delete vpc link '${link.id}' in status ${status}.`);
  }
  refuseReferenced(link.id, region);
  link.deletedAt = world.now() + world.settings.vpcLinkV2DeletingMs;
  for (const networkInterface of region.networkInterfaces.values()) {
    if (networkInterface.description.endsWith(`: ${link.id}`)) networkInterface.goneAt = link.deletedAt;
  }
  return { status: 202, resourceId: link.id };
}

/** The status now; undefined when the link is gone. */
export function vpcLinkV2Status(link: VpcLinkV2, now: number): VpcLinkV2Status | undefined {
  if (link.deletedAt !== undefined) return now < link.deletedAt ? 'DELETING' : undefined;
  if (now < link.settlesAt) return 'PENDING';
  if (link.settlesAs.status === 'FAILED') return 'FAILED';
  return now - Math.max(link.usedAt, link.settlesAt) >= link.idleMs ? 'INACTIVE' : 'AVAILABLE';
}

/** Traffic keeps a link in service, and brings it back: what asks for that fails. */
export function useVpcLinkV2(link: VpcLinkV2, now: number): boolean {
  const status = vpcLinkV2Status(link, now);
  if (status === 'INACTIVE') link.settlesAt = now + link.pendingMs;
  if (status === 'AVAILABLE' || status === 'INACTIVE') link.usedAt = now;
  return status === 'AVAILABLE';
}

/** The link with this id while AWS still knows it, DELETING included. */
export function findVpcLinkV2(region: RegionalState, id: string, world: World): VpcLinkV2 | undefined {
  const link = world.isVisible(id) ? region.vpcLinksV2.get(id) : undefined;
  return link !== undefined && vpcLinkV2Status(link, world.now()) !== undefined ? link : undefined;
}

function requireLink(call: Call): VpcLinkV2 {
  const link = findVpcLinkV2(call.region, call.path['vpcLinkId'] ?? '', call.world);
  if (link === undefined) throw notFound('Invalid Vpc Link identifier specified');
  return link;
}

function checkNetwork(subnetIds: readonly string[], securityGroupIds: readonly string[], call: Call): void {
  const { region, world } = call;
  const { enforceQuotas, quotas } = world.settings;
  if (subnetIds.length === 0) throw badRequest('SubnetIds cannot be empty');
  if (enforceQuotas && subnetIds.length > quotas.subnetsPerVpcLinkV2) {
    throw badRequest(`A VPC link can have at most ${quotas.subnetsPerVpcLinkV2} subnets`);
  }
  const vpcIds = new Set<string>();
  for (const id of subnetIds) {
    const subnet = region.subnets.get(id);
    if (subnet === undefined) throw badRequest(`The subnet ID '${id}' does not exist`);
    if (!supportsLinks(region.region, subnet.availabilityZoneId)) {
      throw badRequest(
        `Subnet '${id}' is in Availability Zone '${subnet.availabilityZoneId}' where service is not available`,
      );
    }
    vpcIds.add(subnet.vpcId);
  }
  for (const id of securityGroupIds) {
    const group = world.isVisible(id) ? region.securityGroups.get(id) : undefined;
    if (group === undefined) throw badRequest(`The security group '${id}' does not exist`);
    vpcIds.add(group.vpcId);
  }
  if (vpcIds.size > 1) throw badRequest('Subnets and security groups of a VPC link must be in one VPC');
}

function linkJson(link: VpcLinkV2, world: World): JsonObject {
  const status = vpcLinkV2Status(link, world.now()) ?? 'DELETING';
  return defined({
    vpcLinkId: link.id,
    name: link.name,
    createdDate: new Date(link.createdAt).toISOString().replace(/\.\d+Z$/, 'Z'),
    subnetIds: link.subnetIds,
    securityGroupIds: link.securityGroupIds,
    tags: link.tags,
    vpcLinkStatus: status,
    vpcLinkStatusMessage: status === 'AVAILABLE' || status === 'FAILED' ? link.settlesAs.message : undefined,
    vpcLinkVersion: 'V2',
  });
}
