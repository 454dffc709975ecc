import { GetAccountCommand } from '@aws-sdk/client-api-gateway';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { AwsIdentity, Facts } from '../desired/facts.ts';
import { isFunctionOfHome } from '../desired/function-arn.ts';
import type { TagChanges } from '../plan/diff-tags.ts';
import { createCalls } from './calls.ts';
import type { CallOptions } from './calls.ts';
import { createAwsClients } from './clients.ts';
import type { AwsClients, ClientOverrides } from './clients.ts';
import { createDeployments } from './deployment.ts';
import { toOperatorError } from './errors.ts';
import { createFactReaders } from './facts.ts';
import { createFunctions } from './lambda.ts';
import { createLogGroups } from './log-group.ts';
import { createLinkFactReader } from './link-facts.ts';
import type { LinkReferences } from './link-facts.ts';
import { createResourceTags } from './resource-tags.ts';
import { createRestApis } from './rest-api.ts';
import { createSecurityGroups } from './security-group.ts';
import { createStages } from './stage.ts';
import { changeTags } from './tags.ts';
import { createVpcLinksV2 } from './vpc-link-v2.ts';
import { createVpcLinks } from './vpc-link.ts';

export interface AwsOptions extends CallOptions {
  readonly region: string;
  readonly userAgent: string;
  readonly overrides: ClientOverrides;
}

/** Everything the operator asks of AWS in one Region, with the credentials of the process. */
export type Aws = ReturnType<typeof createAws>;

