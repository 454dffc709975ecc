import { describe, expect, test } from '@jest/globals';
import type { DesiredDomain } from '../../src/desired/domain.ts';
import { recordOwnerText } from '../../src/desired/domain-record.ts';
import type { ObservedDomain, ObservedDomains } from '../../src/plan/observed-domain.ts';
import { planDomain } from '../../src/plan/plan-domain.ts';
import type { DomainContext } from '../../src/plan/plan-domain.ts';
import { aDesiredState } from '../builders/desired-state.ts';
import { anEndpoint } from '../builders/facts.ts';
import { endpointId, owner } from '../builders/names.ts';
import {
  aDomainContext,
  aDomainInPlace,
  anAssociation,
  anObservedDomain,
  arnOf,
  domainId,
} from '../builders/observed-domain.ts';

const name = 'orders.shop.example';
const certificateArn = 'arn:aws:acm:eu-west-1:111122223333:certificate/a';
const hostedZone = { id: 'Z1' };
const zones = [{ id: 'Z1', name: 'shop.example', isPrivate: true, vpcIds: [anEndpoint().vpcId], tags: {} }];
const vpcEndpoints = [anEndpoint({ dnsZoneId: 'Z2' })];

const wanted = (domain: object = {}): DesiredDomain =>
  aDesiredState({ domain: { name, certificateArn, hostedZone, ...domain } }, { vpcEndpoints, hostedZones: zones })
    .domain!;
const desired = wanted();
const plan = (
  observed: ObservedDomains,
  context: Partial<DomainContext> = {},
  of: DesiredDomain | undefined = desired,
) => planDomain(of, observed, aDomainContext(context));
const kinds = (observed: ObservedDomains, context: Partial<DomainContext> = {}, of?: DesiredDomain) =>
  plan(observed, context, of).steps.map(({ kind }) => kind);
const nothing: ObservedDomains = { domains: [], associations: [], records: [] };
const other = (overrides: Partial<ObservedDomain> = {}) =>
  anObservedDomain(desired, {
    id: 'zz9',
    arn: arnOf('zz9', 'old.shop.example'),
    name: 'old.shop.example',
    ...overrides,
  }).domains[0]!;

describe('the wanted domain name', () => {
  test('in place needs nothing', () => {
    expect(plan(aDomainInPlace(desired))).toEqual({ steps: [], changes: [], waitsFor: undefined, problem: undefined });
  });

  test('is made when there is none, and all else waits', () => {
    expect(plan(nothing)).toMatchObject({
      steps: [{ kind: 'create-domain' }],
      waitsFor: `domain name ${name} is being made`,
    });
  });

  test.each(['PENDING', 'UPDATING', 'PENDING_CERTIFICATE_REIMPORT', 'PENDING_OWNERSHIP_VERIFICATION'])(
    'is left alone while it is %s',
    (state) => {
      const observed = aDomainInPlace(desired, { state, certificateArn: 'another', mappings: [] });
      expect(plan(observed)).toMatchObject({ steps: [], waitsFor: `domain name ${name} (${domainId}) is ${state}` });
    },
  );

  test('that failed goes, and says why', () => {
    const { steps, problem } = plan(aDomainInPlace(desired, { state: 'FAILED', statusMessage: 'no certificate' }));
    expect(steps.map(({ kind }) => kind)).toEqual(['delete-association', 'delete-mapping', 'delete-domain']);
    expect(problem).toMatchObject({ reason: 'DomainFailed' });
    expect(problem!.message).toContain('no certificate');
  });

  test.each<[string, Partial<ObservedDomain>, object]>([
    ['certificate', { certificateArn: 'another' }, { path: '/certificateArn', value: certificateArn }],
    ['policy', { policy: '{"Statement":[]}' }, { path: '/policy', value: JSON.stringify(desired.policy) }],
    ['missing policy', { policy: undefined }, { path: '/policy' }],
  ])('with another %s is updated', (_, overrides, operation) => {
    const { steps, waitsFor } = plan(aDomainInPlace(desired, overrides));
    expect(steps).toMatchObject([{ kind: 'update-domain', operations: [operation] }]);
    expect(waitsFor).toBe(`domain name ${name} (${domainId}) is being updated`);
  });

  test('tags are set and removed', () => {
    const { steps } = plan(aDomainInPlace(desired, { tags: { ...desired.tags, more: 'x', 'aws:stack': 's' } }));
    expect(steps).toMatchObject([{ kind: 'tag-domain', changes: { set: {}, remove: ['more'] } }]);
  });

  test('leads nowhere before the stage serves something', () => {
    const { steps, waitsFor } = plan(anObservedDomain(desired), { restApiId: undefined });
    expect(steps.map(({ kind }) => kind)).toEqual(['create-association', 'put-record']);
    expect(waitsFor).toBe(`stage prod, which domain name ${name} leads to, serves nothing yet`);
  });

  test('of two with one name keeps the recorded one, else always the same', () => {
    const twin = { ...aDomainInPlace(desired).domains[0]!, id: 'a0a', arn: arnOf('a0a', name) };
    const both = aDomainInPlace(desired);
    const observed = { ...both, domains: [...both.domains, twin] };
    expect(plan(observed).steps).toMatchObject([
      { kind: 'delete-mapping', domainId: 'a0a' },
      { kind: 'delete-domain', domainId: 'a0a' },
    ]);
    // The other one: first it has to let go of the endpoint.
    expect(plan(observed, { recordedId: undefined }).steps).toMatchObject([
      { kind: 'delete-association', because: 'another domain name is kept' },
      { kind: 'create-association', domainArn: arnOf('a0a', name) },
    ]);
  });
});

