import { allowTag } from './ownership.ts';
import type { Tags } from './ownership.ts';
import type { Settings } from './settings.ts';

/**
 * May an object of this namespace refer to an AWS resource? The operator's rights are greater than a tenant's, so the
 * resource has to say so itself: by the tag `privateapi.dev/allow` on it or, where `vpcTags` are given, on its VPC.
 */
export function hasConsent(namespace: string, tags: Tags, vpcTags: Tags | undefined, settings: Settings): boolean {
  return (
    !settings.referenceConsent || isAllowed(namespace, tags) || (vpcTags !== undefined && isAllowed(namespace, vpcTags))
  );
}

/**
 * A load balancer speaks for itself only (its VPC is everybody's), and also by the tags that the AWS load balancer
 * controller or the cloud provider put on what they made for a Service or Ingress of the namespace in this cluster.
 */
export function hasLoadBalancerConsent(namespace: string, tags: Tags, settings: Settings): boolean {
  return hasConsent(namespace, tags, undefined, settings) || isMadeForNamespace(namespace, tags, settings.clusterName);
}

/** A Service or Ingress that a load balancer may have been made for. */
export interface LoadBalancerOwner {
  readonly kind: 'Service' | 'Ingress';
  readonly namespace: string;
  readonly name: string;
}

/**
 * A Service or Ingress alone proves nothing: whoever may write its status can put any hostname there. So the load
 * balancer has to say that it was made for this very object in this cluster, or allow the namespace like any other.
 */
export function hasConsentAsOwner(owner: LoadBalancerOwner, tags: Tags, settings: Settings): boolean {
  return (
    hasConsent(owner.namespace, tags, undefined, settings) ||
    ownersOf(tags, settings.clusterName).includes(ownerKey(owner))
  );
}

function isAllowed(namespace: string, tags: Tags): boolean {
  const allowed = (tags[allowTag] ?? '').split(/\s+/u);
  // `*` is no character of a tag in Elastic Load Balancing and API Gateway, so `@all` says the same everywhere.
  return allowed.includes('*') || allowed.includes('@all') || allowed.includes(namespace);
}

function isMadeForNamespace(namespace: string, tags: Tags, clusterName: string | undefined): boolean {
  return ownersOf(tags, clusterName).some((owner) => owner.split(' ')[1]?.startsWith(`${namespace}/`));
}

const ownerKey = ({ kind, namespace, name }: LoadBalancerOwner) => `${kind} ${namespace}/${name}`;

/**
 * `elbv2.k8s.aws/cluster` with `service.k8s.aws/stack` or `ingress.k8s.aws/stack` = `namespace/name` is the AWS load
 * balancer controller (an IngressGroup's stack has no namespace and so admits nobody);
 * `kubernetes.io/cluster/NAME` = `owned` with `kubernetes.io/service-name` is the cloud provider.
 */
function ownersOf(tags: Tags, clusterName: string | undefined): readonly string[] {
  if (clusterName === undefined) return [];
  const isOfController = tags['elbv2.k8s.aws/cluster'] === clusterName;
  const isOfProvider = tags[`kubernetes.io/cluster/${clusterName}`] === 'owned';
  const owners = [
    isOfController && `Service ${tags['service.k8s.aws/stack']}`,
    isOfController && `Ingress ${tags['ingress.k8s.aws/stack']}`,
    isOfProvider && `Service ${tags['kubernetes.io/service-name']}`,
  ];
  return owners.flatMap((owner) => (owner !== false && owner.split('/').length === 2 ? [owner] : []));
}
