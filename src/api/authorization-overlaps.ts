import type { PrivateApiSpec, Route } from './private-api.ts';
import { methodsAnswered } from './route-methods.ts';

/** A route to which the policy lets everyone, and one to which it must not and would by the first one's pattern. */
export interface AuthorizationOverlap {
  readonly open: Route;
  readonly guarded: Route;
  /** The path of `open` as a resource policy writes it. */
  readonly pattern: string;
}

/**
 * In a resource policy a path variable becomes `*`, which also matches slashes. A route whose callers the policy lets
 * through (authorization None, or user pools that decide then) could so admit callers of an IAM route who lack an
 * identity policy, and callers whom a Lambda authorizer did not allow, since either Allow is enough there too. No policy
 * can say such a spec. At most one overlap is told for each open route.
 */
export function authorizationOverlaps(spec: PrivateApiSpec): readonly AuthorizationOverlap[] {
  const { routes, authorization, authorizers = [] } = spec;
  const methodsOf = methodsAnswered(routes);
  const userPools = new Set(authorizers.flatMap(({ name, cognito }) => (cognito === undefined ? [] : [name])));
  const isOpen = (route: Route) => {
    const { type, authorizer } = route.authorization ?? authorization;
    return type === 'None' || (type === 'Authorizer' && userPools.has(authorizer ?? ''));
  };
  const patterns = routes.map((route) => ({ route, methods: methodsOf(route), ...patternOf(route.path) }));
  const guarded = patterns.filter(({ route }) => !isOpen(route));
  return patterns
    .filter(({ route }) => isOpen(route))
    .filter(({ text }) => text.includes('*'))
    .flatMap((open) => {
      const hit = guarded.find(
        (other) => canMeet(open, other) && open.methods.some((method) => other.methods.includes(method)),
      );
      return hit === undefined ? [] : [{ open: open.route, guarded: hit.route, pattern: open.text }];
    });
}

interface Pattern {
  readonly text: string;
  /** What stands before the first `*` and after the last one. */
  readonly start: string;
  readonly end: string;
}

function patternOf(path: string): Pattern {
  const text = path.replaceAll(/\{[^}]*\}/gu, '*');
  const parts = text.split('*');
  return { text, start: parts[0]!, end: parts.at(-1)! };
}

/**
 * Whether some path may match both patterns, in which `*` stands for any text: their literal beginnings and ends agree.
 * A spec may hold a quarter of a million pairs, so what differs only between two `*` counts as meeting.
 */
function canMeet(a: Pattern, b: Pattern): boolean {
  return (
    (a.start.startsWith(b.start) || b.start.startsWith(a.start)) && (a.end.endsWith(b.end) || b.end.endsWith(a.end))
  );
}