describe('access associations', () => {
  const second = 'vpce-0fffffffffffffff0';
  const arn = arnOf(domainId, name);

  test('one for each endpoint, and none for others', () => {
    const inPlace = aDomainInPlace(desired);
    const observed = { ...inPlace, associations: [anAssociation(second, arn)] };
    expect(plan(observed).steps).toMatchObject([
      { kind: 'create-association', vpcEndpointId: endpointId },
      { kind: 'delete-association', because: `${second} is not in the spec` },
    ]);
  });

  test('those that others made are used, and left alone', () => {
    const tags = {};
    const associations = [anAssociation(endpointId, arn, { tags }), anAssociation(second, arn, { tags })];
    expect(kinds({ ...aDomainInPlace(desired), associations })).toEqual([]);
  });

  test('of another domain name of this name are a conflict', () => {
    const rival = anAssociation(endpointId, arnOf('foreign', name), { tags: {} });
    const { steps, problem } = plan({ ...aDomainInPlace(desired), associations: [rival] });
    expect(steps).toEqual([]);
    expect(problem).toMatchObject({ reason: 'DomainConflict' });
    expect(problem!.message).toContain(arnOf('foreign', name));
  });

  test('of domain names of other names are nobody’s business', () => {
    const theirs = anAssociation(endpointId, arnOf('foreign', 'api.shop.example'), { tags: {} });
    const inPlace = aDomainInPlace(desired);
    expect(kinds({ ...inPlace, associations: [...inPlace.associations, theirs] })).toEqual([]);
  });

  test('that are young are waited for', () => {
    const { steps, waitsFor } = plan(aDomainInPlace(desired), { unsettled: [endpointId] });
    expect(steps).toEqual([]);
    expect(waitsFor).toBe(`the access association of ${endpointId} with domain name ${name} is being made`);
  });
});

describe('a former domain name', () => {
  const arn = arnOf('zz9', 'old.shop.example');
  const withFormer = (former: Partial<ObservedDomain> = {}, inPlace = aDomainInPlace(desired)): ObservedDomains => ({
    ...inPlace,
    domains: [
      ...inPlace.domains,
      other({ mappings: [{ basePath: '(none)', restApiId: 'a', stageName: 'prod' }], ...former }),
    ],
    associations: [...inPlace.associations, anAssociation(endpointId, arn)],
  });

  test('goes when the wanted one is in place: what points at it first', () => {
    expect(kinds(withFormer())).toEqual(['delete-association', 'delete-mapping', 'delete-domain']);
  });

  test('stays while the wanted one is not in place', () => {
    expect(kinds(withFormer({}, aDomainInPlace(desired, { tags: {} })))).toEqual(['tag-domain']);
    expect(kinds(withFormer(), { unsettled: [endpointId] })).toEqual([]);
    expect(plan(withFormer({}, aDomainInPlace(desired, { tags: {} }))).waitsFor).toBe(`domain name ${name} takes over`);
  });

  test('is waited for while AWS works on it', () => {
    const { steps, waitsFor } = plan(withFormer({ state: 'UPDATING' }));
    expect(steps).toEqual([]);
    expect(waitsFor).toBe('domain name old.shop.example (zz9), which is to be removed, is UPDATING');
  });

  test('that others associated is not removed', () => {
    const observed = withFormer();
    const associations = [...observed.associations, anAssociation('vpce-0fffffffffffffff0', arn, { tags: {} })];
    const { steps, problem } = plan({ ...observed, associations });
    expect(steps).toEqual([]);
    expect(problem).toMatchObject({ reason: 'DeletionBlocked' });
  });

  test('goes when none is wanted', () => {
    const { steps } = planDomain(undefined, aDomainInPlace(desired), aDomainContext());
    expect(steps.map(({ kind }) => kind)).toEqual([
      'delete-record',
      'delete-association',
      'delete-mapping',
      'delete-domain',
    ]);
  });
});

