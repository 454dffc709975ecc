import { AwsError } from './aws-error.ts';
import type { Call, Operation } from './operation.ts';
import { listParameter } from './query-parameters.ts';
import type { LoadBalancer } from './state.ts';
import type { XmlList, XmlValue } from './xml.ts';

export const loadBalancingOperations: readonly Operation[] = [
  { name: 'DescribeLoadBalancers', kind: 'read', run: describeLoadBalancers },
  { name: 'DescribeListeners', kind: 'read', run: describeListeners },
  { name: 'DescribeTags', kind: 'read', run: describeTags },
];

function describeLoadBalancers(call: Call) {
  const arns = listParameter(call.query, 'LoadBalancerArns');
  const names = listParameter(call.query, 'Names');
  const all = [...call.region.loadBalancers.values()];
  let wanted = arns.length === 0 ? all : arns.map((arn) => requireLoadBalancer(call, arn));
  if (names.length > 0) {
    wanted = wanted.filter((loadBalancer) => names.includes(loadBalancer.loadBalancerName));
    if (wanted.length < names.length) throw notFound(names);
  }
  const { page, nextMarker } = paged(wanted, call.query);
  return {
    status: 200,
    body: { LoadBalancers: list(page.map((loadBalancer) => render(loadBalancer, call))), NextMarker: nextMarker },
  };
}

function describeListeners(call: Call) {
  const arn = call.query.get('LoadBalancerArn');
  if (arn === null) {
    throw new AwsError(400, 'ValidationError', 'You must specify either listener ARNs or a load balancer ARN');
  }
  const loadBalancer = requireLoadBalancer(call, arn);
  const { page, nextMarker } = paged(loadBalancer.listeners, call.query);
  const listeners = page.map(({ listenerArn, port, protocol }) => ({
    ListenerArn: listenerArn,
    LoadBalancerArn: loadBalancer.loadBalancerArn,
    Port: port,
    Protocol: protocol,
  }));
  return { status: 200, body: { Listeners: list(listeners), NextMarker: nextMarker } };
}

function describeTags(call: Call) {
  const arns = listParameter(call.query, 'ResourceArns');
  if (arns.length > 20) {
    throw new AwsError(400, 'ValidationError', 'You cannot describe more than 20 resources in a single call');
  }
  const descriptions = arns.map((arn) => {
    const { tags } = requireLoadBalancer(call, arn);
    return { ResourceArn: arn, Tags: list(Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))) };
  });
  return { status: 200, body: { TagDescriptions: list(descriptions) } };
}

function render(loadBalancer: LoadBalancer, { region }: Call): XmlValue {
  const zones = loadBalancer.subnetIds.map((subnetId) => ({
    SubnetId: subnetId,
    ZoneName: region.subnets.get(subnetId)?.availabilityZone,
  }));
  return {
    LoadBalancerArn: loadBalancer.loadBalancerArn,
    LoadBalancerName: loadBalancer.loadBalancerName,
    DNSName: loadBalancer.dnsName,
    Type: loadBalancer.type,
    Scheme: loadBalancer.scheme,
    VpcId: loadBalancer.vpcId,
    State: { Code: loadBalancer.state },
    AvailabilityZones: list(zones),
    IpAddressType: 'ipv4',
  };
}

/** @throws AwsError LoadBalancerNotFound; ValidationError for what is no load balancer's ARN. */
function requireLoadBalancer({ region }: Call, arn: string): LoadBalancer {
  if (!/^arn:[^:]+:elasticloadbalancing:[^:]+:\d{12}:loadbalancer\/(net|app|gwy)\/[^/]+\/[^/]+$/.test(arn)) {
    throw new AwsError(400, 'ValidationError', `'${arn}' is not a valid load balancer ARN`);
  }
  const loadBalancer = region.loadBalancers.get(arn);
  if (loadBalancer === undefined) throw notFound([arn]);
  return loadBalancer;
}

const notFound = (wanted: readonly string[]) =>
  new AwsError(400, 'LoadBalancerNotFound', `Load balancers '[${wanted.join(', ')}]' not found`);

function paged<T>(objects: readonly T[], form: URLSearchParams) {
  const size = Number(form.get('PageSize') ?? 400);
  const start = Number(Buffer.from(form.get('Marker') ?? '', 'base64').toString() || 0);
  const end = start + size;
  const nextMarker = end < objects.length ? Buffer.from(String(end)).toString('base64') : undefined;
  return { page: objects.slice(start, end), nextMarker };
}

const list = (items: readonly XmlValue[]): XmlList => ({ itemName: 'member', items });
