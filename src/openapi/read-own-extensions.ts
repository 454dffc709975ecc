import type { Json, JsonObject, UserOperation } from '../api/user-document.ts';
import { isObject, memberOf } from './json-object.ts';
import { problemAt } from './problem.ts';
import type { DocumentProblem } from './problem.ts';

export const backendKey = 'x-private-api-backend';
export const authorizationKey = 'x-private-api-authorization';

/** `orders`, or `{name: orders, path: /v2/orders}`. */
export function readBackend(
  holder: JsonObject,
  at: readonly string[],
  { mayHavePath }: { mayHavePath: boolean },
): UserOperation['backend'] | DocumentProblem {
  const value = memberOf(holder, backendKey);
  if (value === undefined) return undefined;
  if (typeof value === 'string') return { name: value };
  const forms = mayHavePath ? 'the name of a backend, or an object with name and path' : 'the name of a backend';
  if (
    !isObject(value) ||
    typeof value['name'] !== 'string' ||
    Object.keys(value).some((key) => key !== 'name' && key !== 'path')
  )
    return problemAt([...at, backendKey], `must be ${forms}`);
  const path = value['path'];
  if (path === undefined) return { name: value['name'] };
  if (!mayHavePath)
    return problemAt([...at, backendKey, 'path'], 'a path goes with one operation or path; move it there');
  if (typeof path !== 'string' || path.length > 512 || !/^\/[A-Za-z0-9._~:@!$&'()*,;=/{}%-]*$/u.test(path))
    return problemAt([...at, backendKey, 'path'], 'must be a path that starts with a slash, at most 512 characters');
  return { name: value['name'], path };
}

/** As `spec.authorization`: `{type: IAM}`, `{type: None}` or `{type: Authorizer, authorizer: name, scopes: [...]}`. */
export function readAuthorization(
  holder: JsonObject,
  at: readonly string[],
): UserOperation['authorization'] | DocumentProblem {
  const value = memberOf(holder, authorizationKey);
  if (value === undefined) return undefined;
  const wrong = problemAt(
    [...at, authorizationKey],
    'must be {type: IAM}, {type: None} or {type: Authorizer, authorizer: NAME}, the last also with scopes',
  );
  if (!isObject(value)) return wrong;
  const { type, authorizer, scopes, ...others } = value;
  if (Object.keys(others).length > 0) return wrong;
  if (type === 'IAM' || type === 'None') return authorizer === undefined && scopes === undefined ? { type } : wrong;
  if (type !== 'Authorizer' || typeof authorizer !== 'string') return wrong;
  if (scopes === undefined) return { type, authorizer };
  return isScopes(scopes) ? { type, authorizer, scopes: [...scopes] } : wrong;
}

/** As `spec.authorization.scopes` has them. */
function isScopes(value: Json): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length >= 1 &&
    value.length <= 10 &&
    (value as readonly Json[]).every((one) => typeof one === 'string' && /^[!#-[\]-~]{1,128}$/u.test(one))
  );
}
