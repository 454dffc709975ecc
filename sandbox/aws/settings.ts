/** How long states take, what the quotas are, and which limits are switched on. Tests may change them at any time. */
export interface AwsSettings {
  /** Time a new V1 VPC link is PENDING; AWS says 2-4 minutes. */
  vpcLinkPendingMs: number;
  /** Time a deleted V1 VPC link is DELETING before it is NotFound. */
  vpcLinkDeletingMs: number;
  /** Time a new V2 VPC link is PENDING, and one that comes back from INACTIVE; AWS says a few minutes. */
  vpcLinkV2PendingMs: number;
  /** Time a deleted V2 VPC link is DELETING before it is NotFound. */
  vpcLinkV2DeletingMs: number;
  /** Time without traffic after which a V2 VPC link made from then on is INACTIVE. */
  vpcLinkV2IdleMs: number;
  /** A CreateDeployment that waits for a PENDING link longer than this loses its answer, yet is applied later. */
  deploymentAnswerLostAfterMs: number;
  /** Time between the arrival of a write and its application; writes to one API that overlap in it conflict. */
  writeLatencyMs: number;
  /** Refuse what exceeds `quotas`. */
  enforceQuotas: boolean;
  /** Refuse what comes faster than `rates`. */
  enforceRates: boolean;
  quotas: Quotas;
  /** Per API Gateway operation; `total` holds for all of them together. */
  rates: Record<string, Rate>;
}

/** Default quotas of an account and Region: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
export interface Quotas {
  privateApis: number;
  resourcesPerApi: number;
  stagesPerApi: number;
  stageVariables: number;
  vpcLinks: number;
  vpcLinksV2: number;
  subnetsPerVpcLinkV2: number;
  tagsPerResource: number;
  resourcePolicyCharacters: number;
  importDocumentBytes: number;
}

/** `perSecond` tokens flow into a bucket of `burst`. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export const defaultSettings = (): AwsSettings => ({
  vpcLinkPendingMs: 120_000,
  vpcLinkDeletingMs: 60_000,
  vpcLinkV2PendingMs: 120_000,
  vpcLinkV2DeletingMs: 60_000,
  vpcLinkV2IdleMs: 60 * 24 * 60 * 60_000,
  deploymentAnswerLostAfterMs: 29_000,
  writeLatencyMs: 0,
  enforceQuotas: true,
  enforceRates: false,
  quotas: {
    privateApis: 600,
    resourcesPerApi: 300,
    stagesPerApi: 10,
    stageVariables: 100,
    vpcLinks: 20,
    vpcLinksV2: 10,
    subnetsPerVpcLinkV2: 10,
    tagsPerResource: 50,
    resourcePolicyCharacters: 8192,
    importDocumentBytes: 6 * 1024 * 1024,
  },
  rates: {
    total: { perSecond: 10, burst: 40 },
    CreateRestApi: { perSecond: 1 / 3, burst: 1 },
    ImportRestApi: { perSecond: 1 / 3, burst: 1 },
    PutRestApi: { perSecond: 1, burst: 1 },
    DeleteRestApi: { perSecond: 1 / 30, burst: 1 },
    CreateDeployment: { perSecond: 1 / 5, burst: 1 },
    CreateVpcLinkV2: { perSecond: 1 / 15, burst: 1 },
    DeleteVpcLinkV2: { perSecond: 1 / 30, burst: 1 },
    CreateResource: { perSecond: 5, burst: 5 },
    DeleteResource: { perSecond: 5, burst: 5 },
    GetResources: { perSecond: 2.5, burst: 5 },
  },
});
