import { AwsError } from '../aws-error.ts';
import type { Call, Operation } from '../operation.ts';
import { filterParameters, listParameter } from '../query-parameters.ts';
import type { Tags } from '../state.ts';
import type { XmlElement, XmlList, XmlValue } from '../xml.ts';

/** How one kind of EC2 object is described. */
export interface Description<T> {
  readonly operation: string;
  readonly all: (call: Call) => Iterable<T>;
  readonly id: (object: T) => string;
  /** Form parameter with the wanted ids, such as `VpcId` for `VpcId.1`. */
  readonly idParameter: string;
  readonly idPattern: RegExp;
  readonly malformedCode: string;
  readonly notFound: (ids: readonly string[]) => AwsError;
  /** What each filter compares with. */
  readonly filters: Readonly<Record<string, (object: T) => readonly string[]>>;
  readonly resultName: string;
  readonly render: (object: T, call: Call) => XmlElement;
}

export function describe<T extends { readonly tags: Tags }>(description: Description<T>): Operation {
  return { name: description.operation, kind: 'read', run: (call) => run(description, call) };
}

function run<T extends { readonly tags: Tags }>(description: Description<T>, call: Call) {
  const ids = listParameter(call.query, description.idParameter);
  refuseMalformed(ids, description);
  const all = [...description.all(call)];
  const missing = ids.filter((id) => !all.some((object) => description.id(object) === id));
  if (missing.length > 0) throw description.notFound(missing);
  const wanted = ids.length === 0 ? all : all.filter((object) => ids.includes(description.id(object)));
  const matching = wanted.filter((object) => matchesFilters(object, description, call.query));
  const { page, nextToken } = paged(matching, call.query);
  return {
    status: 200,
    body: { [description.resultName]: list(page.map((object) => description.render(object, call))), nextToken },
  };
}

function refuseMalformed<T>(ids: readonly string[], { idPattern, malformedCode }: Description<T>): void {
  const malformed = ids.find((id) => !idPattern.test(id));
  if (malformed !== undefined) throw new AwsError(400, malformedCode, `Invalid id: "${malformed}"`);
}

function matchesFilters<T extends { readonly tags: Tags }>(
  object: T,
  { filters }: Description<T>,
  form: URLSearchParams,
): boolean {
  return filterParameters(form).every(({ name, values }) => {
    const has = name.startsWith('tag:')
      ? [object.tags[name.slice(4)]].filter((value) => value !== undefined)
      : name === 'tag-key'
        ? Object.keys(object.tags)
        : filters[name]?.(object);
    if (has === undefined) throw new AwsError(400, 'InvalidParameterValue', `The filter '${name}' is invalid`);
    return values.some((value) => has.some((one) => wildcard(value).test(one)));
  });
}

/** EC2 filters take `*` and `?`; a backslash makes them literal. */
function wildcard(value: string): RegExp {
  const source = value.replaceAll(/\\([*?\\])|([*?])|([^\w])/g, (whole, literal: string, sign: string) =>
    literal !== undefined ? `\\${literal}` : sign === '*' ? '.*' : sign === '?' ? '.' : `\\${whole}`,
  );
  return new RegExp(`^${source}$`, 's');
}

function paged<T>(objects: readonly T[], form: URLSearchParams): { page: readonly T[]; nextToken: string | undefined } {
  const maximum = Number(form.get('MaxResults') ?? 1000);
  const start = Number(Buffer.from(form.get('NextToken') ?? '', 'base64').toString() || 0);
  if (!Number.isSafeInteger(start)) throw new AwsError(400, 'InvalidNextToken', 'The token is not valid');
  const end = start + maximum;
  const nextToken = end < objects.length ? Buffer.from(String(end)).toString('base64') : undefined;
  return { page: objects.slice(start, end), nextToken };
}

export const list = (items: readonly XmlValue[]): XmlList => ({ itemName: 'item', items });

export const tagSet = (tags: Tags) => list(Object.entries(tags).map(([key, value]) => ({ key, value })));
