import { generateKeyPairSync } from 'node:crypto';
import type { Ids } from './ids.ts';
import { dnsSuffixOf } from './partitions.ts';
import type {
  AwsState,
  KmsKey,
  LambdaFunction,
  Certificate,
  HostedZone,
  Listener,
  LoadBalancer,
  LogGroup,
  NetworkInterface,
  PolicyDocument,
  Principal,
  RegionalState,
  SecurityGroup,
  Subnet,
  Tags,
  UserPool,
  Vpc,
  VpcEndpoint,
} from './state.ts';

/** Where seeding happens: the emulator's state and its deterministic ids. An AwsEmulator is one. */
export interface SeedGround {
  readonly state: AwsState;
  readonly ids: Ids;
}

/** The state of one account in one Region, made empty on first use. */
export function regionalState(state: AwsState, accountId: string, region: string): RegionalState {
  const key = `${accountId}/${region}`;
  const existing = state.regions.get(key);
  if (existing !== undefined) return existing;
  const created: RegionalState = {
    accountId,
    region,
    cloudwatchRoleArn: undefined,
    restApis: new Map(),
    vpcLinks: new Map(),
    vpcLinksV2: new Map(),
    vpcs: new Map(),
    subnets: new Map(),
    securityGroups: new Map(),
    networkInterfaces: new Map(),
    vpcEndpoints: new Map(),
    clientTokens: new Map(),
    loadBalancers: new Map(),
    logGroups: new Map(),
    kmsKeys: new Map(),
    domainNames: new Map(),
    accessAssociations: new Map(),
    certificates: new Map(),
    taggedResources: new Map(),
    functions: new Map(),
    userPools: new Map(),
  };
  state.regions.set(key, created);
  return created;
}

/** An account in a Region, empty, and the organization it belongs to if any. */
export function seedAccount(
  { state }: SeedGround,
  account: { accountId: string; region: string; organizationId?: string },
): RegionalState {
  if (account.organizationId !== undefined) state.organizations.set(account.accountId, account.organizationId);
  return regionalState(state, account.accountId, account.region);
}

/** Somebody who may sign requests: an IAM user or a role, by name. */
export function seedPrincipal(
  { state, ids }: SeedGround,
  principal: {
    accountId: string;
    /** `role/name` or `user/name`. */
    name: string;
    policies?: readonly PolicyDocument[];
    accessKeyId?: string;
    secretAccessKey?: string;
  },
): Principal {
  const seeded: Principal = {
    arn: `arn:${state.partition}:iam::${principal.accountId}:${principal.name}`,
    accountId: principal.accountId,
    accessKeyId: principal.accessKeyId ?? `AKIA${ids.alphanumeric(16).toUpperCase()}`,
    secretAccessKey: principal.secretAccessKey ?? ids.alphanumeric(40),
    policies: principal.policies ?? [],
  };
  state.principals.set(seeded.accessKeyId, seeded);
  return seeded;
}

export function seedVpc({ ids }: SeedGround, region: RegionalState, vpc: Partial<Vpc> = {}): Vpc {
  const seeded: Vpc = {
    vpcId: vpc.vpcId ?? `vpc-${ids.hexadecimal(17)}`,
    cidrBlock: vpc.cidrBlock ?? '10.0.0.0/16',
    ipv6CidrBlock: vpc.ipv6CidrBlock,
    enableDnsSupport: vpc.enableDnsSupport ?? true,
    enableDnsHostnames: vpc.enableDnsHostnames ?? true,
    tags: vpc.tags ?? {},
  };
  region.vpcs.set(seeded.vpcId, seeded);
  return seeded;
}

export function seedSubnet(
  { ids }: SeedGround,
  region: RegionalState,
  subnet: Partial<Subnet> & { vpcId: string },
): Subnet {
  const index = region.subnets.size;
  const seeded: Subnet = {
    subnetId: subnet.subnetId ?? `subnet-${ids.hexadecimal(17)}`,
    vpcId: subnet.vpcId,
    cidrBlock: subnet.cidrBlock ?? `10.0.${index}.0/24`,
    ipv6CidrBlock: subnet.ipv6CidrBlock,
    availabilityZone: subnet.availabilityZone ?? `${region.region}${'abc'[index % 3]}`,
    availabilityZoneId: subnet.availabilityZoneId ?? `${shortRegion(region.region)}-az${(index % 3) + 1}`,
    tags: subnet.tags ?? {},
  };
  region.subnets.set(seeded.subnetId, seeded);
  return seeded;
}

/** Lets nothing in and everything out unless told otherwise, as a new one does. */
export function seedSecurityGroup(
  { ids }: SeedGround,
  region: RegionalState,
  group: Partial<SecurityGroup> & { vpcId: string },
): SecurityGroup {
  const seeded: SecurityGroup = {
    groupId: group.groupId ?? `sg-${ids.hexadecimal(17)}`,
    groupName: group.groupName ?? 'default',
    description: group.description ?? 'a group',
    vpcId: group.vpcId,
    ingress: group.ingress ?? [],
    egress: group.egress ?? [{ protocol: '-1', fromPort: -1, toPort: -1, peer: '0.0.0.0/0' }],
    tags: group.tags ?? {},
  };
  region.securityGroups.set(seeded.groupId, seeded);
  return seeded;
}