describe('the DNS record', () => {
  const record = { hostedZoneId: 'Z1', name, addresses: [], ownerText: undefined };
  const { ownerText, target } = desired.record!;
  const ofBoth = recordOwnerText(owner, ['A', 'AAAA']);
  /** `A`: leads to the endpoint; `A x`: leads to x. */
  const addresses = (...all: readonly string[]) =>
    all.map((text) => {
      const [type = '', to = target.dnsName] = text.split(' ');
      return { type, target: to };
    });
  const withRecord = (overrides: object) => ({
    ...aDomainInPlace(desired),
    records: [{ ...record, ...overrides }],
  });
  const dualStack: DesiredDomain = {
    ...desired,
    record: { ...desired.record!, types: ['A', 'AAAA'], ownerText: ofBoth },
  };

  test.each([
    ['nothing is there', {}, [{ kind: 'put-record', isNew: true }]],
    ['it is ours and leads there', { addresses: addresses('A'), ownerText }, []],
    [
      'it is ours and leads elsewhere',
      { addresses: addresses('A x'), ownerText },
      [{ kind: 'put-record', isNew: false, obsolete: [] }],
    ],
    ['only the one that names us is there', { ownerText }, [{ kind: 'put-record', isNew: false }]],
    ['somebody made one that leads there', { addresses: addresses('A') }, []],
    ['somebody made one of the other family that leads there', { addresses: addresses('A', 'AAAA'), ownerText }, []],
    [
      'one of ours is for addresses that the endpoint has no more',
      { addresses: addresses('A', 'AAAA'), ownerText: ofBoth },
      [{ kind: 'put-record', isNew: false, obsolete: ['AAAA'] }],
    ],
  ])('%s', (_, found, steps) => {
    expect(plan(withRecord(found))).toMatchObject({ steps, problem: undefined });
  });

  test.each([
    ['nothing is there', {}, [{ isNew: true, record: { types: ['A', 'AAAA'] } }]],
    ['both are ours and lead there', { addresses: addresses('A', 'AAAA'), ownerText: ofBoth }, []],
    ['one is missing', { addresses: addresses('A'), ownerText }, [{ isNew: false, because: 'AAAA is missing' }]],
    [
      'both lead elsewhere',
      { addresses: addresses('A x', 'AAAA x'), ownerText: ofBoth },
      [{ isNew: false, because: 'A leads to x, AAAA leads to x' }],
    ],
    ['somebody made one of them, and it leads there', { addresses: addresses('A') }, []],
  ])('for both families of addresses: %s', (_, found, steps) => {
    expect(plan(withRecord(found), {}, dualStack)).toMatchObject({ steps, problem: undefined });
  });

  test.each([
    ['an address', { addresses: [{ type: 'A', target: undefined }] }],
    ['an alias elsewhere', { addresses: addresses('A x') }],
    ['a CNAME', { addresses: [{ type: 'CNAME', target: undefined }] }],
    ['an address of the other family beside ours', { addresses: addresses('A', 'AAAA x'), ownerText }],
    ['one of another object', { addresses: addresses('A x'), ownerText: 'owner=other/shop/orders/uid' }],
    ['what names another object', { ownerText: 'owner=other/shop/orders/uid' }],
  ])('of others is a conflict: %s', (_, found) => {
    for (const wantedDomain of [desired, dualStack]) {
      expect(plan(withRecord(found), {}, wantedDomain)).toMatchObject({
        steps: [],
        problem: { reason: 'DomainRecordConflict' },
      });
    }
  });

  test('in a zone that is not named any more goes when the new one is there, and nothing beside it', () => {
    const former = { ...record, hostedZoneId: 'Z0', addresses: addresses('A', 'AAAA'), ownerText };
    const inPlace = aDomainInPlace(desired);
    expect(kinds({ ...inPlace, records: [former] })).toEqual(['put-record']);
    expect(plan({ ...inPlace, records: [...inPlace.records, former] }).steps).toMatchObject([
      { kind: 'delete-record', hostedZoneId: 'Z0', name, types: ['A'] },
    ]);
  });
});

test('a base path takes the place of another', () => {
  const observed = aDomainInPlace(desired);
  const steps = plan(observed, {}, wanted({ basePath: 'v1' })).steps;
  expect(steps).toMatchObject([
    { kind: 'create-mapping', mapping: { basePath: 'v1' } },
    { kind: 'delete-mapping', basePath: '(none)' },
  ]);
});
