import {
  seedCertificate,
  seedFunction,
  seedHostedZone,
  seedLogGroup,
  seedSecurityGroup,
  seedSubnet,
  seedUserPool,
  seedVpc,
  seedVpcEndpoint,
} from '../../sandbox/aws/seed.ts';
import type { LoadBalancer } from '../../sandbox/aws/state.ts';
import type { World } from './world.ts';

type Ground = Pick<World, 'aws' | 'account' | 'vpc' | 'subnets'>;

/**
 * Makes what the objects name, under the names they give it and open to their namespace, so that an object can be
 * applied as it is written. What has a VPC is in the VPC of the world, but for what stands beside a `vpcId`.
 */
export function seedReferences(ground: Ground, objects: readonly object[]): void {
  const { aws, account, vpc } = ground;
  const { vpcId: theVpcId } = vpc;
  const text = JSON.stringify(objects);
  const named = (pattern: RegExp) => [...new Set(text.match(pattern))];
  const homes = vpcsOf(objects);

  account.cloudwatchRoleArn = `arn:aws:iam::${account.accountId}:role/api-gateway-logs`;
  for (const vpcId of named(/\bvpc-[0-9a-f]{8,17}\b/gu)) {
    seedVpc(aws, account, { vpcId, ipv6CidrBlock: '2001:db8::/56', tags: vpc.tags });
  }
  for (const [index, subnetId] of named(/\bsubnet-[0-9a-f]{8,17}\b/gu).entries()) {
    const ipv6CidrBlock = `2001:db8:0:${index}::/64`;
    seedSubnet(aws, account, { subnetId, vpcId: homes.get(subnetId) ?? theVpcId, ipv6CidrBlock });
  }
  for (const groupId of named(/\bsg-[0-9a-f]{8,17}\b/gu)) {
    seedSecurityGroup(aws, account, { groupId, vpcId: homes.get(groupId) ?? theVpcId });
  }
  for (const vpcEndpointId of named(/\bvpce-[0-9a-f]{8,17}\b/gu)) {
    seedVpcEndpoint(aws, account, { vpcEndpointId, vpcId: theVpcId });
  }
  for (const arn of named(
    /arn:aws:elasticloadbalancing:[^"]*?:loadbalancer\/(?:net|app)\/[A-Za-z0-9-]+\/[0-9a-f]{16}/gu,
  )) {
    account.loadBalancers.set(arn, loadBalancer(arn, objects, ground));
  }
  for (const [id, targetArn] of linksOf(objects)) {
    account.vpcLinks.set(id, {
      id,
      name: 'given',
      description: undefined,
      targetArns: [targetArn],
      tags: vpc.tags,
      settlesAt: 0,
      settlesAs: { status: 'AVAILABLE', message: 'Your vpc link is ready for use' },
      deletedAt: undefined,
    });
  }
  for (const arn of named(/arn:aws:kms:[^"]*?:key\/[A-Za-z0-9-]+/gu)) {
    account.kmsKeys.set(arn, { arn, enabled: true, admitsLogs: true, tags: vpc.tags });
  }
  for (const [name, qualifiers] of functionsIn(text)) {
    seedFunction(aws, account, { name, qualifiers, tags: vpc.tags });
  }
  for (const userPoolArn of named(/arn:aws:cognito-idp:[^"]*?:userpool\/[A-Za-z0-9-]+_[A-Za-z0-9]+/gu)) {
    const pool = seedUserPool(aws, account);
    account.userPools.delete(pool.userPoolArn);
    account.userPools.set(userPoolArn, { ...pool, userPoolArn });
  }
  for (const arn of named(/arn:aws:logs:[^"]*?:log-group:[A-Za-z0-9_/.#-]+/gu)) {
    seedLogGroup(account, { logGroupName: arn.split(':').slice(6).join(':'), tags: vpc.tags });
  }
  const domains = domainsOf(objects);
  for (const arn of new Set(domains.map(({ certificateArn }) => certificateArn))) {
    const domainNames = domains.map(({ name }) => name);
    seedCertificate(aws, account, { arn, domainNames, tags: vpc.tags });
  }
  for (const { name, hostedZone: { id } = {} } of domains) {
    if (id === undefined || aws.state.hostedZones.has(id)) continue;
    seedHostedZone(aws, account, { id, name: name.replace(/^[^.]+\./u, ''), vpcId: theVpcId, tags: vpc.tags });
  }
}

export interface BackendLike {
  readonly service?: { readonly name: string; readonly port?: number | string };
  readonly ingress?: { readonly name: string };
  readonly loadBalancer?: { readonly arn?: string };
  readonly port?: number;
  readonly protocol?: string;
  readonly vpcLink?: { readonly existing?: { readonly id: string } };
}

/** Every backend of the objects, wherever it stands in them. */
export function backendsOf(node: unknown): BackendLike[] {
  if (typeof node !== 'object' || node === null) return [];
  const below = Object.values(node).flatMap(backendsOf);
  const isBackend = ['loadBalancer', 'service', 'ingress'].some((field) => field in node) && 'name' in node;
  return isBackend ? [node as BackendLike, ...below] : below;
}

/** The VPCs of what managed endpoints name beside theirs. */
function vpcsOf(node: unknown): Map<string, string> {
  if (typeof node !== 'object' || node === null) return new Map();
  const here =
    'vpcId' in node
      ? [...(JSON.stringify(node).match(/\b(?:subnet|sg)-[0-9a-f]{8,17}\b/gu) ?? [])].map(
          (id) => [id, String(node.vpcId)] as const,
        )
      : [];
  return new Map([...here, ...Object.values(node).flatMap((below) => [...vpcsOf(below)])]);
}

interface DomainLike {
  readonly name: string;
  readonly certificateArn: string;
  readonly hostedZone?: { readonly id: string };
}

/** Every domain name of the objects, wherever it stands in them. */
function domainsOf(node: unknown): DomainLike[] {
  if (typeof node !== 'object' || node === null) return [];
  const below = Object.values(node).flatMap(domainsOf);
  return 'certificateArn' in node ? [node as DomainLike, ...below] : below;
}

/** Names of functions with the versions and aliases that are named with them. */
function functionsIn(text: string): Map<string, string[]> {
  const functions = new Map<string, string[]>();
  for (const [, name = '', qualifier] of text.matchAll(
    /arn:aws:lambda:[^"]*?:function:([A-Za-z0-9_-]+)(?::([^"]+))?/gu,
  )) {
    functions.set(name, [...(functions.get(name) ?? []), ...(qualifier === undefined ? [] : [qualifier])]);
  }
  return functions;
}

function linksOf(objects: readonly object[]): Map<string, string> {
  return new Map(
    backendsOf(objects).flatMap(({ vpcLink, loadBalancer: { arn } = {} }) =>
      vpcLink?.existing === undefined || arn === undefined ? [] : [[vpcLink.existing.id, arn] as const],
    ),
  );
}

/** With a listener on every port that some backend of it names. */
function loadBalancer(arn: string, objects: readonly object[], { account, vpc, subnets }: Ground): LoadBalancer {
  const [, kind = '', name = '', suffix = ''] = arn.split('/');
  const ports = backendsOf(objects)
    .filter((backend) => backend.loadBalancer?.arn === arn)
    .map(({ port, protocol }) => port ?? (protocol === 'HTTPS' ? 443 : 80));
  return {
    loadBalancerArn: arn,
    loadBalancerName: name,
    dnsName: `${name}-${suffix}.elb.${account.region}.amazonaws.com`,
    type: kind === 'net' ? 'network' : 'application',
    scheme: 'internal',
    vpcId: vpc.vpcId,
    subnetIds: subnets.map(({ subnetId }) => subnetId),
    securityGroupIds: [],
    state: 'active',
    tags: vpc.tags,
    listeners: [...new Set(ports)].map((port) => ({
      listenerArn: `${arn.replace(':loadbalancer/', ':listener/')}/${port}`,
      port,
      protocol: kind === 'net' ? 'TCP' : 'HTTP',
      target: 'http://127.0.0.1:1',
    })),
  };
}