/** Of an instance, unless told otherwise. */
export function seedNetworkInterface(
  { ids }: SeedGround,
  region: RegionalState,
  networkInterface: Partial<NetworkInterface> & { subnetId: string },
): NetworkInterface {
  const { subnetId } = networkInterface;
  const seeded: NetworkInterface = {
    networkInterfaceId: networkInterface.networkInterfaceId ?? `eni-${ids.hexadecimal(17)}`,
    vpcId: networkInterface.vpcId ?? region.subnets.get(subnetId)?.vpcId ?? '',
    subnetId,
    interfaceType: networkInterface.interfaceType ?? 'interface',
    description: networkInterface.description ?? '',
    securityGroupIds: networkInterface.securityGroupIds ?? [],
    tags: networkInterface.tags ?? {},
    goneAt: networkInterface.goneAt,
  };
  region.networkInterfaces.set(seeded.networkInterfaceId, seeded);
  return seeded;
}

/** An interface endpoint for execute-api, available, with AWS's full-access policy unless told otherwise. */
export function seedVpcEndpoint(
  { state, ids }: SeedGround,
  region: RegionalState,
  endpoint: Partial<VpcEndpoint> & { vpcId: string },
): VpcEndpoint {
  const seeded: VpcEndpoint = {
    vpcEndpointId: endpoint.vpcEndpointId ?? `vpce-${ids.hexadecimal(17)}`,
    vpcId: endpoint.vpcId,
    serviceName: endpoint.serviceName ?? executeApiServiceName(state, region.region),
    vpcEndpointType: endpoint.vpcEndpointType ?? 'Interface',
    state: endpoint.state ?? 'available',
    settlesAt: endpoint.settlesAt ?? 0,
    deletedAt: endpoint.deletedAt,
    createdAt: endpoint.createdAt ?? 0,
    servesFrom: endpoint.servesFrom ?? 0,
    ipAddressType: endpoint.ipAddressType ?? 'ipv4',
    networkInterfaceIds: endpoint.networkInterfaceIds ?? [],
    privateDnsEnabled: endpoint.privateDnsEnabled ?? false,
    subnetIds: endpoint.subnetIds ?? [],
    securityGroupIds: endpoint.securityGroupIds ?? [],
    policy: endpoint.policy ?? { Statement: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' } },
    tags: endpoint.tags ?? {},
  };
  region.vpcEndpoints.set(seeded.vpcEndpointId, seeded);
  return seeded;
}

/** China spells it backwards; what other partitions do is not known for certain. */
export function executeApiServiceName({ partition }: AwsState, region: string): string {
  return `${partition === 'aws-cn' ? 'cn.com.amazonaws' : 'com.amazonaws'}.${region}.execute-api`;
}

/** An internal load balancer; each listener forwards to `target`, a real local backend. */
export function seedLoadBalancer(
  { state, ids }: SeedGround,
  region: RegionalState,
  loadBalancer: {
    name: string;
    vpcId: string;
    type?: LoadBalancer['type'];
    scheme?: LoadBalancer['scheme'];
    state?: LoadBalancer['state'];
    subnetIds?: readonly string[];
    securityGroupIds?: readonly string[];
    listeners?: readonly { port: number; protocol?: string; target: string }[];
    tags?: Tags;
  },
): LoadBalancer {
  const type = loadBalancer.type ?? 'network';
  const path = `${type === 'network' ? 'net' : 'app'}/${loadBalancer.name}/${ids.hexadecimal(16)}`;
  const prefix = `arn:${state.partition}:elasticloadbalancing:${region.region}:${region.accountId}`;
  const listeners = (loadBalancer.listeners ?? []).map(({ port, protocol, target }): Listener => ({
    listenerArn: `${prefix}:listener/${path}/${ids.hexadecimal(16)}`,
    port,
    protocol: protocol ?? (type === 'network' ? 'TCP' : 'HTTP'),
    target,
  }));
  const seeded: LoadBalancer = {
    loadBalancerArn: `${prefix}:loadbalancer/${path}`,
    loadBalancerName: loadBalancer.name,
    dnsName: loadBalancerDnsName(loadBalancer.name, type, loadBalancer.scheme ?? 'internal'),
    type,
    scheme: loadBalancer.scheme ?? 'internal',
    vpcId: loadBalancer.vpcId,
    subnetIds: loadBalancer.subnetIds ?? [],
    securityGroupIds: loadBalancer.securityGroupIds ?? [],
    state: loadBalancer.state ?? 'active',
    tags: loadBalancer.tags ?? {},
    listeners,
  };
  region.loadBalancers.set(seeded.loadBalancerArn, seeded);
  return seeded;

  /** Names of Application Load Balancers look like those of classic ones, and say when they are internal. */
  function loadBalancerDnsName(name: string, ofType: LoadBalancer['type'], scheme: LoadBalancer['scheme']): string {
    const unique = ids.hexadecimal(16);
    const suffix = dnsSuffixOf(state.partition);
    if (ofType === 'network') return `${name}-${unique}.elb.${region.region}.${suffix}`;
    const digits = String(Number.parseInt(unique.slice(0, 8), 16)).padStart(10, '1');
    return `${scheme === 'internal' ? 'internal-' : ''}${name}-${digits}.${region.region}.elb.${suffix}`;
  }
}

/** A log group that keeps its lines for ever. */
export function seedLogGroup(region: RegionalState, logGroup: { logGroupName: string; tags?: Tags }): LogGroup {
  const { logGroupName, tags = {} } = logGroup;
  const seeded: LogGroup = {
    logGroupName,
    createdAt: 0,
    retentionInDays: undefined,
    kmsKeyId: undefined,
    tags,
    events: [],
  };
  region.logGroups.set(logGroupName, seeded);
  return seeded;
}

/** An enabled symmetric key that CloudWatch Logs may use unless told otherwise. */
export function seedKmsKey(
  { state, ids }: SeedGround,
  region: RegionalState,
  key: Partial<Omit<KmsKey, 'arn'>> = {},
): KmsKey {
  const arn = `arn:${state.partition}:kms:${region.region}:${region.accountId}:key/${ids.uuid()}`;
  const seeded: KmsKey = { arn, enabled: true, admitsLogs: true, tags: {}, ...key };
  region.kmsKeys.set(arn, seeded);
  return seeded;
}

/** A Lambda function that answers 200 unless it has a handler of its own. */
export function seedFunction(
  { state }: SeedGround,
  region: RegionalState,
  lambda: { name: string; handler?: LambdaFunction['handler']; qualifiers?: readonly string[]; tags?: Tags },
): LambdaFunction {
  const { name, tags = {}, qualifiers = [] } = lambda;
  const seeded: LambdaFunction = {
    functionName: name,
    functionArn: `arn:${state.partition}:lambda:${region.region}:${region.accountId}:function:${name}`,
    tags,
    qualifiers: new Set(['$LATEST', ...qualifiers]),
    policies: new Map(),
    handler: lambda.handler ?? (() => ({ statusCode: 200, body: 'from the function' })),
  };
  region.functions.set(name, seeded);
  return seeded;
}

/** A user pool with a key of its own; `issueToken` in `data-plane/json-web-token.ts` signs with it. */
export function seedUserPool({ state, ids }: SeedGround, region: RegionalState): UserPool {
  const id = `${region.region}_${ids.alphanumeric(9)}`;
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const seeded: UserPool = {
    userPoolArn: `arn:${state.partition}:cognito-idp:${region.region}:${region.accountId}:userpool/${id}`,
    issuer: `https://cognito-idp.${region.region}.amazonaws.com/${id}`,
    privateKey,
    publicKey,
  };
  region.userPools.set(seeded.userPoolArn, seeded);
  return seeded;
}

/** An issued certificate, and the tags by which it is open to namespaces. */
export function seedCertificate(
  { state, ids }: SeedGround,
  region: RegionalState,
  certificate: { domainNames: readonly string[]; arn?: string; tags?: Tags; status?: Certificate['status'] },
): string {
  const prefix = `arn:${state.partition}:acm:${region.region}:${region.accountId}:certificate`;
  const { domainNames, arn = `${prefix}/${ids.uuid()}`, tags = {}, status = 'ISSUED' } = certificate;
  region.certificates.set(arn, { domainNames, status });
  region.taggedResources.set(arn, tags);
  return arn;
}

/** A private hosted zone that answers in one VPC, with the records that every zone has. */
export function seedHostedZone(
  { state, ids }: SeedGround,
  region: RegionalState,
  zone: { name: string; vpcId: string; id?: string; tags?: Tags; isPrivate?: boolean },
): HostedZone {
  const name = `${zone.name}.`;
  const record = (type: string, value: string) => ({ name, type, ttl: '172800', values: [value], alias: undefined });
  const seeded: HostedZone = {
    id: zone.id ?? `Z${ids.alphanumeric(19).toUpperCase()}`,
    accountId: region.accountId,
    name,
    isPrivate: zone.isPrivate ?? true,
    vpcs: [{ vpcId: zone.vpcId, region: region.region }],
    tags: zone.tags ?? {},
    recordSets: [
      record('NS', 'ns-0.awsdns-00.com.'),
      record('SOA', 'ns-0.awsdns-00.com. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400'),
    ],
  };
  state.hostedZones.set(seeded.id, seeded);
  return seeded;
}

/** `eu-west-1` is `euw1` in availability zone ids. */
const shortRegion = (region: string) =>
  region.replace(
    /^([a-z]+)-(?:[a-z]+-)?([a-z])[a-z]*-(\d)$/,
    (_, area: string, side: string, number: string) => `${area}${side}${number}`,
  );
