import { AwsError } from './aws-error.ts';
import type { Answer, Call, Operation } from './operation.ts';
import type { HostedZone, RecordSet } from './state.ts';
import { elementText, elements } from './xml-reader.ts';
import type { XmlElement, XmlValue } from './xml.ts';

export interface Route53Route {
  readonly method: string;
  /** Below `/2013-04-01/`; `{name}` takes a parameter. */
  readonly path: RegExp;
  readonly operation: Operation;
}

/** The part of Route 53 that records of custom domain names need: reading a zone, and changing what is in it. */
export const route53Routes: readonly Route53Route[] = [
  route('GetHostedZone', 'GET', /^hostedzone\/(?<id>[^/]+)$/, 'read', getHostedZone),
  route('ListTagsForResource', 'GET', /^tags\/hostedzone\/(?<id>[^/]+)$/, 'read', listTags),
  route('ListResourceRecordSets', 'GET', /^hostedzone\/(?<id>[^/]+)\/rrset$/, 'read', listRecordSets),
  route('ChangeResourceRecordSets', 'POST', /^hostedzone\/(?<id>[^/]+)\/rrset\/?$/, 'write', changeRecordSets),
];

function getHostedZone(call: Call): Answer {
  const zone = requireZone(call);
  const { id, name, isPrivate, recordSets, vpcs } = zone;
  const body: XmlElement = {
    HostedZone: {
      Id: `/hostedzone/${id}`,
      Name: name,
      CallerReference: id,
      Config: { PrivateZone: isPrivate },
      ResourceRecordSetCount: recordSets.length,
    },
    VPCs: { itemName: 'VPC', items: vpcs.map(({ vpcId, region }) => ({ VPCRegion: region, VPCId: vpcId })) },
  };
  return { status: 200, body, resourceId: id };
}

function listTags(call: Call): Answer {
  const { id, tags } = requireZone(call);
  const items = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const body: XmlElement = {
    ResourceTagSet: { ResourceType: 'hostedzone', ResourceId: id, Tags: { itemName: 'Tag', items } },
  };
  return { status: 200, body, resourceId: id };
}

/** Sorted by name with its labels reversed, then by type; begins at `name` and goes on to the end of the zone. */
function listRecordSets(call: Call): Answer {
  const zone = requireZone(call);
  const from = call.query.get('name');
  const fromType = call.query.get('type');
  const limit = Math.min(Number(call.query.get('maxitems') ?? 300), 300);
  const start = sortKey(withDot(from ?? zone.name), from === null ? '' : (fromType ?? ''));
  const all = zone.recordSets
    .map((set) => ({ set, key: sortKey(set.name, set.type) }))
    .filter(({ key }) => from === null || key >= start)
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ set }) => set);
  const next = all[limit];
  const body: XmlElement = {
    ResourceRecordSets: { itemName: 'ResourceRecordSet', items: all.slice(0, limit).map(renderRecordSet) },
    IsTruncated: next !== undefined,
    ...(next && { NextRecordName: next.name, NextRecordType: next.type }),
    MaxItems: limit,
  };
  return { status: 200, body, resourceId: zone.id };
}

/** Whole or not at all. */
function changeRecordSets(call: Call): Answer {
  const zone = requireZone(call);
  const text = new TextDecoder().decode(call.body);
  let sets = zone.recordSets;
  const refused: string[] = [];
  for (const change of elements(text, 'Change')) {
    const action = elementText(change, 'Action') ?? '';
    const wanted = readRecordSet(change);
    const problem = problemWith(action, wanted, sets, zone);
    if (problem !== undefined) refused.push(problem);
    sets = sets.filter((set) => !isSameSet(set, wanted));
    if (action !== 'DELETE') sets = [...sets, wanted];
  }
  if (refused.length > 0) throw new AwsError(400, 'InvalidChangeBatch', `[${refused.join(', ')}]`);
  zone.recordSets = sets;
  const body: XmlElement = {
    ChangeInfo: {
      Id: `/change/C${call.world.ids.alphanumeric(20).toUpperCase()}`,
      Status: 'PENDING',
      SubmittedAt: new Date(call.world.now()).toISOString(),
    },
  };
  return { status: 200, body, resourceId: zone.id };
}

function problemWith(
  action: string,
  wanted: RecordSet,
  sets: readonly RecordSet[],
  zone: HostedZone,
): string | undefined {
  const label = `[name='${wanted.name}', type='${wanted.type}']`;
  const found = sets.find((set) => isSameSet(set, wanted));
  if (wanted.name !== zone.name && !wanted.name.endsWith(`.${zone.name}`)) {
    return `RRSet with DNS name ${wanted.name} is not permitted in zone ${zone.name}`;
  }
  if (action === 'DELETE') {
    if (found === undefined) return `Tried to delete resource record set ${label} but it was not found`;
    return JSON.stringify(found) === JSON.stringify(wanted)
      ? undefined
      : `Tried to delete resource record set ${label} but the values provided do not match the current values`;
  }
  if (action === 'CREATE' && found !== undefined) {
    return `Tried to create resource record set ${label} but it already exists`;
  }
  const besides = sets.filter((set) => set.name === wanted.name && !isSameSet(set, wanted));
  if (besides.length > 0 && (wanted.type === 'CNAME' || besides.some(({ type }) => type === 'CNAME'))) {
    return `RRSet of type ${wanted.type} with DNS name ${wanted.name} is not permitted as it conflicts with other records with the same DNS name in zone ${zone.name}`;
  }
  return undefined;
}

function readRecordSet(change: string): RecordSet {
  const alias = elements(change, 'AliasTarget')[0];
  return {
    name: withDot(elementText(change, 'Name') ?? ''),
    type: elementText(change, 'Type') ?? '',
    ttl: elementText(change, 'TTL'),
    values: elements(change, 'ResourceRecord').map((record) => elementText(record, 'Value') ?? ''),
    alias:
      alias === undefined
        ? undefined
        : {
            hostedZoneId: elementText(alias, 'HostedZoneId') ?? '',
            dnsName: withDot(elementText(alias, 'DNSName') ?? ''),
          },
  };
}

function renderRecordSet({ name, type, ttl, values, alias }: RecordSet): XmlValue {
  return {
    Name: name,
    Type: type,
    TTL: ttl,
    ...(values.length > 0 && {
      ResourceRecords: { itemName: 'ResourceRecord', items: values.map((Value) => ({ Value })) },
    }),
    ...(alias && {
      AliasTarget: { HostedZoneId: alias.hostedZoneId, DNSName: alias.dnsName, EvaluateTargetHealth: false },
    }),
  };
}

function requireZone({ path, region, world }: Call): HostedZone {
  const id = path['id'] ?? '';
  const zone = world.state.hostedZones.get(id);
  if (zone === undefined || zone.accountId !== region.accountId) {
    throw new AwsError(404, 'NoSuchHostedZone', `No hosted zone found with ID: ${id}`);
  }
  return zone;
}

const isSameSet = (a: RecordSet, b: RecordSet) => a.name === b.name && a.type === b.type;

/** Names end in a dot and have no capitals. */
const withDot = (name: string) => `${name.toLowerCase().replace(/\.$/, '')}.`;

const sortKey = (name: string, type: string) => `${name.split('.').toReversed().join('.')} ${type}`;

function route(
  name: string,
  method: string,
  path: RegExp,
  kind: Operation['kind'],
  run: Operation['run'],
): Route53Route {
  return { method, path, operation: { name, kind, run } };
}
