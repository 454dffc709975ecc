import { badRequest, limitExceeded, notFound } from '../aws-error.ts';
import type { Answer, Call, World } from '../operation.ts';
import type { RegionalState, RestApi, Stage, VpcLink, VpcLinkStatus } from '../state.ts';
import { jsonBody, textListMember, textMapMember, textMember } from './json-body.ts';
import type { JsonObject } from './json-body.ts';
import { page } from './paging.ts';
import { patchOperations } from './patch.ts';
import { defined } from './rest-apis.ts';
import { checkedTags, tagsWhenAny } from './tag-sets.ts';

const INVALID_ID = 'Invalid Vpc Link identifier specified';

/** A V1 link: answered at once as PENDING, whatever will become of it. */
export function createVpcLink(call: Call): Answer {
  const { world, region } = call;
  const body = jsonBody(call);
  const name = textMember(body, 'name') ?? '';
  if (name === '') throw badRequest('Name cannot be empty');
  const targetArns = textListMember(body, 'targetArns') ?? [];
  if (targetArns.length > 1) throw badRequest('More than one target arn specified for vpc link.');
  const [arn = ''] = targetArns;
  if (!arn.startsWith('arn:') || arn.split(':').length < 6) {
    throw badRequest(`Invalid ARN. ARN is not well formed ${arn}`);
  }
  const present = [...region.vpcLinks.values()].filter((link) => vpcLinkStatus(link, world.now()) !== undefined);
  if (world.settings.enforceQuotas && present.length >= world.settings.quotas.vpcLinks) {
    throw limitExceeded('Maximum number of VPC links for this account has been reached. Please contact AWS.');
  }
  const link: VpcLink = {
    id: world.ids.alphanumeric(6),
    name,
    description: textMember(body, 'description'),
    targetArns,
    tags: checkedTags(textMapMember(body, 'tags'), world.settings),
    settlesAt: world.now() + world.settings.vpcLinkPendingMs,
    settlesAs: outcome(arn, present, region),
    deletedAt: undefined,
  };
  region.vpcLinks.set(link.id, link);
  return { status: 202, body: vpcLinkJson(link, world.now(), tagsWhenAny(link.tags)), resourceId: link.id };
}

export function getVpcLink(call: Call): Answer {
  const link = requireVpcLink(call);
  return { status: 200, body: vpcLinkJson(link, call.world.now(), { tags: link.tags }), resourceId: link.id };
}

export function getVpcLinks(call: Call): Answer {
  const now = call.world.now();
  const present = [...call.region.vpcLinks.values()].filter(
    (link) => vpcLinkStatus(link, now) !== undefined && call.world.isVisible(link.id),
  );
  return { status: 200, body: page(present, call.query, (link) => vpcLinkJson(link, now, tagsWhenAny(link.tags))) };
}

export function updateVpcLink(call: Call): Answer {
  const operations = patchOperations(call, 'updateVpcLinkInput');
  const link = requireVpcLink(call);
  refuseUnsettled(link, call.world.now());
  const changed = { name: link.name, description: link.description };
  for (const { op, path, value } of operations) {
    if (path.startsWith('/targetArns')) throw badRequest('Target arns are not allowed to be changed/added.');
    if (op !== 'replace' || (path !== '/name' && path !== '/description')) {
      throw badRequest(`Invalid patch path  '${path}' specified for op '${op}'. Must be one of: [/name, /description]`);
    }
    if (path === '/name' && (value ?? '') === '') throw badRequest('Name cannot be empty');
    if (path === '/name') changed.name = value ?? '';
    else changed.description = value;
  }
  Object.assign(link, changed);
  return { status: 200, body: vpcLinkJson(link, call.world.now(), { tags: link.tags }), resourceId: link.id };
}

/** Truly asynchronous: the link stays DELETING, and its load balancer in use, for a while. */
export function deleteVpcLink(call: Call): Answer {
  const { world, region } = call;
  const link = requireVpcLink(call);
  refuseUnsettled(link, world.now());
  refuseReferenced(link.id, region);
  link.deletedAt = world.now() + world.settings.vpcLinkDeletingMs;
  return { status: 202, resourceId: link.id };
}

