import { jsonBody, textListMember } from './api-gateway/json-body.ts';
import { stageKey } from './api-gateway/lookups.ts';
import { AwsError } from './aws-error.ts';
import type { Answer, Call, Operation } from './operation.ts';
import type { Tags } from './state.ts';

/** The Resource Groups Tagging API: reads the tags of whatever carries some, by ARN. */
export const taggingOperations: readonly Operation[] = [{ name: 'GetResources', kind: 'read', run: getResources }];

/**
 * With a list of ARNs there are no pages; what has no tags or is not there is left out.
 * https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
 */
function getResources(call: Call): Answer {
  const arns = textListMember(jsonBody(call), 'ResourceARNList');
  if (arns === undefined) {
    throw new AwsError(501, 'NotImplemented', 'The emulator does not implement GetResources without ResourceARNList');
  }
  if (arns.length > 100) {
    throw invalid("1 validation error detected: Value at 'resourceARNList' must have length less than or equal to 100");
  }
  const { partition } = call.world.state;
  const malformed = arns.find((arn) => !arn.startsWith(`arn:${partition}:`) || !/^(?:[^:]*:){5}.+[:/]./.test(arn));
  if (malformed !== undefined) throw invalid(`${malformed} is not a valid AmazonResourceName (ARN)`);
  const tagged = taggedResources(call);
  const mappings = arns.flatMap((arn) => {
    const tags = Object.entries(tagged.get(arn) ?? {});
    return tags.length === 0 ? [] : [{ ResourceARN: arn, Tags: tags.map(([Key, Value]) => ({ Key, Value })) }];
  });
  return { status: 200, body: { PaginationToken: '', ResourceTagMappingList: mappings } };
}

function taggedResources({ region, world }: Call): ReadonlyMap<string, Tags> {
  const { partition } = world.state;
  const ec2 = (type: string, id: string) => `arn:${partition}:ec2:${region.region}:${region.accountId}:${type}/${id}`;
  const apiGateway = (path: string) => `arn:${partition}:apigateway:${region.region}::/${path}`;
  const entries: [arn: string, id: string, tags: Tags][] = [];
  for (const { id, tags, stages } of region.restApis.values()) {
    entries.push([apiGateway(`restapis/${id}`), id, tags]);
    for (const stage of stages.values()) {
      const arn = apiGateway(`restapis/${id}/stages/${stage.stageName}`);
      entries.push([arn, stageKey(id, stage.stageName), stage.tags]);
    }
  }
  for (const { id, tags } of region.vpcLinks.values()) entries.push([apiGateway(`vpclinks/${id}`), id, tags]);
  for (const { vpcId, tags } of region.vpcs.values()) entries.push([ec2('vpc', vpcId), vpcId, tags]);
  for (const { subnetId, tags } of region.subnets.values()) entries.push([ec2('subnet', subnetId), subnetId, tags]);
  for (const { groupId, tags } of region.securityGroups.values())
    entries.push([ec2('security-group', groupId), groupId, tags]);
  for (const { vpcEndpointId, tags } of region.vpcEndpoints.values())
    entries.push([ec2('vpc-endpoint', vpcEndpointId), vpcEndpointId, tags]);
  for (const { loadBalancerArn, tags } of region.loadBalancers.values())
    entries.push([loadBalancerArn, loadBalancerArn, tags]);
  for (const { logGroupName, tags } of region.logGroups.values()) {
    const arn = `arn:${partition}:logs:${region.region}:${region.accountId}:log-group:${logGroupName}`;
    entries.push([arn, logGroupName, tags]);
  }
  for (const { arn, tags } of region.kmsKeys.values()) entries.push([arn, arn, tags]);
  for (const [arn, tags] of region.taggedResources) entries.push([arn, arn, tags]);
  return new Map(entries.filter(([, id]) => world.isVisible(id)).map(([arn, , tags]) => [arn, tags]));
}

const invalid = (message: string) => new AwsError(400, 'InvalidParameterException', message);
