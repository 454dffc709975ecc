import type { Mutation } from '../../sandbox/aws/call-log.ts';
import { resolvedConnectionId, vpcLinkStatus } from '../../sandbox/aws/api-gateway/vpc-links.ts';
import { vpcLinkV2Status } from '../../sandbox/aws/api-gateway/vpc-links-v2.ts';
import type { AwsState, PolicyDocument, PolicyStatement, RegionalState } from '../../sandbox/aws/state.ts';

/**
 * The monitor that runs after every single AWS mutation of every test: what is served is never without type PRIVATE and
 * a policy that denies all callers but listed ones, and no write makes a stage serve a VPC link that does not work.
 */
export function checkSafety(state: AwsState, mutation: Mutation): string[] {
  const problems: string[] = [];
  for (const regional of state.regions.values()) {
    for (const api of regional.restApis.values()) {
      for (const stage of api.stages.values()) {
        const served = api.deployments.get(stage.deploymentId)!.snapshot;
        const where = `after ${mutation.operation}: stage ${stage.stageName} of ${api.id}`;
        if (served.endpointTypes.length !== 1 || served.endpointTypes[0] !== 'PRIVATE')
          problems.push(`${where} serves type ${served.endpointTypes.join()}`);
        if (!isRestricted(served.policy)) problems.push(`${where} serves an unrestricted policy`);
      }
    }
    if (changesServedLinks.has(mutation.operation)) problems.push(...deadLinks(regional, mutation));
    if (changesServedFunctions.has(mutation.operation)) problems.push(...shutFunctions(regional, mutation));
  }
  return problems;
}

/**
 * Only these can make a stage serve a link that does not work (AWS deploys over none); a link that others break is no
 * fault of the last write.
 */
const changesServedLinks = new Set(['CreateStage', 'UpdateStage', 'DeleteVpcLink', 'DeleteVpcLinkV2']);

/** No served integration names a link that is being deleted or gone. */
function deadLinks({ restApis, vpcLinks, vpcLinksV2 }: RegionalState, { operation, time }: Mutation): string[] {
  return [...restApis.values()].flatMap((api) =>
    [...api.stages.values()].flatMap(({ stageName, deploymentId, variables }) =>
      api.deployments.get(deploymentId)!.snapshot.methods.flatMap(({ path, method }) => {
        if (method.integration?.connectionType !== 'VPC_LINK') return [];
        const id = resolvedConnectionId(method.integration.connectionId ?? '', variables ?? {});
        const link = vpcLinks.get(id);
        const linkV2 = vpcLinksV2.get(id);
        const status = (link && vpcLinkStatus(link, time)) ?? (linkV2 && vpcLinkV2Status(linkV2, time));
        // One that is out of service comes back with the first requests.
        if (status === 'AVAILABLE' || status === 'INACTIVE') return [];
        // No deletion makes another link fail.
        if (status === 'FAILED' && operation.startsWith('Delete')) return [];
        return [
          `after ${operation}: stage ${stageName} of ${api.id} serves ${path} over link ${id}, which is ${status ?? 'gone'}`,
        ];
      }),
    ),
  );
}

const changesServedFunctions = new Set(['CreateStage', 'UpdateStage']);

/** No write makes a stage serve a function that is not open to its API. */
function shutFunctions({ restApis, functions }: RegionalState, { operation }: Mutation): string[] {
  return [...restApis.values()].flatMap((api) =>
    [...api.stages.values()].flatMap(({ stageName, deploymentId }) => {
      const { methods, authorizers } = api.deployments.get(deploymentId)!.snapshot;
      const uris = [
        ...methods.map(({ method }) => (method.integration?.type === 'AWS_PROXY' ? method.integration.uri : undefined)),
        ...[...(authorizers?.values() ?? [])].map(({ authorizerUri }) => authorizerUri),
      ];
      return [...new Set(uris)].flatMap((uri) => {
        const [name = '', qualifier = ''] = /:function:([^/]+)/u.exec(uri ?? '')?.[1]?.split(':') ?? [];
        const statements = functions.get(name)?.policies.get(qualifier) ?? [];
        const isOpen = statements.some(({ Condition }) => JSON.stringify(Condition).includes(`:${api.id}/`));
        return uri === undefined || isOpen
          ? []
          : [`after ${operation}: stage ${stageName} of ${api.id} serves function ${name}, which is shut to it`];
      });
    }),
  );
}

/** Some Deny for everyone on everything, unless the caller comes through a listed endpoint or VPC. */
function isRestricted(policy: PolicyDocument | undefined): boolean {
  const statements =
    policy === undefined ? [] : [policy.Statement].flat<(PolicyStatement | readonly PolicyStatement[])[]>();
  return statements.some(({ Effect, Principal, Resource, Condition }) => {
    const negated = Condition?.StringNotEquals ?? {};
    const keys = Object.keys(negated);
    const values = Object.values(negated).flat();
    return (
      Effect === 'Deny' &&
      Principal === '*' &&
      [Resource].flat().every((resource) => /:[a-z0-9]+\/\*$/u.test(resource ?? '')) &&
      Object.keys(Condition ?? {}).length === 1 &&
      keys.length > 0 &&
      keys.every((key) => key === 'aws:SourceVpce' || key === 'aws:SourceVpc') &&
      values.every((value) => /^vpce?-[0-9a-f]+$/u.test(value))
    );
  });
}
