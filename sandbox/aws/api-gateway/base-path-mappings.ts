import { badRequest, conflict, notFound } from '../aws-error.ts';
import type { Answer, Call } from '../operation.ts';
import type { BasePathMapping, DomainName } from '../state.ts';
import { requireDomainName } from './domain-names.ts';
import { jsonBody, textMember } from './json-body.ts';
import type { JsonObject } from './json-body.ts';
import { page } from './paging.ts';
import { allowOnly, patchOperations } from './patch.ts';
import { isPrivate } from './rest-apis.ts';

const NONE = '(none)';

export function createBasePathMapping(call: Call): Answer {
  const body = jsonBody(call);
  const domain = requireDomainName(call);
  const basePath = textMember(body, 'basePath') ?? NONE;
  if (basePath !== NONE && !/^[A-Za-z0-9$\-_.+!*'()]+$/.test(basePath)) {
    throw badRequest(
      'Invalid base path: multi-level base path mappings are not supported for private custom domain names',
    );
  }
  if (domain.mappings.has(basePath)) throw conflict('Base path already exists for this domain name');
  const mapping = { restApiId: textMember(body, 'restApiId') ?? '', stage: textMember(body, 'stage') ?? NONE };
  requireTarget(call, mapping);
  domain.mappings.set(basePath, mapping);
  return { status: 201, body: mappingJson(basePath, mapping), resourceId: mappingKey(domain, basePath) };
}

export function getBasePathMapping(call: Call): Answer {
  const { domain, basePath, mapping } = requireMapping(call);
  return { status: 200, body: mappingJson(basePath, mapping), resourceId: mappingKey(domain, basePath) };
}

export function getBasePathMappings(call: Call): Answer {
  const domain = requireDomainName(call);
  const visible = [...domain.mappings].filter(([basePath]) => call.world.isVisible(mappingKey(domain, basePath)));
  return { status: 200, body: page(visible, call.query, ([basePath, mapping]) => mappingJson(basePath, mapping)) };
}

export function updateBasePathMapping(call: Call): Answer {
  const operations = patchOperations(call, 'updateBasePathMappingInput');
  const { domain, basePath, mapping } = requireMapping(call);
  const changed = { basePath, ...mapping };
  const members = { '/basePath': 'basePath', '/restapiId': 'restApiId', '/stage': 'stage' } as const;
  for (const operation of operations) {
    if (!Object.hasOwn(members, operation.path)) {
      throw badRequest(
        `Invalid patch path  '${operation.path}' specified for op '${operation.op}'. Must be one of: [/basePath, /restapiId, /stage]`,
      );
    }
    allowOnly(operation, 'replace');
    changed[members[operation.path as keyof typeof members]] = operation.value ?? NONE;
  }
  const { basePath: newPath, ...target } = changed;
  requireTarget(call, target);
  if (newPath !== basePath && domain.mappings.has(newPath)) {
    throw conflict('Base path already exists for this domain name');
  }
  domain.mappings.delete(basePath);
  domain.mappings.set(newPath, target);
  return { status: 200, body: mappingJson(newPath, target), resourceId: mappingKey(domain, newPath) };
}

export function deleteBasePathMapping(call: Call): Answer {
  const { domain, basePath } = requireMapping(call);
  domain.mappings.delete(basePath);
  return { status: 202, resourceId: mappingKey(domain, basePath) };
}

export function mappingsOf({ mappings }: DomainName): readonly BasePathMapping[] {
  return [...mappings.values()];
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains.html */
function requireTarget({ region, world }: Call, { restApiId, stage }: BasePathMapping): void {
  const api = world.isVisible(restApiId) ? region.restApis.get(restApiId) : undefined;
  if (api === undefined) throw badRequest('Invalid REST API identifier specified');
  if (!isPrivate(api)) throw badRequest('A private custom domain name can only be mapped to a private API');
  if (stage !== NONE && !api.stages.has(stage)) throw badRequest('Invalid stage identifier specified');
}

function requireMapping(call: Call): { domain: DomainName; basePath: string; mapping: BasePathMapping } {
  const domain = requireDomainName(call);
  const basePath = call.path['basePath'] ?? '';
  const mapping = call.world.isVisible(mappingKey(domain, basePath)) ? domain.mappings.get(basePath) : undefined;
  if (mapping === undefined) throw notFound('Invalid base path mapping identifier specified');
  return { domain, basePath, mapping };
}

function mappingJson(basePath: string, { restApiId, stage }: BasePathMapping): JsonObject {
  return { basePath, restApiId, ...(stage !== NONE && { stage }) };
}

/** Mappings have no id of their own; this is how log and lag call them. */
const mappingKey = ({ id }: DomainName, basePath: string) => `${id}/${basePath}`;
