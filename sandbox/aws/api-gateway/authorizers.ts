import { notFound } from '../aws-error.ts';
import type { Answer, Call } from '../operation.ts';
import type { Authorizer } from '../state.ts';
import type { JsonObject } from './json-body.ts';
import { requireRestApi } from './lookups.ts';
import { page } from './paging.ts';
import { defined } from './rest-apis.ts';

/** Authorizers are made by imports and read here. */
export function getAuthorizers(call: Call): Answer {
  const authorizers = [...requireRestApi(call).authorizers.values()];
  return { status: 200, body: page(authorizers, call.query, authorizerJson) };
}

export function getAuthorizer(call: Call): Answer {
  const authorizer = requireRestApi(call).authorizers.get(call.path['authorizerId'] ?? '');
  if (authorizer === undefined) throw notFound('Invalid Authorizer identifier specified');
  return { status: 200, body: authorizerJson(authorizer) };
}

const authorizerJson = (authorizer: Authorizer): JsonObject => defined({ ...authorizer });
