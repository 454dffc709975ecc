import { badRequest, notFound } from '../aws-error.ts';
import type { Answer, Call } from '../operation.ts';
import type { Tags } from '../state.ts';
import { jsonBody, textMapMember } from './json-body.ts';
import { stageKey } from './lookups.ts';
import { checkedTags } from './tag-sets.ts';
import { findVpcLinkV2 } from './vpc-links-v2.ts';
import { findVpcLink } from './vpc-links.ts';

/** Whatever carries tags: a REST API, a stage, a VPC link. */
interface Taggable {
  tags: Tags;
}

export function tagResource(call: Call): Answer {
  const { owner, id } = requireTaggable(call);
  owner.tags = checkedTags({ ...owner.tags, ...textMapMember(jsonBody(call), 'tags') }, call.world.settings);
  return { status: 204, resourceId: id };
}

export function untagResource(call: Call): Answer {
  const { owner, id } = requireTaggable(call);
  const removed = call.query.getAll('tagKeys');
  owner.tags = Object.fromEntries(Object.entries(owner.tags).filter(([key]) => !removed.includes(key)));
  return { status: 204, resourceId: id };
}

export function getTags(call: Call): Answer {
  const { owner, id } = requireTaggable(call);
  return { status: 200, body: { tags: owner.tags }, resourceId: id };
}

/** `arn:{partition}:apigateway:{region}::/restapis/{id}[/stages/{name}]` or `/vpclinks/{id}`. */
function requireTaggable(call: Call): { owner: Taggable; id: string } {
  const arn = call.path['resourceArn'] ?? '';
  const { world } = call;
  const prefix = `arn:${world.state.partition}:apigateway:${call.region.region}::`;
  if (!arn.startsWith(prefix)) throw badRequest(`Invalid ARN specified: ${arn}`);
  const [kind, id = '', part, name = ''] = arn.slice(prefix.length + 1).split('/');
  if (kind === 'vpclinks') {
    const link = findVpcLink(call.region, id, world) ?? findVpcLinkV2(call.region, id, world);
    if (link === undefined) throw notFound('Invalid Vpc Link identifier specified');
    return { owner: link, id };
  }
  if (kind !== 'restapis') throw badRequest(`Invalid ARN specified: ${arn}`);
  const api = world.isVisible(id) ? call.region.restApis.get(id) : undefined;
  if (api === undefined) throw notFound(`Invalid API identifier specified ${call.region.accountId}:${id}`);
  if (part === undefined) return { owner: api, id };
  const stage = part === 'stages' && world.isVisible(stageKey(id, name)) ? api.stages.get(name) : undefined;
  if (stage === undefined) throw notFound('Invalid stage identifier specified');
  return { owner: stage, id: stageKey(id, name) };
}
