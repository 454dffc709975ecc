import type { AwsState, Authorizer, Method } from '../state.ts';
import type { AuthorizerContext } from './invocation.ts';
import type { IncomingRequest } from './invoke-request.ts';
import { verifiedClaims } from './json-web-token.ts';
import { tokenExpired, unauthorized } from './refusal.ts';

/**
 * Lets holders of a token of the authorizer's user pools through: an identity token, or, where the method wants scopes,
 * an access token with one of them.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
 */
export function askUserPools(
  state: AwsState,
  authorizer: Authorizer,
  { authorizationScopes: scopes = [] }: Method,
  request: IncomingRequest,
  nowMs: number,
): AuthorizerContext {
  const header = (authorizer.identitySource ?? 'method.request.header.Authorization').split('.').at(-1)!;
  const token = (request.headers[header.toLowerCase()] ?? '').replace(/^Bearer /, '');
  const pools = (authorizer.providerARNs ?? []).flatMap((arn) => {
    const [, , , region = '', accountId = ''] = arn.split(':');
    return state.regions.get(`${accountId}/${region}`)?.userPools.get(arn) ?? [];
  });
  const claims = verifiedClaims(token, pools);
  if (claims === undefined) throw unauthorized();
  if (Number(claims['exp']) * 1000 <= nowMs) throw tokenExpired();
  if (claims['token_use'] !== (scopes.length > 0 ? 'access' : 'id')) throw unauthorized();
  const granted = String(claims['scope'] ?? '').split(' ');
  if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope))) throw unauthorized();
  return { claims };
}