/** The status now; undefined when the link is gone. */
export function vpcLinkStatus(link: VpcLink, now: number): VpcLinkStatus | undefined {
  if (link.deletedAt !== undefined) return now < link.deletedAt ? 'DELETING' : undefined;
  return now < link.settlesAt ? 'PENDING' : link.settlesAs.status;
}

/** The link with this id while AWS still knows it, DELETING included. */
export function findVpcLink(region: RegionalState, id: string, world: World): VpcLink | undefined {
  const link = world.isVisible(id) ? region.vpcLinks.get(id) : undefined;
  return link !== undefined && vpcLinkStatus(link, world.now()) !== undefined ? link : undefined;
}

/** A link id as an integration names it: itself, or through a stage variable. */
export function resolvedConnectionId(connectionId: string, variables: Readonly<Record<string, string>>): string {
  return connectionId.replace(/^\$\{stageVariables\.(\w+)\}$/, (whole, name: string) => variables[name] ?? whole);
}

function requireVpcLink(call: Call): VpcLink {
  const link = findVpcLink(call.region, call.path['vpcLinkId'] ?? '', call.world);
  if (link === undefined) throw notFound(INVALID_ID);
  return link;
}

function refuseUnsettled(link: VpcLink, now: number): void {
  const status = vpcLinkStatus(link, now);
  if (status === 'PENDING' || status === 'DELETING') {
    throw badRequest(`Cannot update or delete vpc link '${link.id}' in status ${status}.`);
  }
}

/** What the link will be once API Gateway has tried to make an endpoint service on the load balancer. */
function outcome(arn: string, present: readonly VpcLink[], region: RegionalState): VpcLink['settlesAs'] {
  const failed = (message: string): VpcLink['settlesAs'] => ({ status: 'FAILED', message });
  if (!/^arn:[^:]+:elasticloadbalancing:[^:]+:\d{12}:loadbalancer\/net\/[^/]+\/[^/]+$/.test(arn)) {
    return failed('NLB ARN is malformed.');
  }
  if (!region.loadBalancers.has(arn)) return failed('NLB was not found or is in another account or region.');
  // A FAILED link holds no endpoint service; any other does until it is gone.
  const taken = present.some((link) => link.settlesAs.status === 'AVAILABLE' && link.targetArns.includes(arn));
  if (taken) return failed('NLB is already associated with another VPC Endpoint Service');
  return { status: 'AVAILABLE', message: 'Your vpc link is ready for use' };
}

/** @throws AwsError while a method names the link, V1 or V2, in an API as it is or in what a stage serves. */
export function refuseReferenced(linkId: string, region: RegionalState): void {
  const references = [...region.restApis.values()].flatMap((api) => referencesOf(api, linkId));
  if (references.length === 0) return;
  const format = references.some((one) => one.split(':').length === 3) ? 'Method:Resource:Stage' : 'Method:Resource';
  throw badRequest(
    `Cannot delete vpc link. Vpc link '${linkId}', is referenced in [${references.join(', ')}] in format of [${format}].`,
  );
}

/** Methods that name the link, in the API as it is and in what its stages serve. */
function referencesOf(api: RestApi, linkId: string): string[] {
  const references = new Set<string>();
  for (const stage of api.stages.values()) {
    for (const one of servedReferences(api, stage, linkId)) references.add(one);
  }
  for (const resource of api.resources.values()) {
    for (const method of resource.methods.values()) {
      if (method.integration?.connectionId === linkId) references.add(`${method.httpMethod}:${resource.id}`);
    }
  }
  return [...references];
}

function servedReferences(api: RestApi, stage: Stage, linkId: string): string[] {
  const methods = api.deployments.get(stage.deploymentId)?.snapshot.methods ?? [];
  return methods.flatMap(({ method, resourceId }) => {
    const connectionId = resolvedConnectionId(method.integration?.connectionId ?? '', stage.variables ?? {});
    return connectionId === linkId ? [`${method.httpMethod}:${resourceId}:${stage.stageName}`] : [];
  });
}

function vpcLinkJson(link: VpcLink, now: number, more: JsonObject): JsonObject {
  const status = vpcLinkStatus(link, now);
  return defined({
    id: link.id,
    name: link.name,
    description: link.description,
    targetArns: link.targetArns,
    status,
    statusMessage: status === 'PENDING' || status === 'DELETING' ? undefined : link.settlesAs.message,
    ...more,
  });
}
