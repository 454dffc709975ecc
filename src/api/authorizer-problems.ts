import type { Authorization, PrivateApiSpec } from './private-api.ts';

/** Where `authorization` names no authorizer that is there, or asks it for what it cannot judge. */
export function authorizerProblems({ authorization, authorizers = [], routes }: PrivateApiSpec): string[] {
  const byName = new Map(authorizers.map((authorizer) => [authorizer.name, authorizer]));
  return [
    ...problems('spec', authorization),
    ...routes.flatMap((route) =>
      route.authorization === undefined
        ? []
        : problems(`spec.routes[${route.method} ${route.path}]`, route.authorization),
    ),
  ];

  function problems(where: string, { type, authorizer, scopes }: Authorization): string[] {
    if (type !== 'Authorizer') {
      return authorizer === undefined && scopes === undefined
        ? []
        : [`${where}.authorization: authorizer and scopes need type Authorizer; remove them or set the type`];
    }
    const named = byName.get(authorizer ?? '');
    if (named === undefined) {
      return [`${where}.authorization.authorizer: ${authorizer ?? '(none)'} is not listed under spec.authorizers`];
    }
    return scopes !== undefined && named.cognito === undefined
      ? [
          `${where}.authorization.scopes: only authorizers with cognito know scopes, and ${named.name} is a function; remove the scopes`,
        ]
      : [];
  }
}
