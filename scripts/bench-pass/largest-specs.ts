import { stringify } from 'yaml';
import { largeDocument } from '../../test/openapi/large-document.ts';

/** A name for a table, and the spec of an object as large as it may be in that way. */
export interface LargeSpec {
  readonly name: string;
  /** `revision` makes specs that differ, and so want a deployment each. */
  readonly spec: (world: { vpcEndpointId: string; loadBalancerArn: string }, revision: number) => object;
  /** What the ConfigMap of the spec holds, when it names one. */
  readonly document?: (revision: number) => string;
}

export const configMap = { name: 'large-openapi', key: 'openapi.yaml' };

const methods = ['GET', 'POST', 'PUT', 'DELETE'];

/** 299 paths and the root are 300 resources; four methods on the first 103 of them, three on the others. */
const routes = Array.from({ length: 299 }, (_, index) =>
  methods.slice(0, index < 103 ? 4 : 3).map((method) => ({ path: `/orders-${index}`, method, backend: 'orders' })),
).flat();

/** A megabyte, near what a ConfigMap may hold, and each revision another document. */
const documentOf = (revision: number) => ({ ...largeDocument(), info: { title: 'Large', version: `${revision}` } });

const described: LargeSpec['spec'] = ({ vpcEndpointId, loadBalancerArn }, revision) => ({
  description: `revision ${revision}`,
  endpoint: { existing: { vpcEndpointIds: [vpcEndpointId] } },
  backends: [{ name: 'orders', loadBalancer: { arn: loadBalancerArn } }],
  openApi: { configMapRef: configMap },
});

export const largeSpecs: readonly LargeSpec[] = [
  {
    name: `300 resources, ${routes.length} routes`,
    spec: ({ vpcEndpointId, loadBalancerArn }, revision) => ({
      endpoint: { existing: { vpcEndpointIds: [vpcEndpointId] } },
      backends: [{ name: 'orders', loadBalancer: { arn: loadBalancerArn }, timeoutMilliseconds: 29_000 - revision }],
      routes,
    }),
  },
  {
    name: 'an OpenAPI document of 0.9 MiB in JSON',
    spec: described,
    document: (revision) => JSON.stringify(documentOf(revision)),
  },
  {
    name: 'an OpenAPI document of 1.0 MiB in YAML',
    spec: described,
    document: yamlOf,
  },
];

/** Indented by one, since it would not fit into a ConfigMap otherwise. */
function yamlOf(revision: number): string {
  return stringify(documentOf(revision), { aliasDuplicateObjects: false, indent: 1 });
}
