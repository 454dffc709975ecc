import type { References } from '../../src/reconcile/ports.ts';

/** What has to be looked up for a spec that names nothing, and what a test adds to it. */
export function someReferences(overrides: Partial<References> = {}): References {
  return {
    vpcEndpointIds: [],
    vpcIds: [],
    loadBalancerArns: [],
    loadBalancerHostnames: [],
    logGroupArns: [],
    resourceArns: [],
    functionArns: [],
    needsCloudWatchRole: false,
    links: { usesV2Links: false, vpcLinkIds: [], subnetIds: [], securityGroupIds: [], linkGroupTags: {} },
    ...overrides,
  };
}
