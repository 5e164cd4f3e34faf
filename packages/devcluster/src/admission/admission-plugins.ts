import type { RbacAuthorizer } from "#auth/rbac.ts";
import type { Registry } from "#resources/registry.ts";
import type { Store } from "#storage/store.ts";
import type { AdmissionPlugin } from "./admission.ts";
import { defaultTolerations } from "./default-tolerations.ts";
import { namespaceLifecycle } from "./namespace-lifecycle.ts";
import { nodeTaints } from "./node-taints.ts";
import { podPriority } from "./pod-priority.ts";
import { rbacEscalation } from "./rbac-escalation.ts";
import { defaultStorageClass, storageProtection } from "./storage-protection.ts";
import { topologyLabels } from "./topology-labels.ts";

/** What plugins look things up in. */
export interface AdmissionSources {
  readonly store: Store;
  readonly registry: Registry;
  readonly authorizer: RbacAuthorizer;
}

/** The built-in plugins in the order of the real server. */
export function admissionPlugins({ store, authorizer }: AdmissionSources): readonly AdmissionPlugin[] {
  return [
    namespaceLifecycle(store),
    nodeTaints,
    podPriority(store),
    defaultTolerations,
    defaultStorageClass(store),
    storageProtection,
    topologyLabels(store),
    rbacEscalation(authorizer),
  ];
}
