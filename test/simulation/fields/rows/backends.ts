import { backends } from '../../../crd/values.ts';
import {
  arn,
  invalidSpec,
  linkTarget,
  loadBalancers,
  orders,
  route,
  rule,
  schema,
  servedMethod,
} from '../field-row.ts';
import type { AnyField, Observed, Spec } from '../field-row.ts';
import type { Json } from '../../../crd/field-path.ts';

/** The one backend with these fields more, or others. */
const backend = (fields: { readonly [key: string]: Json }): Spec => ({ backends: [{ ...orders, ...fields }] });
const uri = (observed: Observed) => servedMethod(observed)?.integration?.uri;
const integration = (observed: Observed) => servedMethod(observed)?.integration;
const third = { arn: arn('third', '70ed7d5a6d1da200') };
const dnsName = 'orders-50dc6c495c0c9188.elb.eu-west-1.amazonaws.com';
const link = (name: Json) => backend({ vpcLink: name });
const https = backend({ protocol: 'HTTPS' });
const linkedTo = (observed: Observed) => linkTarget(observed)?.split('/')[2];
const service = (name: string, more: { readonly [key: string]: Json } = {}): Spec => ({
  backends: [{ name: 'orders', service: { name, ...more } }],
});
const ingress = (name: string): Spec => ({ backends: [{ name: 'orders', ingress: { name } }] });
const tls = (insecureSkipVerification: Json) => backend({ protocol: 'HTTPS', tls: { insecureSkipVerification } });

/** The link that nothing needs any more goes at once, and with it the deployments that name it are of no use. */
const toOtherLink = ['CreateVpcLink', 'PutRestApi', 'CreateDeployment', 'UpdateStage', 'DeleteVpcLink'];

const linkV2 = (observed: Observed) => observed.account.vpcLinksV2.get(integration(observed)?.connectionId ?? '');
const v2 = (fields: { readonly [key: string]: Json }) => link({ managed: { version: 'V2', ...fields } });
const subnets = ['subnet-0a1b2c3d4e5f60718', 'subnet-0b2c3d4e5f6071829'];
const groups = ['sg-0a1b2c3d4e5f60718', 'sg-0b2c3d4e5f6071829'];
const deployment = ['PutRestApi', 'CreateDeployment', 'UpdateStage'];
const newGroup = ['CreateSecurityGroup', 'AuthorizeSecurityGroupEgress', 'RevokeSecurityGroupEgress'];
const toV2 = [...newGroup, 'CreateVpcLinkV2', ...deployment, 'DeleteVpcLink'];
const toV1 = ['CreateVpcLink', ...deployment, 'DeleteVpcLinkV2', 'DeleteSecurityGroup'];
const betweenGiven = ['CreateVpcLinkV2', ...deployment, 'DeleteVpcLinkV2'];
const toOtherV2 = [...newGroup, ...betweenGiven, 'DeleteSecurityGroup'];

