import type { AcceptedRoute } from './accepted-api.ts';
import { whereIs } from './accepted-api.ts';
import type { Authorization, PrivateApiSpec } from './private-api.ts';
import type { UserDocument, UserOperation } from './user-document.ts';

/** The operations of a document as routes, and what keeps them from being some. */
export function operationRoutes(
  { operations }: UserDocument,
  { authorizers = [] }: PrivateApiSpec,
): { routes: AcceptedRoute[]; problems: string[] } {
  const names = new Set(authorizers.map(({ name }) => name));
  const problems = operations.flatMap((operation) => operationProblems(operation, names));
  return {
    problems: operations.length === 0 ? ['spec.openApi#/paths: has no operation; add one'] : problems,
    routes: operations.map((operation) => toRoute(operation, names)),
  };
}

function toRoute(operation: UserOperation, authorizers: ReadonlySet<string>): AcceptedRoute {
  const { path, method, pointer, backend, request } = operation;
  const authorization = operation.authorization ?? byName(operation, authorizers);
  return {
    path,
    method: method as AcceptedRoute['method'],
    backend: backend?.name ?? '',
    ...(backend?.path !== undefined && { backendPath: backend.path }),
    ...(authorization !== undefined && { authorization }),
    declared: request,
    pointer,
  };
}

/** One scheme that is named like an authorizer of the spec asks for that. API Gateway asks one only. */
function byName({ security }: UserOperation, authorizers: ReadonlySet<string>): Authorization | undefined {
  const [first, ...others] = security;
  if (first === undefined || others.length > 0 || !authorizers.has(first.name)) return undefined;
  const { name, scopes } = first;
  return { type: 'Authorizer', authorizer: name, ...(scopes.length > 0 && { scopes: [...scopes] }) };
}

function operationProblems(operation: UserOperation, authorizers: ReadonlySet<string>): string[] {
  const { backend, security } = operation;
  const route = toRoute(operation, authorizers);
  const where = whereIs(route);
  return [
    ...(backend === undefined
      ? [`${where}: names no backend; write x-private-api-backend here, at its path or at the root of the document`]
      : []),
    // A scheme of the document's own would not be asked for by API Gateway, so the operation would be less guarded than it says.
    ...(route.authorization === undefined && security.length > 0
      ? [
          `${where}/security: ${[...new Set(security.map(({ name }) => name))].join(', ')} is nothing that API Gateway could check here; name one of spec.authorizers, or say by x-private-api-authorization who may call and leave the rest to the backend`,
        ]
      : []),
  ];
}
