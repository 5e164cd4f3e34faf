import type { KubernetesObject } from "homeostat/meta";

export interface TestQuota extends KubernetesObject {
  test?: string;
}
