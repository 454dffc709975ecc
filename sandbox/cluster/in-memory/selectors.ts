import type { KubernetesObject, ResourceKind } from './resource-kind.ts';
import { badRequest } from './status-error.ts';

export type Selector = (object: KubernetesObject) => boolean;

/**
 * The selection of a list or watch: namespace, labelSelector (`a=b`, `a!=b`, `a`, `!a`, `a in (b,c)`, `a notin (b)`)
 * and fieldSelector on metadata.name and metadata.namespace.
 * @throws {StatusError} 400 for a selector the API server does not take either.
 */
export function parseSelection(kind: ResourceKind, namespace: string | undefined, query: URLSearchParams): Selector {
  const selectors = [
    ...(namespace === undefined ? [] : [(object: KubernetesObject) => object.metadata.namespace === namespace]),
    ...labelRequirements(query.get('labelSelector') ?? ''),
    ...fieldRequirements(kind, query.get('fieldSelector') ?? ''),
  ];
  return (object) => selectors.every((selects) => selects(object));
}

function labelRequirements(selector: string): Selector[] {
  return splitOutsideBrackets(selector).map((requirement) => {
    const set = /^\s*(\S+)\s+(in|notin)\s*\(([^)]*)\)\s*$/.exec(requirement);
    if (set) {
      const [, key = '', operator, list = ''] = set;
      const values = list.split(',').map((value) => value.trim());
      const isIn = (object: KubernetesObject) => values.includes(object.metadata.labels?.[key] ?? '\0');
      return operator === 'in' ? isIn : (object) => !isIn(object);
    }
    const equality = /^\s*([^!=\s]+)\s*(==|=|!=)\s*(\S*)\s*$/.exec(requirement);
    if (equality) {
      const [, key = '', operator, value] = equality;
      return (object) => (object.metadata.labels?.[key] === value) === (operator !== '!=');
    }
    const existence = /^\s*(!?)\s*([^\s!=]+)\s*$/.exec(requirement);
    if (!existence) throw badRequest(`unable to parse requirement: ${requirement}`);
    const [, negation, key = ''] = existence;
    return (object) => (object.metadata.labels?.[key] !== undefined) === (negation === '');
  });
}

function splitOutsideBrackets(selector: string): string[] {
  return selector === '' ? [] : selector.split(/,(?![^(]*\))/);
}

function fieldRequirements(kind: ResourceKind, selector: string): Selector[] {
  const requirements = selector === '' ? [] : selector.split(',');
  return requirements.map((requirement) => {
    const [, field, operator, value] = /^([^!=]+)(==|=|!=)(.*)$/.exec(requirement) ?? [];
    if (field !== 'metadata.name' && field !== 'metadata.namespace') {
      if (kind.isCustom) throw badRequest(`field label not supported: ${field ?? requirement}`);
      throw badRequest(
        `Unable to find "${kind.apiVersion}, Resource=${kind.plural}" that match label selector "", field selector ` +
          `"${requirement}": field label not supported: ${field ?? requirement}`,
      );
    }
    const property = field === 'metadata.name' ? 'name' : 'namespace';
    return (object) => (object.metadata[property] === value) === (operator !== '!=');
  });
}
