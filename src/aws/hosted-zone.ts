import {
  ChangeResourceRecordSetsCommand,
  GetHostedZoneCommand,
  ListResourceRecordSetsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-route-53';
import type { Change, ResourceRecordSet, RRType } from '@aws-sdk/client-route-53';
import { ownerRecordName } from '../desired/domain-record.ts';
import type { AddressType, DesiredRecord } from '../desired/domain-record.ts';
import type { HostedZoneFact } from '../desired/facts.ts';
import type { ObservedRecord } from '../plan/observed-domain.ts';
import type { Calls } from './calls.ts';
import type { AwsClients } from './clients.ts';

/** What answers when somebody asks for the address of a name. */
const answersForAddress: readonly (RRType | undefined)[] = ['A', 'AAAA', 'CNAME'];

/** Time to live of the record that names the owner; nobody resolves it. */
const ownerTtlSeconds = 300;

/** Route 53, which is one for all Regions of a partition. */
export function createHostedZones(calls: Calls, { route53Reads: reads, route53Writes: writes }: AwsClients) {
  return {
    /** Those of this account; absent when there is none. */
    async readFacts(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, HostedZoneFact>> {
      const zones = await Promise.all(ids.map((id) => readZone(id, signal)));
      return new Map(zones.flatMap((zone) => (zone === undefined ? [] : [[zone.id, zone] as const])));
    },

    /** Nothing is there when the zone is not. */
    async readRecord(hostedZoneId: string, name: string, signal: AbortSignal): Promise<ObservedRecord> {
      const [atName, beside] = await Promise.all([
        listAt(hostedZoneId, name, signal),
        listAt(hostedZoneId, ownerRecordName(name), signal),
      ]);
      return {
        hostedZoneId,
        name,
        addresses: atName.flatMap(({ Type, AliasTarget }) =>
          answersForAddress.includes(Type) ? [{ type: Type!, target: withoutDot(AliasTarget?.DNSName) }] : [],
        ),
        ownerText: beside.find(({ Type }) => Type === 'TXT')?.ResourceRecords?.[0]?.Value?.replace(/^"(.*)"$/u, '$1'),
      };
    },

    /**
     * `isNew`: refused when there is one already. The records and the one that names their owner come in one batch, and
     * what is obsolete goes with it.
     */
    async putRecord(
      record: DesiredRecord,
      { isNew, obsolete }: { isNew: boolean; obsolete: readonly AddressType[] },
      signal: AbortSignal,
    ): Promise<void> {
      const { hostedZoneId, name, target, types } = record;
      const former = obsolete.length === 0 ? [] : await listAt(hostedZoneId, name, signal);
      const sets: ResourceRecordSet[] = [
        ...types.map((Type) => ({
          Name: name,
          Type,
          AliasTarget: { DNSName: target.dnsName, HostedZoneId: target.hostedZoneId, EvaluateTargetHealth: false },
        })),
        {
          Name: ownerRecordName(name),
          Type: 'TXT',
          TTL: ownerTtlSeconds,
          ResourceRecords: [{ Value: `"${record.ownerText}"` }],
        },
      ];
      await change(
        hostedZoneId,
        [
          ...ofTypes(former, obsolete).map((set) => ({ Action: 'DELETE' as const, ResourceRecordSet: set })),
          ...sets.map((set) => ({ Action: isNew ? ('CREATE' as const) : ('UPSERT' as const), ResourceRecordSet: set })),
        ],
        signal,
      );
    },

    /** Those of these types, and the record that names the owner. Route 53 wants to be told what it holds. */
    async deleteRecord(
      { hostedZoneId, name }: { hostedZoneId: string; name: string },
      types: readonly AddressType[],
      signal: AbortSignal,
    ): Promise<void> {
      const [atName, beside] = await Promise.all([
        listAt(hostedZoneId, name, signal),
        listAt(hostedZoneId, ownerRecordName(name), signal),
      ]);
      const sets = [...ofTypes(atName, types), ...ofTypes(beside, ['TXT'])];
      if (sets.length === 0) return;
      await change(
        hostedZoneId,
        sets.map((set) => ({ Action: 'DELETE', ResourceRecordSet: set })),
        signal,
      );
    },
  };

  async function readZone(id: string, signal: AbortSignal): Promise<HostedZoneFact | undefined> {
    const [zone, tags] = await Promise.all([
      calls.readIfExists('GetHostedZone', signal, (options) =>
        reads.send(new GetHostedZoneCommand({ Id: id }), options),
      ),
      calls.readIfExists('ListTagsForResource', signal, (options) =>
        reads.send(new ListTagsForResourceCommand({ ResourceType: 'hostedzone', ResourceId: id }), options),
      ),
    ]);
    if (zone === undefined) return undefined;
    return {
      id,
      name: withoutDot(zone.HostedZone?.Name) ?? '',
      isPrivate: zone.HostedZone?.Config?.PrivateZone ?? false,
      vpcIds: (zone.VPCs ?? []).flatMap(({ VPCId }) => VPCId ?? []),
      tags: Object.fromEntries((tags?.ResourceTagSet?.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
    };
  }

  /** Lists go on with whatever comes next in the zone, so the page is cut where another name begins. */
  async function listAt(hostedZoneId: string, name: string, signal: AbortSignal): Promise<ResourceRecordSet[]> {
    const answer = await calls.readIfExists('ListResourceRecordSets', signal, (options) =>
      reads.send(
        new ListResourceRecordSetsCommand({ HostedZoneId: hostedZoneId, StartRecordName: name, MaxItems: 20 }),
        options,
      ),
    );
    return (answer?.ResourceRecordSets ?? []).filter(({ Name }) => withoutDot(Name) === name);
  }

  async function change(hostedZoneId: string, changes: Change[], signal: AbortSignal): Promise<void> {
    await calls.write('ChangeResourceRecordSets', signal, (options) =>
      writes.send(
        new ChangeResourceRecordSetsCommand({ HostedZoneId: hostedZoneId, ChangeBatch: { Changes: changes } }),
        options,
      ),
    );
  }
}

function ofTypes(sets: readonly ResourceRecordSet[], types: readonly RRType[]): ResourceRecordSet[] {
  return sets.filter(({ Type }) => types.includes(Type!));
}

/** Route 53 writes names with a dot at their end. */
function withoutDot(name: string | undefined): string | undefined {
  return name?.toLowerCase().replace(/\.$/u, '');
}
