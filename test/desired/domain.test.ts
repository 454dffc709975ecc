import { describe, expect, test } from '@jest/globals';
import { checkDomain } from '../../src/desired/check-domain.ts';
import { customDomainUrl } from '../../src/desired/domain.ts';
import { ownedTypes } from '../../src/desired/domain-record.ts';
import { ownerKey } from '../../src/desired/ownership.ts';
import { aDesiredState } from '../builders/desired-state.ts';
import { anEndpoint, someFacts, someSettings } from '../builders/facts.ts';
import { endpointId, owner, vpcId } from '../builders/names.ts';
import { aPrivateApi } from '../builders/private-api.ts';

const certificateArn = 'arn:aws:acm:eu-west-1:111122223333:certificate/a';
const domain = { name: 'orders.shop.example', certificateArn };
const open = { 'privateapi.dev/allow': 'shop' };
const zone = { id: 'Z1', name: 'shop.example', isPrivate: true, vpcIds: [vpcId], tags: open };

describe('the domain name that an object asks for', () => {
  test('admits the endpoints and VPCs of the object, and nobody else', () => {
    const { policy, vpcEndpointIds } = aDesiredState({
      domain,
      access: { vpcEndpoints: [{ id: 'vpce-0fffffffffffffff0' }], vpcs: [{ id: vpcId }], sourceCidrs: ['10.0.0.0/8'] },
    }).domain!;
    expect(vpcEndpointIds).toEqual([endpointId]);
    expect(policy.Statement).toEqual([
      {
        Sid: 'AllowEveryoneListedBelow',
        Effect: 'Allow',
        Principal: '*',
        Action: 'execute-api:Invoke',
        Resource: 'execute-api:/*',
      },
      {
        Sid: 'DenyOtherCallers',
        Effect: 'Deny',
        Principal: '*',
        Action: 'execute-api:Invoke',
        Resource: 'execute-api:/*',
        Condition: {
          StringNotEquals: { 'aws:SourceVpce': [endpointId, 'vpce-0fffffffffffffff0'], 'aws:SourceVpc': vpcId },
        },
      },
    ]);
  });

  test('is no part of what a deployment freezes', () => {
    const without = aDesiredState();
    const withDomain = aDesiredState({ domain });
    expect(withDomain.definition!.hashes).toEqual(without.definition!.hashes);
    expect(without.domain).toBeUndefined();
  });

  test('is led to the endpoint in a VPC of its hosted zone', () => {
    const endpoints = [endpointId, 'vpce-0fffffffffffffff0'].map((id, index) =>
      anEndpoint({ id, vpcId: `vpc-${index}`, dnsZoneId: 'ZAWS' }),
    );
    const recordIn = (vpcIds: string[]) =>
      aDesiredState(
        {
          domain: { ...domain, hostedZone: { id: 'Z1' } },
          endpoint: { existing: { vpcEndpointIds: endpoints.map(({ id }) => id) } },
        },
        { vpcEndpoints: endpoints, hostedZones: [{ ...zone, vpcIds }] },
      ).domain!.record!.target.dnsName;
    expect(recordIn(['vpc-1'])).toBe(endpoints[1]!.dnsNames[0]);
    expect(recordIn(['vpc-9'])).toBe(endpoints[0]!.dnsNames[0]);
  });

  test.each([
    ['ipv4', ['A'], ''],
    ['dualstack', ['A', 'AAAA'], ' A,AAAA'],
    ['ipv6', ['AAAA'], ' AAAA'],
  ])('is led to the addresses that the endpoint has: %s', (ipAddressType, types, ending) => {
    const record = aDesiredState(
      { domain: { ...domain, hostedZone: { id: 'Z1' } } },
      { vpcEndpoints: [anEndpoint({ dnsZoneId: 'ZAWS', ipAddressType })], hostedZones: [zone] },
    ).domain!.record!;
    expect(record.types).toEqual(types);
    expect(record.ownerText).toBe(`owner=${ownerKey(owner)}/${owner.uid}${ending}`);
    expect(ownedTypes(record.ownerText, owner)).toEqual(types);
    expect(ownedTypes(record.ownerText, { ...owner, uid: 'another' })).toEqual([]);
  });

  test('is called without the stage', () => {
    expect(customDomainUrl({ name: 'a.example', basePath: '(none)' })).toEqual({
      type: 'CustomDomain',
      url: 'https://a.example',
    });
    expect(customDomainUrl({ name: 'a.example', basePath: 'v1' }).url).toBe('https://a.example/v1');
  });
});

describe('what a domain name refers to', () => {
  const check = (facts: Parameters<typeof someFacts>[0], spec: object = {}, settings: object = {}) =>
    checkDomain(
      aPrivateApi({ spec: { domain: { ...domain, hostedZone: { id: 'Z1' }, ...spec } } }),
      someFacts({ resourceTags: { [certificateArn]: open }, hostedZones: [zone], ...facts }),
      someSettings(settings),
    ).map(({ reason, condition, pending }) => [reason, condition, pending].join(' '));

  test.each<[string, Parameters<typeof check>[0], object, string[]]>([
    ['all of it is there and open', {}, {}, []],
    ['the zone is the name itself', { hostedZones: [{ ...zone, name: domain.name }] }, {}, []],
    ['the certificate has no tags', { resourceTags: {} }, {}, ['RefNotPermitted DomainReady false']],
    [
      'the certificate is of another account',
      {},
      { certificateArn: certificateArn.replace('111122223333', '444455556666') },
      ['CertificateNotUsable DomainReady false'],
    ],
    ['the zone is not there', { hostedZones: [] }, {}, ['HostedZoneNotFound DomainReady false']],
    ['the zone is not open', { hostedZones: [{ ...zone, tags: {} }] }, {}, ['RefNotPermitted DomainReady false']],
    [
      'the zone has a name that only ends alike',
      { hostedZones: [{ ...zone, name: 'hop.example' }] },
      {},
      ['HostedZoneNotFound DomainReady false'],
    ],
    [
      'the zone is public',
      { hostedZones: [{ ...zone, isPrivate: false }] },
      {},
      ['HostedZoneNotFound DomainReady false'],
    ],
  ])('%s', (_, facts, spec, problems) => {
    expect(check(facts, spec)).toEqual(problems);
  });

  test('nobody is asked whom it is open to in a cluster with a single tenant', () => {
    const facts = { resourceTags: {}, hostedZones: [{ ...zone, tags: {} }] };
    expect(check(facts, {}, { referenceConsent: false })).toEqual([]);
  });
});
