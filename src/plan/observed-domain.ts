import type { Tags } from '../desired/ownership.ts';

/** What AWS holds of the domain names of one object. Read in `reconcile/observe-domain.ts`. */
export interface ObservedDomains {
  /** Those with the tags of this object: normally one, two while the name changes. */
  readonly domains: readonly ObservedDomain[];
  /** Every association of the account and Region. */
  readonly associations: readonly ObservedAssociation[];
  /** At the names where a record is wanted, or was made. */
  readonly records: readonly ObservedRecord[];
}

export interface ObservedDomain {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  /** `AVAILABLE`, `PENDING`, ... */
  readonly state: string;
  readonly statusMessage: string;
  readonly certificateArn: string | undefined;
  /** As AWS returns it: JSON, escaped once more. */
  readonly policy: string | undefined;
  readonly tags: Tags;
  readonly mappings: readonly ObservedMapping[];
}

export interface ObservedMapping {
  readonly basePath: string;
  readonly restApiId: string;
  readonly stageName: string;
}

/** Lets the calls of one VPC endpoint reach one domain name. */
export interface ObservedAssociation {
  readonly arn: string;
  readonly domainArn: string;
  readonly vpcEndpointId: string;
  readonly tags: Tags;
}

/** What a hosted zone holds at a name, and at the name beside it that says whose it is. */
export interface ObservedRecord {
  readonly hostedZoneId: string;
  readonly name: string;
  /** What answers for an address: A, AAAA and CNAME. */
  readonly addresses: readonly {
    readonly type: string;
    /** Where it leads, when it is an alias: a DNS name in lower case, without the dot at its end. */
    readonly target: string | undefined;
  }[];
  /** Text of the TXT record beside it. */
  readonly ownerText: string | undefined;
}
