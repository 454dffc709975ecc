import type { Domain } from '../api/private-api.ts';
import type { Facts } from './facts.ts';
import { ownerKey } from './ownership.ts';
import type { Owner } from './ownership.ts';

/** A DNS record in a Route 53 hosted zone, which leads a name to a VPC endpoint. */
export interface DesiredRecord {
  readonly hostedZoneId: string;
  readonly name: string;
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
  vpcEndpointIds: readonly string[],
  facts: Facts,
  owner: Owner,
): DesiredRecord | undefined {
  if (hostedZone === undefined) return undefined;
  const endpoints = vpcEndpointIds.flatMap((id) => facts.vpcEndpoints.get(id) ?? []);
  const vpcIds = facts.hostedZones.get(hostedZone.id)?.vpcIds ?? [];
  const endpoint = endpoints.find(({ vpcId }) => vpcIds.includes(vpcId)) ?? endpoints[0];
  const dnsName = endpoint?.dnsNames[0];
  const targetZoneId = endpoint?.dnsZoneId;
  if (dnsName === undefined || targetZoneId === undefined) return undefined;
  return {
    hostedZoneId: hostedZone.id,
    name,
    target: { dnsName, hostedZoneId: targetZoneId },
    ownerText: recordOwnerText(owner),
  };
}

/**
 * Route 53 has no tags on records, and an alias holds nothing but its target. So a TXT record beside it names the owner;
 * both are made in one batch, which Route 53 applies whole or not at all.
 */
export function ownerRecordName(name: string): string {
  return `_privateapi-dev.${name}`;
}

export function recordOwnerText(owner: Owner): string {
  return `owner=${ownerKey(owner)}/${owner.uid}`;
}
