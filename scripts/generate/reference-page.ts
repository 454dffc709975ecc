import { walkSchema } from './crd-schema.ts';
import type { CustomResource, Place, Schema, ValidationRule } from './crd-schema.ts';

/** The reference page in Markdown: one section for each object, one row for each field; then the samples, by title. */
export function referencePage(
  { group, version, kind, schema }: CustomResource,
  samples: Record<string, string>,
): string {
  const sections = ['spec', 'status'].flatMap((part) => {
    const root = schema.properties?.[part];
    return root ? [...walkSchema(root, part)].filter((place) => place.schema.properties).map(section) : [];
  });
  return [
    '<!-- Generated from crds/privateapis.yaml by `npm run gen`. Do not edit. -->',
    `# ${kind} reference`,
    `\`apiVersion: ${group}/${version}\`, \`kind: ${kind}\`. ${schema.description}`,
    'A field with a default need not be written. `[]` stands for the elements of a list.',
    ...sections,
    '## Examples',
    ...Object.entries(samples).flatMap(([title, yaml]) => [`### ${title}`, `\`\`\`yaml\n${yaml}\`\`\``]),
    '',
  ].join('\n\n');
}

function section({ path, schema }: Place): string {
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => row(name, field, schema));
  const rules = describeRules(path, schema);
  return [
    `${path.includes('.') ? '###' : '##'} ${path}`,
    path.endsWith('[]') ? '' : (schema.description ?? ''),
    `| Field | Type | Default | Limits | Description |\n| --- | --- | --- | --- | --- |\n${fields.join('\n')}`,
    rules.length > 0 ? `Rules:\n\n${rules.map((rule) => `- ${rule}`).join('\n')}` : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function row(name: string, field: Schema, parent: Schema): string {
  const fallback = field.default === undefined ? '' : `\`${JSON.stringify(field.default)}\``;
  const cells = [
    `\`${name}\``,
    typeOf(field),
    parent.required?.includes(name) ? '**required**' : fallback,
    limitsOf(field).join('; '),
    field.description ?? '',
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function typeOf(schema: Schema): string {
  if (schema.items) return `list of ${schema.items.type === 'object' ? 'objects' : `${typeOf(schema.items)}s`}`;
  if (schema.additionalProperties) return `map of ${typeOf(schema.additionalProperties)}s`;
  if (schema['x-kubernetes-int-or-string']) return 'integer or string';
  return schema.format === 'date-time' ? 'time' : (schema.type ?? 'any');
}

function limitsOf(schema: Schema, of = ''): string[] {
  const keys = schema['x-kubernetes-list-map-keys'];
  const unit = schema.type === 'string' || schema['x-kubernetes-int-or-string'] ? ' characters' : '';
  return [
    ...(schema.enum ? [`one of ${schema.enum.map((value) => `\`${value}\``).join(', ')}`] : []),
    ...range(schema.minimum, schema.maximum, of),
    ...range(schema.minLength, schema.maxLength, `${unit}${of}`),
    ...range(schema.minItems, schema.maxItems, ' elements'),
    ...range(schema.minProperties, schema.maxProperties, ' entries'),
    ...(schema.pattern ? [`${of ? 'each ' : ''}matches \`${schema.pattern}\``] : []),
    ...(keys ? [`unique by ${keys.map((key) => `\`${key}\``).join(' and ')}`] : []),
    ...(schema['x-kubernetes-list-type'] === 'set' ? ['no element twice'] : []),
    ...(schema.items && !schema.items.properties ? limitsOf(schema.items, ' each') : []),
    ...(schema.additionalProperties ? limitsOf(schema.additionalProperties, ' each') : []),
    ...(isImmutable(schema) ? ['immutable'] : []),
  ];
}

function range(least: number | undefined, most: number | undefined, unit: string): string[] {
  if (least !== undefined && most !== undefined) return [`${least} to ${most}${unit}`];
  if (most !== undefined) return [`at most ${most}${unit}`];
  return least === undefined ? [] : [`at least ${least}${unit}`];
}

/** The messages of an object's rules, and those of its fields that have no section of their own. */
function describeRules(path: string, schema: Schema): string[] {
  const own = (schema['x-kubernetes-validations'] ?? []).map(
    (rule) => `\`${path}${rule.fieldPath ?? ''}\`: ${rule.message}`,
  );
  const ofFields = [...walkSchema(schema, path)].filter(
    (place) => place.schema !== schema && parentSection(place.path) === path && !place.schema.properties,
  );
  return [
    ...own,
    ...ofFields.flatMap((place) =>
      (place.schema['x-kubernetes-validations'] ?? []).map((rule) => `\`${place.path}\`: ${rule.message}`),
    ),
  ];
}

/** `spec.access.sourceCidrs[]` -> `spec.access`: scalars, lists of scalars and maps are told in their object's section. */
function parentSection(path: string): string {
  return path.slice(0, path.lastIndexOf('.'));
}

function isImmutable(schema: Schema): boolean {
  const comparesWithOld = ({ rule }: ValidationRule) => rule === 'self == oldSelf';
  return schema['x-kubernetes-validations']?.some(comparesWithOld) ?? false;
}