export const fields: readonly AnyField[] = [
  {
    // An entry that no route names is checked, and changes nothing.
    field: 'backends',
    set: { backends: [orders, { name: 'stock', loadBalancer: loadBalancers.stock }] },
    change: { backends: [{ name: 'stock', loadBalancer: loadBalancers.stock }, orders] },
    aws: (observed) => [uri(observed), observed.account.vpcLinks.size],
    values: [
      [`http://${dnsName}/orders`, 1],
      [`http://${dnsName}/orders`, 1],
      [`http://${dnsName}/orders`, 1],
    ],
    redeploys: false,
    writes: { set: [], change: [], unset: [], recover: [] },
    invalid: [schema({ backends: backends(21) }, 'must have at most 20 items')],
  },
  {
    field: 'backends[].name',
    set: { backends: [{ ...orders, name: 'shop' }], routes: [{ ...route, backend: 'shop' }] },
    change: { backends: [{ ...orders, name: 'till' }], routes: [{ ...route, backend: 'till' }] },
    aws: uri,
    values: [`http://${dnsName}/orders`, `http://${dnsName}/orders`, `http://${dnsName}/orders`],
    redeploys: false,
    writes: { set: [], change: [], unset: [], recover: [] },
    invalid: [
      schema(backend({ name: 'Orders' }), 'should match'),
      invalidSpec(backend({ name: 'shop' }), 'backend orders is not listed under spec.backends'),
    ],
  },
  {
    field: 'backends[].loadBalancer.arn',
    set: backend({ loadBalancer: loadBalancers.stock }),
    change: backend({ loadBalancer: third }),
    aws: (observed) => [linkTarget(observed), uri(observed)],
    values: [
      [loadBalancers.orders.arn, `http://${dnsName}/orders`],
      [loadBalancers.stock.arn, 'http://stock-60ed7d5a6d1da299.elb.eu-west-1.amazonaws.com/orders'],
      [third.arn, 'http://third-70ed7d5a6d1da200.elb.eu-west-1.amazonaws.com/orders'],
    ],
    redeploys: true,
    writes: { set: toOtherLink, change: toOtherLink, unset: toOtherLink, recover: toOtherLink },
    invalid: [
      schema(backend({ loadBalancer: { arn: arn('orders', 'none') } }), 'should match'),
      {
        spec: backend({ loadBalancer: { arn: arn('orders', '0000000000000000') } }),
        by: 'LoadBalancerNotFound',
        says: 'does not exist in account',
      },
    ],
  },
  {
    field: 'backends[].protocol',
    base: backend({ port: 8443 }),
    set: backend({ port: 8443, protocol: 'HTTPS' }),
    change: backend({ port: 8443, protocol: 'HTTP' }),
    aws: uri,
    values: [`http://${dnsName}:8443/orders`, `https://${dnsName}:8443/orders`, `http://${dnsName}:8443/orders`],
    redeploys: true,
    // HTTP is the default, so the change leads back to the deployment of the beginning.
    writes: { change: ['UpdateStage', 'PutRestApi'], unset: [] },
    invalid: [schema(backend({ protocol: 'TCP' }), 'Unsupported value: "TCP"')],
  },
  {
    field: 'backends[].port',
    set: backend({ port: 8080 }),
    change: backend({ port: 8443 }),
    aws: uri,
    values: [`http://${dnsName}/orders`, `http://${dnsName}:8080/orders`, `http://${dnsName}:8443/orders`],
    redeploys: true,
    invalid: [
      schema(backend({ port: 65536 }), 'less than or equal to 65535'),
      { spec: backend({ port: 9 }), by: 'BackendNotFound', says: 'no listener on port 9' },
    ],
  },
  {
    field: 'backends[].hostname',
    set: backend({ hostname: 'orders.shop.internal' }),
    change: backend({ hostname: 'orders.internal' }),
    aws: uri,
    values: [`http://${dnsName}/orders`, 'http://orders.shop.internal/orders', 'http://orders.internal/orders'],
    redeploys: true,
    invalid: [schema(backend({ hostname: '169.254.169.254/latest' }), 'should match')],
  },
  {
    field: 'backends[].timeoutMilliseconds',
    set: backend({ timeoutMilliseconds: 5000 }),
    change: backend({ timeoutMilliseconds: 50 }),
    aws: (observed) => integration(observed)?.timeoutInMillis,
    values: [29_000, 5000, 50],
    redeploys: true,
    invalid: [schema(backend({ timeoutMilliseconds: 29_001 }), 'less than or equal to 29000')],
  },
  {
    field: 'backends[].tls.insecureSkipVerification',
    base: https,
    set: tls(true),
    change: tls(false),
    aws: (observed) => integration(observed)?.tlsConfig,
    values: [undefined, { insecureSkipVerification: true }, undefined],
    redeploys: true,
    writes: { change: ['UpdateStage', 'PutRestApi'], unset: [] },
    invalid: [
      schema(tls('yes'), 'must be of type boolean'),
      rule(backend({ tls: { insecureSkipVerification: true } }), 'tls applies to protocol HTTPS only'),
    ],
  },
  {
    field: 'backends[].vpcLink.existing.id',
    set: {
      backends: [orders, { name: 'stock', loadBalancer: loadBalancers.stock, vpcLink: { existing: { id: 'a1b2c3' } } }],
      routes: [route, { path: '/stock', method: 'GET', backend: 'stock' }],
    },
    change: {
      backends: [orders, { name: 'stock', loadBalancer: third, vpcLink: { existing: { id: 'd4e5f6' } } }],
      routes: [route, { path: '/stock', method: 'GET', backend: 'stock' }],
    },
    aws: (observed) => servedMethod(observed, 'GET', '/stock')?.integration?.connectionId,
    values: [undefined, 'a1b2c3', 'd4e5f6'],
    redeploys: true,
    invalid: [
      schema(link({ existing: { id: 'A-1' } }), 'should match'),
      rule(link({ existing: { id: 'a1b2c3' }, managed: {} }), 'set exactly one of existing and managed'),
      { spec: link({ existing: { id: 'nolink' } }), by: 'VpcLinkNotFound', says: 'does not exist' },
    ],
  },
  {
    field: 'backends[].vpcLink.managed.version',
    set: link({ managed: { version: 'V2' } }),
    change: link({ managed: { version: 'V1' } }),
    aws: (observed) => [linkTarget(observed), linkV2(observed) !== undefined],
    values: [
      [loadBalancers.orders.arn, false],
      [loadBalancers.orders.arn, true],
      [loadBalancers.orders.arn, false],
    ],
    redeploys: true,
    writes: { set: toV2, change: toV1, unset: [], recover: toV2 },
    invalid: [schema(link({ managed: { version: 'V3' } }), 'Unsupported value: "V3"')],
  },
  {
    field: 'backends[].vpcLink.managed.subnetIds',
    base: v2({}),
    set: v2({ subnetIds: subnets }),
    change: v2({ subnetIds: subnets.slice(1) }),
    aws: (observed) => linkV2(observed)?.subnetIds.filter((id) => subnets.includes(id)),
    values: [[], subnets, subnets.slice(1)],
    redeploys: true,
    writes: { set: toOtherV2, change: toOtherV2, unset: toOtherV2, recover: toOtherV2 },
    invalid: [
      schema(v2({ subnetIds: ['subnet-*'] }), 'should match'),
      rule(
        link({ managed: { version: 'V1', subnetIds: subnets } }),
        'a V1 link has neither subnets nor security groups',
      ),
    ],
  },
  {
    field: 'backends[].vpcLink.managed.securityGroupIds',
    base: v2({}),
    set: v2({ securityGroupIds: groups }),
    change: v2({ securityGroupIds: groups.slice(1) }),
    aws: (observed) => linkV2(observed)?.securityGroupIds.filter((id) => groups.includes(id)),
    values: [[], groups, groups.slice(1)],
    redeploys: true,
    writes: {
      set: [...betweenGiven, 'DeleteSecurityGroup'],
      change: betweenGiven,
      unset: [...newGroup, ...betweenGiven],
      recover: [...betweenGiven, 'DeleteSecurityGroup'],
    },
    invalid: [
      schema(v2({ securityGroupIds: ['sg-*'] }), 'should match'),
      rule(link({ managed: { version: 'V1', securityGroupIds: groups } }), 'a V1 link has neither subnets'),
    ],
  },
  {
    field: 'backends[].service.name',
    set: service('web'),
    change: service('shop'),
    aws: linkedTo,
    values: ['orders', 'web', 'shop'],
    redeploys: true,
    writes: { set: toOtherLink, change: toOtherLink, unset: toOtherLink, recover: toOtherLink },
    invalid: [
      schema(service('Web'), 'should match'),
      rule(backend({ service: { name: 'web' } }), 'set exactly one of loadBalancer'),
      { spec: service('nowhere'), by: 'BackendNotFound', says: 'Service shop/nowhere does not exist' },
    ],
  },
  {
    field: 'backends[].service.port',
    base: service('web'),
    set: service('shop', { port: 'http' }),
    change: service('shop', { port: 8080 }),
    aws: (observed) => [linkedTo(observed), new URL(uri(observed)!).port],
    values: [
      ['web', ''],
      ['shop', ''],
      ['shop', '8080'],
    ],
    redeploys: true,
    writes: { set: toOtherLink, unset: toOtherLink, recover: toOtherLink },
    invalid: [
      schema(service('web', { port: 0 }), 'greater than or equal to 1'),
      { spec: service('shop', { port: 'nothing' }), by: 'BackendNotFound', says: 'nothing' },
    ],
  },
  {
    field: 'backends[].ingress.name',
    set: ingress('front'),
    change: ingress('side'),
    aws: (observed) => [linkedTo(observed), uri(observed)],
    values: [
      ['orders', `http://${dnsName}/orders`],
      ['front', 'http://front.shop.internal/orders'],
      ['side', 'http://side.shop.internal/orders'],
    ],
    redeploys: true,
    writes: { set: toOtherLink, change: toOtherLink, unset: toOtherLink, recover: toOtherLink },
    invalid: [
      schema(ingress('Front'), 'should match'),
      rule(backend({ ingress: { name: 'front' } }), 'set exactly one of loadBalancer'),
      { spec: ingress('nowhere'), by: 'BackendNotFound', says: 'Ingress shop/nowhere does not exist' },
    ],
  },
];
