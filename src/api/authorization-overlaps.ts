import type { AcceptedRoute, AcceptedSpec } from './accepted-api.ts';
import { methodsAnswered } from './route-methods.ts';

/** A route that admits everyone, and one that does not and would be opened by the first one's pattern. */
export interface AuthorizationOverlap {
  readonly open: AcceptedRoute;
  readonly guarded: AcceptedRoute;
  /** The path of `open` as a resource policy writes it. */
  readonly pattern: string;
}

/**
 * In a resource policy a path variable becomes `*`, which also matches slashes. A route without authorization could
 * so admit callers of an IAM route who lack an identity policy; no policy can say such a spec. At most one overlap is
 * told for each open route.
 */
export function authorizationOverlaps({ routes, authorization }: AcceptedSpec): readonly AuthorizationOverlap[] {
  const methodsOf = methodsAnswered(routes);
  const patternsOf = (type: 'None' | 'IAM') =>
    routes
      .filter((route) => (route.authorization ?? authorization).type === type)
      .map((route) => ({ route, methods: methodsOf(route), ...patternOf(route.path) }));
  const guarded = patternsOf('IAM');
  return patternsOf('None')
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
