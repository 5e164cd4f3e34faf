/**
 * Where the cluster is and who we are: kubeconfig files and their merging, the service account of a Pod, credential plugins.
 */
export type { ClusterConfig, CredentialProvider, Credentials, Impersonation } from "./cluster-config.ts";
export { inClusterConfig } from "./in-cluster.ts";
export { KubeconfigError, type KubeconfigErrorOptions } from "./kubeconfig.ts";
export type {
  ExecPlugin,
  Kubeconfig,
  KubeconfigCluster,
  KubeconfigContext,
  KubeconfigUser,
  NamedCluster,
  NamedContext,
  NamedUser,
} from "./kubeconfig.ts";
export { loadClusterConfig } from "./load-cluster-config.ts";
export type { LoadClusterConfigOptions } from "./load-cluster-config.ts";
export { thisMachine } from "./machine.ts";
export type { Machine, RunOptions, RunResult } from "./machine.ts";
export { mergeKubeconfigs } from "./merge-kubeconfigs.ts";
export { parseKubeconfig } from "./parse-kubeconfig.ts";
export { resolveContext } from "./resolve-context.ts";
export type { ResolveOptions } from "./resolve-context.ts";
export { writeKubeconfig } from "./write-kubeconfig.ts";
