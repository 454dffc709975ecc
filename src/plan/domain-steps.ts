import type { DesiredDomain } from '../desired/domain.ts';
import type { AddressType, DesiredRecord } from '../desired/domain-record.ts';
import type { TagChanges } from './diff-tags.ts';
import type { PatchOperation } from './diff-stage.ts';
import type { ObservedMapping } from './observed-domain.ts';

/** One write for a domain name, with the reason it is needed. */
export type DomainStep =
  | { readonly kind: 'create-domain'; readonly because: string; readonly domain: DesiredDomain }
  | ({
      readonly kind: 'update-domain';
      readonly because: string;
      readonly operations: readonly PatchOperation[];
    } & DomainRef)
  | { readonly kind: 'tag-domain'; readonly because: string; readonly arn: string; readonly changes: TagChanges }
  | ({ readonly kind: 'create-mapping'; readonly because: string; readonly mapping: ObservedMapping } & DomainRef)
  | ({
      readonly kind: 'update-mapping';
      readonly because: string;
      readonly basePath: string;
      readonly operations: readonly PatchOperation[];
    } & DomainRef)
  | ({ readonly kind: 'delete-mapping'; readonly because: string; readonly basePath: string } & DomainRef)
  | {
      readonly kind: 'create-association';
      readonly because: string;
      readonly domainArn: string;
      readonly vpcEndpointId: string;
      readonly tags: DesiredDomain['associationTags'];
    }
  | { readonly kind: 'tag-association'; readonly because: string; readonly arn: string; readonly changes: TagChanges }
  | { readonly kind: 'delete-association'; readonly because: string; readonly arn: string }
  | ({ readonly kind: 'delete-domain'; readonly because: string } & DomainRef)
  | {
      readonly kind: 'put-record';
      readonly because: string;
      readonly record: DesiredRecord;
      /** True when it must not be there yet: then nobody else's is overwritten, whoever is faster. */
      readonly isNew: boolean;
      /** What goes in the same batch. */
      readonly obsolete: readonly AddressType[];
    }
  | {
      readonly kind: 'delete-record';
      readonly because: string;
      readonly hostedZoneId: string;
      readonly name: string;
      readonly types: readonly AddressType[];
    };

/** A name is not unique: without the id AWS may take the public domain name of the same name. */
export interface DomainRef {
  readonly domainId: string;
  readonly name: string;
}
