import type { Domain } from '../api/private-api.ts';
import type { Facts, VpcEndpointFact } from './facts.ts';
import { ownerKey } from './ownership.ts';
import type { Owner } from './ownership.ts';

/** `A` answers with IPv4 addresses, `AAAA` with those of IPv6. */
export type AddressType = 'A' | 'AAAA';

/** An alias in a Route 53 hosted zone, which leads a name to a VPC endpoint. */
export interface DesiredRecord {
  readonly hostedZoneId: string;
  readonly name: string;
  /** One for each kind of address that the endpoint has. */
  readonly types: readonly AddressType[];
  /** What an alias names: a VPC endpoint's DNS name, and the hosted zone that AWS keeps it in. */
  readonly target: { readonly dnsName: string; readonly hostedZoneId: string };
  /** The text of the record beside it that says whose it is. */
  readonly ownerText: string;
}

/**
 * A private zone answers in the VPCs that it is associated with, so the name leads to an endpoint in one of those, if
 * there is one. Undefined as long as no endpoint has a DNS name.
 */
export function desiredRecord(
  { name, hostedZone }: Domain,
  endpoints: readonly VpcEndpointFact[],
  facts: Facts,
  owner: Owner,
): DesiredRecord | undefined {
  if (hostedZone === undefined) return undefined;
  const vpcIds = facts.hostedZones.get(hostedZone.id)?.vpcIds ?? [];
  const endpoint = endpoints.find(({ vpcId }) => vpcIds.includes(vpcId)) ?? endpoints[0];
  const { dnsNames: [dnsName] = [], dnsZoneId: targetZoneId } = endpoint ?? {};
  if (endpoint === undefined || dnsName === undefined || targetZoneId === undefined) return undefined;
  const types = addressTypes(endpoint);
  return {
    hostedZoneId: hostedZone.id,
    name,
    types,
    target: { dnsName, hostedZoneId: targetZoneId },
    ownerText: recordOwnerText(owner, types),
  };
}

function addressTypes({ ipAddressType }: VpcEndpointFact): readonly AddressType[] {
  if (ipAddressType === 'dualstack') return ['A', 'AAAA'];
  return ipAddressType === 'ipv6' ? ['AAAA'] : ['A'];
}

/**
 * Route 53 has no tags on records, and an alias holds nothing but its target. So a TXT record beside it names the owner;
 * both are made in one batch, which Route 53 applies whole or not at all.
 */
export function ownerRecordName(name: string): string {
  return `_privateapi-dev.${name}`;
}

/** Names the types as well, unless it is `A` alone: one that somebody adds by hand is not taken for the operator's. */
export function recordOwnerText(owner: Owner, types: readonly AddressType[] = ['A']): string {
  const text = `owner=${ownerKey(owner)}/${owner.uid}`;
  return types.join() === 'A' ? text : `${text} ${types.join()}`;
}

/** Types of the records that are this object's, by the text beside them. */
export function ownedTypes(ownerText: string | undefined, owner: Owner): readonly AddressType[] {
  const all: readonly (readonly AddressType[])[] = [['A'], ['A', 'AAAA'], ['AAAA']];
  return all.find((types) => ownerText === recordOwnerText(owner, types)) ?? [];
}
