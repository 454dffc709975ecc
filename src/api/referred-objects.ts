interface Meta {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
}

/** The objects of other kinds that a spec may refer to, and the parts of them that are read. */
export interface ReferredObjects {
  readonly Service: ServiceObject;
  readonly Ingress: IngressObject;
  readonly ConfigMap: ConfigMapObject;
}

export type ReferredKind = keyof ReferredObjects;

/** https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/ */
export interface ServiceObject {
  readonly metadata: Meta;
  readonly spec: {
    readonly type?: string;
    readonly ports?: readonly { readonly name?: string; readonly port: number; readonly protocol?: string }[];
  };
  readonly status?: { readonly loadBalancer?: LoadBalancerStatus };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/ */
export interface IngressObject {
  readonly metadata: Meta;
  readonly spec: {
    readonly defaultBackend?: object;
    /** A rule without a host is for every host. */
    readonly rules?: readonly { readonly host?: string }[];
  };
  readonly status?: { readonly loadBalancer?: LoadBalancerStatus };
}

export interface LoadBalancerStatus {
  readonly ingress?: readonly { readonly hostname?: string; readonly ip?: string }[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/config-map-v1/ */
export interface ConfigMapObject {
  readonly metadata: Meta;
  readonly data?: Readonly<Record<string, string>>;
  /** Base64. */
  readonly binaryData?: Readonly<Record<string, string>>;
  readonly immutable?: boolean;
}
