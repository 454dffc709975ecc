import type { AcceptedRoute } from './accepted-api.ts';
import { whereIs } from './accepted-api.ts';
import type { UserDocument, UserOperation } from './user-document.ts';

/** The operations of a document as routes, and what keeps them from being some. */
export function operationRoutes({ operations }: UserDocument): { routes: AcceptedRoute[]; problems: string[] } {
  const problems = operations.flatMap(operationProblems);
  return {
    problems: operations.length === 0 ? ['spec.openApi#/paths: has no operation; add one'] : problems,
    routes: operations.map(toRoute),
  };
}

function toRoute({ path, method, pointer, backend, authorization, request }: UserOperation): AcceptedRoute {
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

function operationProblems(operation: UserOperation): string[] {
  const { backend, authorization, security } = operation;
  const where = whereIs(toRoute(operation));
  return [
    ...(backend === undefined
      ? [`${where}: names no backend; write x-private-api-backend here, at its path or at the root of the document`]
      : []),
    // A scheme of the document's own would not be asked for by API Gateway, so the operation would be less guarded than it says.
    ...(authorization === undefined && security.length > 0
      ? [
          `${where}/security: ${[...new Set(security)].join(', ')} is nothing that API Gateway could check here; say by x-private-api-authorization who may call, and leave the rest to the backend`,
        ]
      : []),
  ];
}
