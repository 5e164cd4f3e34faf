/** How CRDs are generated: the options of controller-gen's `crd` generator. */
export interface CrdOptions {
  /** Bytes that a description may have; 0 leaves all out. Default: no limit. */
  readonly maxDescLen?: number;
  /** Allow floating-point numbers (`Double`). Default false. */
  readonly allowDangerousTypes?: boolean;
  /** Give `metadata` inside of a spec (as in a Pod template) its name, namespace, labels, annotations and finalizers. Default false. */
  readonly generateEmbeddedObjectMeta?: boolean;
  /** Versions of `apiextensions.k8s.io` to write; only `v1` exists. Default `["v1"]`. */
  readonly crdVersions?: readonly string[];
}
