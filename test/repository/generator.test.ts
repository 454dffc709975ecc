import { describe, expect, test } from '@jest/globals';
import type { CustomResource, Schema } from '../../scripts/generate/crd-schema.ts';
import { editorSchema } from '../../scripts/generate/editor-schema.ts';
import { referencePage } from '../../scripts/generate/reference-page.ts';
import { typeScriptTypes } from '../../scripts/generate/typescript-types.ts';

const text = (description: string): Schema => ({ type: 'string', description });
const object = (properties: Record<string, Schema>, required: string[] = []): Schema => ({
  type: 'object',
  description: 'An object.',
  properties,
  required,
});
const resource = (spec: Schema, status: Schema = object({})): CustomResource => ({
  group: 'example.dev',
  version: 'v1',
  kind: 'Example',
  schema: object({ spec, status }),
});

describe('types', () => {
  test('a field that is required or has a default is always there, another is optional', () => {
    const spec = object({ a: text('A.'), b: { ...text('B.'), default: 'x' }, c: text('C.') }, ['a']);
    expect(typeScriptTypes(resource(spec))).toContain(
      '/** A. */\na: string;\n/** B. */\nb: string;\n/** C. */\nc?: string;',
    );
  });

  test('objects of one shape share a type', () => {
    const spec = object({
      owner: object({ name: text('N.') }),
      parts: { type: 'array', items: object({ owner: object({ name: text('N.') }) }) },
    });
    const source = typeScriptTypes(resource(spec));
    expect(source.match(/export interface Owner /g)).toHaveLength(1);
    expect(source).toContain('parts?: Part[];');
  });

  test('objects of different shape and one name are refused, naming the place', () => {
    const spec = object({ owner: object({ name: text('N.') }), part: object({ owner: object({ id: text('I.') }) }) });
    expect(() => typeScriptTypes(resource(spec))).toThrow('spec.part.owner: Owner is the name of another shape');
  });
});

describe('reference page', () => {
  const spec = object(
    {
      mode: { ...text('The mode.'), enum: ['On', 'Off'], default: 'On' },
      name: {
        ...text('The name. Immutable.'),
        maxLength: 63,
        pattern: '^(a|b)$',
        'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'name is immutable' }],
      },
      ports: {
        type: 'array',
        description: 'Ports.',
        maxItems: 3,
        'x-kubernetes-list-type': 'set',
        items: { type: 'integer', minimum: 1, maximum: 9 },
      },
    },
    ['name'],
  );
  const page = referencePage(resource(spec), { Smallest: 'kind: Example\n' });

  test.each([
    ['defaults and values', '| `mode` | string | `"On"` | one of `On`, `Off` | The mode. |'],
    [
      'limits, with bars escaped',
      '| `name` | string | **required** | at most 63 characters; matches `^(a\\|b)$`; immutable |',
    ],
    [
      'limits of elements',
      '| `ports` | list of integers |  | at most 3 elements; no element twice; 1 to 9 each | Ports. |',
    ],
    ['rules with the field they are about', '- `spec.name`: name is immutable'],
    ['samples', '### Smallest\n\n```yaml\nkind: Example\n```'],
  ])('shows %s', (_what, line) => {
    expect(page).toContain(line);
  });
});

test('the editor schema refuses unknown fields and leaves out what only Kubernetes understands', () => {
  const list: Schema = { type: 'array', description: 'L.', 'x-kubernetes-list-type': 'set', items: { type: 'string' } };
  const { properties } = JSON.parse(editorSchema(resource(object({ list })))) as { properties: { spec: object } };
  expect(properties.spec).toEqual({
    type: 'object',
    description: 'An object.',
    required: [],
    additionalProperties: false,
    properties: { list: { type: 'array', description: 'L.', uniqueItems: true, items: { type: 'string' } } },
  });
});
