/** What the person who installs the operator decides about every object. */
export interface Settings {
  readonly clusterId: string;
  /** EKS cluster name, as the AWS load balancer controller writes it into tags; undefined: such tags count for nothing. */
  readonly clusterName: string | undefined;
  /** Off only in clusters with a single tenant. */
  readonly referenceConsent: boolean;
  /** Admit callers' endpoints and VPCs that this account cannot describe. */
  readonly allowForeignCallers: boolean;
}
