import { describe, expect, test } from '@jest/globals';
import { hasConsent, hasConsentAsOwner, hasLoadBalancerConsent } from '../../src/desired/consent.ts';
import type { Tags } from '../../src/desired/ownership.ts';
import { someSettings } from '../builders/facts.ts';

const allow = (value: string): Tags => ({ 'privateapi.dev/allow': value });

describe('a resource is open to a namespace', () => {
  test.each<{ name: string; tags: Tags; vpcTags?: Tags; open: boolean }>([
    { name: 'without a tag', tags: {}, open: false },
    { name: 'with an empty tag', tags: allow(''), open: false },
    { name: 'with its name', tags: allow('shop'), open: true },
    { name: 'with its name in a list', tags: allow('bank  shop\tpost'), open: true },
    { name: 'with everybody', tags: allow('*'), open: true },
    { name: 'with everybody, in the letters that every service takes', tags: allow('@all'), open: true },
    { name: 'with everybody in a list', tags: allow('bank *'), open: true },
    { name: 'with another name', tags: allow('bank'), open: false },
    { name: 'with a longer name', tags: allow('shopping my-shop'), open: false },
    { name: 'with a pattern', tags: allow('sho*'), open: false },
    { name: 'with a comma for a space', tags: allow('shop,bank'), open: false },
    { name: 'with the tag in other case', tags: { 'privateapi.dev/Allow': 'shop' }, open: false },
    { name: 'by its VPC', tags: {}, vpcTags: allow('shop'), open: true },
    { name: 'by its VPC, though itself open to another', tags: allow('bank'), vpcTags: allow('shop'), open: true },
    { name: 'not by a VPC open to another', tags: {}, vpcTags: allow('bank'), open: false },
  ])('$name: $open', ({ tags, vpcTags, open }) => {
    expect(hasConsent('shop', tags, vpcTags, someSettings())).toBe(open);
    expect(hasConsent('shop', tags, vpcTags, someSettings({ referenceConsent: false }))).toBe(true);
  });
});

describe('a load balancer is open to the namespace of the Service or Ingress it was made for', () => {
  const controller = { 'elbv2.k8s.aws/cluster': 'eks' };
  const provider = { 'kubernetes.io/cluster/eks': 'owned' };
  test.each<{ name: string; tags: Tags; open: boolean }>([
    { name: 'by its own tag', tags: allow('shop'), open: true },
    { name: 'a Service', tags: { ...controller, 'service.k8s.aws/stack': 'shop/orders' }, open: true },
    { name: 'an Ingress', tags: { ...controller, 'ingress.k8s.aws/stack': 'shop/orders' }, open: true },
    {
      name: 'a Service of another namespace',
      tags: { ...controller, 'service.k8s.aws/stack': 'bank/orders' },
      open: false,
    },
    {
      name: 'a namespace that only starts so',
      tags: { ...controller, 'service.k8s.aws/stack': 'shop2/orders' },
      open: false,
    },
    {
      name: 'an Ingress group, which has no namespace',
      tags: { ...controller, 'ingress.k8s.aws/stack': 'shop' },
      open: false,
    },
    { name: 'a stack with more parts', tags: { ...controller, 'ingress.k8s.aws/stack': 'shop/a/b' }, open: false },
    {
      name: 'of another cluster',
      tags: { 'elbv2.k8s.aws/cluster': 'other', 'service.k8s.aws/stack': 'shop/orders' },
      open: false,
    },
    { name: 'of no cluster', tags: { 'service.k8s.aws/stack': 'shop/orders' }, open: false },
    { name: 'by the cloud provider', tags: { ...provider, 'kubernetes.io/service-name': 'shop/orders' }, open: true },
    {
      name: 'by the cloud provider, for another',
      tags: { ...provider, 'kubernetes.io/service-name': 'bank/orders' },
      open: false,
    },
    {
      name: 'that the cluster only shares',
      tags: { 'kubernetes.io/cluster/eks': 'shared', 'kubernetes.io/service-name': 'shop/orders' },
      open: false,
    },
  ])('$name: $open', ({ tags, open }) => {
    expect(hasLoadBalancerConsent('shop', tags, someSettings({ clusterName: 'eks' }))).toBe(open);
  });

  test('such tags count for nothing while the name of the cluster is not configured', () => {
    const tags = { ...controller, 'service.k8s.aws/stack': 'shop/orders' };
    expect(hasLoadBalancerConsent('shop', tags, someSettings())).toBe(false);
    const nameless = { 'elbv2.k8s.aws/cluster': 'undefined', 'service.k8s.aws/stack': 'shop/orders' };
    expect(hasLoadBalancerConsent('shop', nameless, someSettings())).toBe(false);
  });
});

describe('a Service or Ingress is consent for a load balancer that was made for it, and for no other', () => {
  const controller = { 'elbv2.k8s.aws/cluster': 'eks' };
  const provider = { 'kubernetes.io/cluster/eks': 'owned' };
  const service = { kind: 'Service', namespace: 'shop', name: 'orders' } as const;
  const ingress = { ...service, kind: 'Ingress' } as const;
  test.each<{ name: string; owner: typeof service | typeof ingress; tags: Tags; open: boolean }>([
    { name: 'by its own tag', owner: service, tags: allow('shop'), open: true },
    {
      name: 'this Service',
      owner: service,
      tags: { ...controller, 'service.k8s.aws/stack': 'shop/orders' },
      open: true,
    },
    {
      name: 'this Ingress',
      owner: ingress,
      tags: { ...controller, 'ingress.k8s.aws/stack': 'shop/orders' },
      open: true,
    },
    {
      name: 'this Service, made by the cloud provider',
      owner: service,
      tags: { ...provider, 'kubernetes.io/service-name': 'shop/orders' },
      open: true,
    },
    {
      name: 'another Service',
      owner: service,
      tags: { ...controller, 'service.k8s.aws/stack': 'shop/stock' },
      open: false,
    },
    {
      name: 'a Service whose name only starts so',
      owner: service,
      tags: { ...controller, 'service.k8s.aws/stack': 'shop/orders2' },
      open: false,
    },
    {
      name: 'a Service of another namespace',
      owner: service,
      tags: { ...controller, 'service.k8s.aws/stack': 'bank/orders' },
      open: false,
    },
    {
      name: 'an Ingress of this name',
      owner: service,
      tags: { ...controller, 'ingress.k8s.aws/stack': 'shop/orders' },
      open: false,
    },
    {
      name: 'a Service of this name',
      owner: ingress,
      tags: { ...controller, 'service.k8s.aws/stack': 'shop/orders' },
      open: false,
    },
    {
      name: 'a group of Ingresses',
      owner: ingress,
      tags: { ...controller, 'ingress.k8s.aws/stack': 'shop' },
      open: false,
    },
    {
      name: 'another cluster',
      owner: service,
      tags: { 'elbv2.k8s.aws/cluster': 'other', 'service.k8s.aws/stack': 'shop/orders' },
      open: false,
    },
    {
      name: 'a cluster that only shares it',
      owner: service,
      tags: { 'kubernetes.io/cluster/eks': 'shared', 'kubernetes.io/service-name': 'shop/orders' },
      open: false,
    },
  ])('$name: $open', ({ owner, tags, open }) => {
    expect(hasConsentAsOwner(owner, tags, someSettings({ clusterName: 'eks' }))).toBe(open);
    expect(hasConsentAsOwner(owner, tags, someSettings({ referenceConsent: false }))).toBe(true);
    if (tags['privateapi.dev/allow'] === undefined) expect(hasConsentAsOwner(owner, tags, someSettings())).toBe(false);
  });
});