export function createAws(options: AwsOptions) {
  const clients = createAwsClients(options.region, options.userAgent, options.overrides);
  const calls = createCalls('apigateway', options);
  const stsCalls = createCalls('sts', options);
  const ec2Calls = createCalls('ec2', options);
  const facts = createFactReaders(ec2Calls, createCalls('elasticloadbalancing', options), clients);
  const securityGroups = createSecurityGroups(ec2Calls, clients);
  const restApis = createRestApis(calls, clients);
  const stages = createStages(calls, clients);
  const deployments = createDeployments(calls, clients);
  const vpcLinks = createVpcLinks(calls, clients);
  const vpcLinksV2 = createVpcLinksV2(calls, clients);
  const readLinkFacts = createLinkFactReader({ facts, securityGroups, vpcLinksV2 });
  const logGroups = createLogGroups(createCalls('logs', options), clients);
  const resourceTags = createResourceTags(createCalls('tagging', options), clients);
  const functions = createFunctions(createCalls('lambda', options), clients);
  let known: { readonly accessKeyId: string; readonly identity: AwsIdentity } | undefined;

  return {
    region: options.region,

    /** Asked once for each access key: a key's account never changes, and a role's next session has another key. */
    async identity(signal: AbortSignal): Promise<AwsIdentity> {
      const { accessKeyId } = await resolveCredentials(clients, signal);
      if (known?.accessKeyId === accessKeyId) return known.identity;
      const answer = await stsCalls.read('GetCallerIdentity', signal, (sendOptions) =>
        clients.sts.send(new GetCallerIdentityCommand({}), sendOptions),
      );
      // `arn:aws-cn:sts::111122223333:assumed-role/...`
      const identity = { accountId: answer.Account!, partition: answer.Arn!.split(':')[1]!, region: options.region };
      known = { accessKeyId, identity };
      return identity;
    },

    async readFacts(
      identity: AwsIdentity,
      references: {
        vpcEndpointIds: readonly string[];
        vpcIds: readonly string[];
        loadBalancerArns: readonly string[];
        loadBalancerHostnames: readonly string[];
        logGroupArns: readonly string[];
        resourceArns: readonly string[];
        functionArns: readonly string[];
        needsCloudWatchRole: boolean;
        links: LinkReferences;
      },
      signal: AbortSignal,
    ): Promise<Facts> {
      // Of another account or Region nobody is asked here: it is no destination.
      const home = `:logs:${identity.region}:${identity.accountId}:`;
      const logGroupArns = references.logGroupArns.filter((arn) => arn.includes(home));
      const functionArns = references.functionArns.filter((arn) => isFunctionOfHome(arn, identity));
      const [vpcEndpoints, loadBalancers, v1Links, givenLogGroups, tagsByArn, givenFunctions, hasCloudWatchRole] =
        await Promise.all([
          facts.readVpcEndpoints(references.vpcEndpointIds, signal),
          facts.readLoadBalancers(references, signal),
          vpcLinks.list(signal),
          logGroups.readGiven(logGroupArns, signal),
          resourceTags.read(identity, references.resourceArns, signal),
          functions.readFacts(functionArns, signal),
          references.needsCloudWatchRole ? readCloudWatchRole(signal) : undefined,
        ]);
      const links = await readLinkFacts(references.links, loadBalancers, v1Links, signal);
      // Consent may stand on the VPC of an endpoint, of a link's load balancer, and of what a link is made of.
      const inVpcs = [vpcEndpoints, loadBalancers, links.subnets, links.securityGroups].flatMap((found) => [
        ...found.values(),
      ]);
      const vpcIds = new Set([...references.vpcIds, ...inVpcs.map(({ vpcId }) => vpcId)]);
      return {
        identity,
        vpcEndpoints,
        vpcs: await facts.readVpcs([...vpcIds], signal),
        loadBalancers,
        ...links,
        logGroups: givenLogGroups,
        resourceTags: tagsByArn,
        functions: givenFunctions,
        hasCloudWatchRole,
      };
    },

    listVpcLinks: (version: 'V1' | 'V2', signal: AbortSignal) =>
      version === 'V1' ? vpcLinks.list(signal) : vpcLinksV2.list(signal),
    createVpcLink: vpcLinks.create,
    createVpcLinkV2: vpcLinksV2.create,
    deleteVpcLink: (version: 'V1' | 'V2', id: string, signal: AbortSignal) =>
      version === 'V1' ? vpcLinks.delete(id, signal) : vpcLinksV2.delete(id, signal),
    readVpcs: facts.readVpcs,
    listRestApis: restApis.list,
    readRestApi: restApis.read,
    createRestApi: restApis.create,
    makePrivate: restApis.makePrivate,
    putRestApi: restApis.put,
    deleteRestApi: restApis.delete,
    readStages: stages.read,
    createStage: stages.create,
    updateStage: stages.update,
    listDeployments: deployments.list,
    createDeployment: deployments.create,
    deleteDeployment: deployments.delete,
    changeTags: (resourceArn: string, changes: TagChanges, signal: AbortSignal) =>
      changeTags(calls, clients, resourceArn, changes, signal),
    readLogGroup: logGroups.read,
    createLogGroup: logGroups.create,
    setLogKey: logGroups.setKey,
    setLogRetention: logGroups.setRetention,
    changeLogGroupTags: logGroups.changeTags,
    deleteLogGroup: logGroups.delete,
    readPermissions: functions.readPermissions,
    addPermission: functions.addPermission,
    removePermission: functions.removePermission,
    findSecurityGroups: securityGroups.find,
    createSecurityGroup: securityGroups.create,
    authorizeSecurityGroup: securityGroups.authorize,
    revokeSecurityGroup: securityGroups.revoke,
    deleteSecurityGroup: securityGroups.delete,
    listNetworkInterfaces: securityGroups.listNetworkInterfaces,
    close: clients.close,
  };

  async function readCloudWatchRole(signal: AbortSignal): Promise<boolean> {
    const account = await calls.read('GetAccount', signal, (sendOptions) =>
      clients.apiGatewayReads.send(new GetAccountCommand({}), sendOptions),
    );
    return (account.cloudwatchRoleArn ?? '') !== '';
  }
}

async function resolveCredentials({ sts }: AwsClients, signal: AbortSignal): Promise<{ accessKeyId: string }> {
  try {
    return await sts.config.credentials();
  } catch (error) {
    throw toOperatorError(error, 'reading the credentials', signal);
  }
}
