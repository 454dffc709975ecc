import { canonicalJson } from '../desired/content-hash.ts';
import type { PolicyDocument } from '../desired/resource-policy.ts';

/** Where a short `execute-api:/*` belongs once AWS has expanded it. */
export interface PolicyPlace {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly restApiId: string;
}

/**
 * Whether AWS holds the wanted policy. Compared by meaning, never as text: AWS expands the short ARN form, escapes the
 * document, reorders keys and lists and turns one-element lists into scalars or back.
 */
export function isSamePolicy(wanted: PolicyDocument, stored: string | undefined, place: PolicyPlace): boolean {
  return isSame(wanted, stored, (resource) => expandResource(resource, place));
}

/**
 * The same for the policy of a private custom domain name, which has no paths below it: AWS's own examples write its
 * resource short, as the name's ARN, and with `/*` behind that.
 * Source: API Gateway developer guide, tutorial and "Share your private custom domain name".
 */
export function isSameDomainPolicy(
  wanted: PolicyDocument,
  stored: string | undefined,
  place: Omit<PolicyPlace, 'restApiId'> & { readonly name: string; readonly id: string },
): boolean {
  const arn = `arn:${place.partition}:execute-api:${place.region}:${place.accountId}:/domainnames/${place.name}+${place.id}`;
  return isSame(wanted, stored, (resource) => ([`${arn}/*`, 'execute-api:/*'].includes(resource) ? arn : resource));
}

function isSame(wanted: PolicyDocument, stored: string | undefined, expand: Expand): boolean {
  const parsed = parseStoredPolicy(stored);
  return parsed !== undefined && canonicalJson(normalise(wanted, expand)) === canonicalJson(normalise(parsed, expand));
}

/** A resource as AWS writes it out. */
type Expand = (resource: string) => string;

/** GetRestApi returns the policy as JSON with every quote escaped; other tools have seen it plain and percent-encoded. */
export function parseStoredPolicy(stored: string | undefined): unknown {
  if (stored === undefined || stored === '') return undefined;
  const candidates = [() => stored, () => JSON.parse(`"${stored}"`) as string, () => decodeURIComponent(stored)];
  for (const candidate of candidates) {
    try {
      const parsed = JSON.parse(candidate()) as unknown;
      if (parsed !== null && typeof parsed === 'object') return parsed;
    } catch {
      // Not this encoding: the next one.
    }
  }
  return undefined;
}

function normalise(policy: unknown, expand: Expand): unknown {
  const { Statement: statements, ...rest } = policy as Record<string, unknown>;
  return { ...rest, Statement: sorted(list(statements).map((statement) => normaliseStatement(statement, expand))) };
}

function normaliseStatement(statement: unknown, expand: Expand): unknown {
  return Object.fromEntries(
    entriesOf(statement).map(([key, value]): [string, unknown] => {
      switch (key) {
        case 'Action':
        case 'NotAction':
          // Action names are compared without regard to case (IAM user guide, "Action").
          return [key, sorted(list(value).map((action) => String(action).toLowerCase()))];
        case 'Resource':
        case 'NotResource':
          return [key, sorted(list(value).map((resource) => expand(String(resource))))];
        case 'Principal':
        case 'NotPrincipal':
          return [key, normalisePrincipal(value)];
        case 'Condition':
          return [key, normaliseCondition(value)];
        default:
          return [key, value];
      }
    }),
  );
}

function expandResource(resource: string, place: PolicyPlace): string {
  if (!resource.startsWith('execute-api:/')) return resource;
  return `arn:${place.partition}:execute-api:${place.region}:${place.accountId}:${place.restApiId}${resource.slice('execute-api:'.length)}`;
}

/** `"*"` and `{"AWS": "*"}` are the same, and so are an account id and the ARN of its root. */
function normalisePrincipal(principal: unknown): unknown {
  if (typeof principal === 'string') return { AWS: [principal] };
  return Object.fromEntries(
    entriesOf(principal).map(([kind, names]) => [
      kind,
      sorted(list(names).map((name) => /^arn:[^:]+:iam::(\d{12}):root$/u.exec(String(name))?.[1] ?? String(name))),
    ]),
  );
}

/** Keys as pairs: two that differ only in case are two restrictions, and an object would keep one of them. */
function normaliseCondition(condition: unknown): unknown {
  return Object.fromEntries(
    entriesOf(condition).map(([operator, keys]) => [
      operator,
      sorted(entriesOf(keys).map(([key, values]) => [key.toLowerCase(), sorted(list(values).map(String))])),
    ]),
  );
}

/** None for what is no object: AWS holds whatever somebody wrote, and that it differs is all that matters. */
function entriesOf(value: unknown): readonly [string, unknown][] {
  return Object.entries(value ?? {});
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : value === undefined ? [] : [value];
}

function sorted<T>(values: readonly T[]): readonly T[] {
  return [...values].sort((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
}
