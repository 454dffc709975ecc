import type { DeployedApi, DeployedMethod } from '../state.ts';

export interface Route {
  readonly deployed: DeployedMethod;
  /** By variable name, still percent-encoded as the caller sent them. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * The method of a deployment that serves a path. The most specific resource wins, compared from the left: a literal
 * segment before a variable before a greedy variable. Its exact verb comes before ANY; a less specific resource is not
 * tried when the verb is missing there.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
 *
 * @param rawPath path behind the stage, percent-encoded, with its leading slash
 */
export function findRoute(api: DeployedApi, verb: string, rawPath: string): Route | undefined {
  const requested = segmentsOf(rawPath);
  const candidates = api.methods
    .map((deployed) => ({ deployed, segments: segmentsOf(deployed.path) }))
    .filter(({ segments }) => matches(segments, requested))
    .sort((left, right) => compareSpecificity(left.segments, right.segments));
  const best = candidates[0];
  if (best === undefined) return undefined;

  const methods = candidates.filter(({ deployed }) => deployed.path === best.deployed.path);
  const chosen =
    methods.find(({ deployed }) => deployed.method.httpMethod === verb) ??
    methods.find(({ deployed }) => deployed.method.httpMethod === 'ANY');
  if (chosen === undefined) return undefined;
  return { deployed: chosen.deployed, pathParameters: readPathParameters(chosen.segments, requested) };
}

/** A trailing slash makes no difference. */
function segmentsOf(path: string): string[] {
  const trimmed = path.replace(/^\//, '').replace(/\/$/, '');
  return trimmed === '' ? [] : trimmed.split('/');
}

function matches(resource: readonly string[], requested: readonly string[]): boolean {
  const isGreedy = isGreedyVariable(resource.at(-1) ?? '');
  if (isGreedy ? requested.length < resource.length : requested.length !== resource.length) return false;
  return resource.every((segment, index) => {
    const value = requested[index] ?? '';
    return isVariable(segment) ? value !== '' : segment === decode(value);
  });
}

function compareSpecificity(left: readonly string[], right: readonly string[]): number {
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const difference = vagueness(left[index]) - vagueness(right[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function vagueness(segment: string | undefined): number {
  if (segment === undefined || isGreedyVariable(segment)) return 2;
  return isVariable(segment) ? 1 : 0;
}

function readPathParameters(resource: readonly string[], requested: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    resource.flatMap((segment, index): [string, string][] => {
      if (isGreedyVariable(segment)) return [[segment.slice(1, -2), requested.slice(index).join('/')]];
      return isVariable(segment) ? [[segment.slice(1, -1), requested[index] ?? '']] : [];
    }),
  );
}

function isVariable(segment: string): boolean {
  return segment.startsWith('{') && segment.endsWith('}');
}

function isGreedyVariable(segment: string): boolean {
  return isVariable(segment) && segment.endsWith('+}');
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
