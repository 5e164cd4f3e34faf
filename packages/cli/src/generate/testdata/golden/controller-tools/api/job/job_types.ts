import type { CronJobSpec } from "../cronjob/v1beta1/cronjob_types.ts";
import type { CustomResource, Int32 } from "homeostat/meta";

export interface JobSpec {
  // +kubebuilder:validation:MinLength=5
  friendlyName: string;
  // +kubebuilder:validation:Minimum=0
  // +kubebuilder:validation:Maximum=10
  count: Int32;
  crongJob: CronJobSpec;
}

export interface Job extends CustomResource<JobSpec> {}
