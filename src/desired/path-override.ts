/**
 * The path that a V2 integration sends, as a mapping template. API Gateway puts the stage's name before the path of a private
 * integration, and lets a template override it. `uri` holds the same path, for whoever reads the integration.
 * Sources: API Gateway developer guide, "Private integrations for REST APIs" and "Override your API's request and
 * response parameters".
 *
 * Text stands in single quotes, where the template language replaces nothing; an apostrophe stands in double ones.
 */
export function pathOverride(backendPath: string): Readonly<Record<string, string>> {
  const terms = backendPath
    .split(/(\{[^{}]+\}|'+)/u)
    .filter((part) => part !== '')
    .map((part) => {
      if (part.startsWith('{')) return `$input.params().path.get('${part.slice(1, -1)}')`;
      return part.startsWith("'") ? `"${part}"` : `'${part}'`;
    });
  const template = `#set($context.requestOverride.path = ${terms.join(' + ')})$input.body`;
  // A request that names no type counts as JSON.
  return { 'application/json': template, '*/*': template };
}
