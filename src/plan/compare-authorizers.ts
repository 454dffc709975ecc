import type { DesiredAuthorizer } from '../desired/authorizers.ts';
import { canonicalJson } from '../desired/content-hash.ts';
import type { ObservedAuthorizer } from './observed-state.ts';

/** Where AWS's authorizers differ from the wanted ones, as names a person understands. */
export function compareAuthorizers(
  desired: readonly DesiredAuthorizer[],
  observed: readonly ObservedAuthorizer[],
): string[] {
  const found = new Map(observed.map((authorizer) => [authorizer.name, authorizer]));
  const wanted = new Set(desired.map(({ name }) => name));
  return [
    ...desired.flatMap((authorizer) => {
      const other = found.get(authorizer.name);
      return other === undefined
        ? [`authorizer ${authorizer.name} is missing`]
        : compareAuthorizer(authorizer, other).map((difference) => `authorizer ${authorizer.name}: ${difference}`);
    }),
    ...observed.filter(({ name }) => !wanted.has(name)).map(({ name }) => `authorizer ${name} is not in the spec`),
  ];
}

function compareAuthorizer(desired: DesiredAuthorizer, observed: ObservedAuthorizer): string[] {
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['type', desired.type, observed.type],
    ['function', desired.uri, observed.uri],
    ['credentials', undefined, observed.credentials],
    ['identity sources', desired.identitySources, observed.identitySources],
    ['validation expression', undefined, observed.validationExpression],
    ['user pools', desired.userPoolArns, observed.userPoolArns],
    // What the spec does not say is AWS's own.
    ...(desired.resultTtlSeconds === undefined
      ? []
      : [['remembered for', desired.resultTtlSeconds, observed.resultTtlSeconds] as const]),
  ];
  return pairs.filter(([, wanted, found]) => canonicalJson(wanted) !== canonicalJson(found)).map(([name]) => name);
}
