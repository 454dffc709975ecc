import type { CustomResource, Schema } from './crd-schema.ts';

// An object is named after its field, a list element after its list in the singular. These are named by hand, because
// the field's name alone would be taken twice or would mislead.
const typeNames: Record<string, string> = {
  spec: 'PrivateApiSpec',
  status: 'PrivateApiStatus',
  'spec.endpoint.existing': 'ExistingEndpoint',
  'spec.access.vpcEndpoints[]': 'AdmittedVpcEndpoint',
  'spec.access.vpcs[]': 'AdmittedVpc',
  'spec.backends[].service': 'BackendService',
  'spec.backends[].ingress': 'BackendIngress',
  'spec.backends[].lambda': 'LambdaBackend',
  'spec.backends[].tls': 'BackendTls',
  'spec.backends[].vpcLink': 'BackendVpcLink',
  'spec.backends[].vpcLink.existing': 'ExistingVpcLink',
  'spec.backends[].vpcLink.managed': 'ManagedVpcLink',
  'spec.authorizers[].lambda': 'LambdaAuthorizer',
  'spec.authorizers[].cognito': 'CognitoAuthorizer',
  'status.restApi': 'RestApiStatus',
  'status.vpcEndpoints[]': 'VpcEndpointStatus',
  'status.vpcLinks[]': 'VpcLinkStatus',
  'status.stage': 'StageStatus',
  'status.deployments[]': 'DeploymentStatus',
  'status.logGroup': 'LogGroupStatus',
  'status.lambdaPermissions[]': 'LambdaPermissionStatus',
};

const banner = `// Generated from crds/privateapis.yaml by \`npm run gen\`. Do not edit.
//
// The view of a reader: the API server fills in defaults, so a field with a default is always there.`;

/**
 * TypeScript source with the types of `spec` and `status` as the API server returns them.
 * Throws when two objects of different shape would get the same name.
 */
export function typeScriptTypes({ schema }: CustomResource): string {
  const declarations = new Map<string, string>();
  for (const part of ['spec', 'status']) typeOf(schema.properties?.[part] ?? {}, part, declarations);
  return [banner, ...declarations.values()].join('\n\n');
}

/** The type of one field. Objects with fixed fields are declared under a name of their own, in the order of the CRD. */
function typeOf(schema: Schema, path: string, declarations: Map<string, string>): string {
  if (schema.properties) return declareInterface(schema, path, declarations);
  if (schema.items) {
    const element = typeOf(schema.items, `${path}[]`, declarations);
    return element.includes(' | ') ? `(${element})[]` : `${element}[]`;
  }
  if (schema.additionalProperties) {
    return `Record<string, ${typeOf(schema.additionalProperties, `${path}{}`, declarations)}>`;
  }
  if (schema.type === 'integer') return 'number';
  if (schema['x-kubernetes-int-or-string']) return 'number | string';
  if (schema.enum) return schema.enum.map((value) => `'${value}'`).join(' | ');
  if (schema.type === 'string' || schema.type === 'boolean') return schema.type;
  throw new Error(`${path}: no TypeScript type for a schema of type ${schema.type}`);
}

function declareInterface(schema: Schema, path: string, declarations: Map<string, string>): string {
  const name = typeNames[path] ?? pascalCase(path);
  const earlier = declarations.get(name);
  declarations.set(name, ''); // holds the place, so that a type stands before the types of its fields
  const fields = Object.entries(schema.properties ?? {}).map(([field, property]) => {
    const always = schema.required?.includes(field) || property.default !== undefined;
    const type = typeOf(property, `${path}.${field}`, declarations);
    return `/** ${property.description} */\n${field}${always ? '' : '?'}: ${type};`;
  });
  const declaration = `export interface ${name} {\n${fields.join('\n')}\n}`;
  if (earlier !== undefined && earlier !== declaration) {
    throw new Error(
      `${path}: ${name} is the name of another shape already; name it in scripts/generate/typescript-types.ts`,
    );
  }
  declarations.set(name, declaration);
  return name;
}

/** `spec.backends[]` -> `Backend`. */
function pascalCase(path: string): string {
  const field = path.slice(path.lastIndexOf('.') + 1).replace(/s?\[\]$/, '');
  return field.charAt(0).toUpperCase() + field.slice(1);
}
