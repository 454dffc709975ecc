import type { ManagedEndpoint, PrivateApi } from '../api/private-api.ts';
import { isWithinCidrs } from './cidr.ts';
import { hasConsent } from './consent.ts';
import type { AwsIdentity, ManagedEndpointFacts, SubnetFact } from './facts.ts';
import { shareKeyOf, vpcEndpointShareKey } from './ownership.ts';
import { notPermitted, problem } from './reference-problem.ts';
import type { ReferenceProblem } from './reference-problem.ts';
import type { Settings } from './settings.ts';

const condition = 'EndpointReady';
const field = 'spec.endpoint.managed';

/**
 * What keeps the wanted endpoint from being made. Its settings and who may connect to it are asked apart: of a claim
 * that does not decide the settings only the callers count.
 */
export function checkManagedEndpoint(
  object: PrivateApi,
  facts: ManagedEndpointFacts,
  identity: AwsIdentity,
  settings: Settings,
): ReferenceProblem[] {
  const { namespace } = object.metadata;
  const { managed } = object.spec.endpoint;
  if (managed === undefined) return [];
  const home = `account ${identity.accountId}, region ${identity.region}`;
  const where = `${field}.vpcId: ${managed.vpcId}`;
  if (facts.vpc === undefined) {
    return problem('VpcNotFound', condition, `${where} does not exist in ${home}; name a VPC of this account`);
  }
  if (!hasConsent(namespace, facts.vpc.tags, undefined, settings)) {
    return notPermitted(condition, where, namespace, 'the VPC');
  }
  if (facts.service === undefined) {
    return problem('EndpointNotFound', condition, `region ${identity.region} has no endpoints for execute-api`);
  }
  return [
    ...subnetProblems(managed, facts, namespace, settings),
    ...dnsProblems(managed, facts, settings),
    ...groupProblems(managed.securityGroupIds ?? [], `${field}.securityGroupIds`, managed, facts, namespace, settings),
    ...ingressProblems(object, facts, settings).flatMap(({ problems }) => problems),
  ];
}

/** Each wanted caller of the endpoint with what is wrong with it. */
export function ingressProblems(
  { metadata, spec }: PrivateApi,
  facts: ManagedEndpointFacts,
  settings: Settings,
): readonly { readonly peer: string; readonly problems: readonly ReferenceProblem[] }[] {
  const { managed } = spec.endpoint;
  if (managed === undefined) return [];
  const { cidrs = [], securityGroupIds = [] } = managed.ingress ?? {};
  const vpcCidrs = facts.vpc?.cidrs ?? [];
  return [
    ...cidrs.map((peer) => ({
      peer,
      problems:
        settings.allowForeignCallers || isWithinCidrs(peer, vpcCidrs)
          ? []
          : problem(
              'RefNotPermitted',
              condition,
              `${field}.ingress.cidrs: ${peer} is not inside the VPC (${vpcCidrs.join(', ')}); callers from elsewhere need the operator's flag --allow-foreign-callers`,
            ),
    })),
    ...securityGroupIds.map((peer) => ({
      peer,
      problems: groupProblems(
        [peer],
        `${field}.ingress.securityGroupIds`,
        managed,
        facts,
        metadata.namespace,
        settings,
      ),
    })),
  ];
}

function subnetProblems(
  managed: ManagedEndpoint,
  facts: ManagedEndpointFacts,
  namespace: string,
  settings: Settings,
): ReferenceProblem[] {
  const inZone = new Map<string, SubnetFact>();
  return managed.subnetIds.flatMap((id) => {
    const where = `${field}.subnetIds: ${id}`;
    const subnet = facts.subnets.get(id);
    if (subnet?.vpcId !== managed.vpcId) {
      return problem(
        'SubnetNotUsable',
        condition,
        `${where} does not exist in VPC ${managed.vpcId}; name a subnet of it`,
      );
    }
    if (!hasConsent(namespace, subnet.tags, facts.vpc?.tags, settings)) {
      return notPermitted(condition, where, namespace, `the subnet or its VPC ${managed.vpcId}`);
    }
    const { zoneIds } = facts.service!;
    const zone = `availability zone ${subnet.zoneName} (${subnet.zoneId})`;
    if (!zoneIds.includes(subnet.zoneId)) {
      return problem(
        'SubnetNotUsable',
        condition,
        `${where} is in ${zone}, where AWS offers no endpoint for execute-api; name subnets in ${zoneIds.join(', ')}`,
      );
    }
    const other = inZone.get(subnet.zoneId);
    if (other !== undefined) {
      return problem(
        'SubnetNotUsable',
        condition,
        `${where} is in ${zone}, as ${other.id} is; name one subnet for each zone`,
      );
    }
    inZone.set(subnet.zoneId, subnet);
    return managed.ipAddressType === 'DualStack' && !subnet.hasIpv6
      ? problem('SubnetNotUsable', condition, `${where} has no IPv6 addresses, which ipAddressType DualStack needs`)
      : [];
  });
}

function dnsProblems(managed: ManagedEndpoint, facts: ManagedEndpointFacts, settings: Settings): ReferenceProblem[] {
  if (!managed.privateDns) return [];
  const { vpcId } = managed;
  if (facts.dns !== undefined && !(facts.dns.support && facts.dns.hostnames)) {
    const off = facts.dns.support ? 'enableDnsHostnames' : 'enableDnsSupport';
    return problem(
      'VpcDnsDisabled',
      condition,
      `${field}.privateDns needs DNS in VPC ${vpcId}, which has ${off} off; its owner runs: aws ec2 modify-vpc-attribute --vpc-id ${vpcId} --${off === 'enableDnsSupport' ? 'enable-dns-support' : 'enable-dns-hostnames'}`,
    );
  }
  const other = facts.endpoints.find(
    ({ privateDnsEnabled, tags }) =>
      privateDnsEnabled && shareKeyOf(tags, settings.clusterId, 'VpcEndpoint') !== vpcEndpointShareKey(vpcId),
  );
  return other === undefined
    ? []
    : problem(
        'PrivateDnsConflict',
        condition,
        `VPC endpoint ${other.id} has private DNS in VPC ${vpcId}, and AWS allows that once; use it by endpoint.existing.vpcEndpointIds: [${other.id}], or set ${field}.privateDns to false`,
      );
}

function groupProblems(
  ids: readonly string[],
  path: string,
  { vpcId }: ManagedEndpoint,
  facts: ManagedEndpointFacts,
  namespace: string,
  settings: Settings,
): ReferenceProblem[] {
  return ids.flatMap((id) => {
    const group = facts.securityGroups.get(id);
    if (group?.vpcId !== vpcId) {
      return problem(
        'SecurityGroupNotFound',
        condition,
        `${path}: ${id} does not exist in VPC ${vpcId}; name a security group of it`,
      );
    }
    return hasConsent(namespace, group.tags, facts.vpc?.tags, settings)
      ? []
      : notPermitted(condition, `${path}: ${id}`, namespace, `the security group or its VPC ${vpcId}`);
  });
}
