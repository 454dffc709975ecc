/** A name for a table, and the spec of an object as large as it may be in that way. */
export interface LargeSpec {
  readonly name: string;
  /** `revision` makes specs that differ, and so want a deployment each. */
  readonly spec: (world: { vpcEndpointId: string; loadBalancerArn: string }, revision: number) => object;
}

const methods = ['GET', 'POST', 'PUT', 'DELETE'];

/** 299 paths and the root are 300 resources; four methods on the first 103 of them, three on the others. */
const routes = Array.from({ length: 299 }, (_, index) =>
  methods.slice(0, index < 103 ? 4 : 3).map((method) => ({ path: `/orders-${index}`, method, backend: 'orders' })),
).flat();

export const largeSpecs: readonly LargeSpec[] = [
  {
    name: `300 resources, ${routes.length} routes`,
    spec: ({ vpcEndpointId, loadBalancerArn }, revision) => ({
      endpoint: { existing: { vpcEndpointIds: [vpcEndpointId] } },
      backends: [{ name: 'orders', loadBalancer: { arn: loadBalancerArn }, timeoutMilliseconds: 29_000 - revision }],
      routes,
    }),
  },
];
