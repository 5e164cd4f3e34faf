import type { Condition, CustomResource, Int32, Int64, Time } from "homeostat/meta";
import type { JobTemplateSpec } from "homeostat/apis/batch/v1";
import type { ObjectReference } from "homeostat/apis/core/v1";

export interface CronJobSpec {
  // +kubebuilder:validation:MinLength=0
  schedule: string;
  // +kubebuilder:validation:Minimum=0
  startingDeadlineSeconds?: Int64;
  // +kubebuilder:default:=Allow
  concurrencyPolicy?: ConcurrencyPolicy;
  suspend?: boolean;
  jobTemplate: JobTemplateSpec;
  // +kubebuilder:validation:Minimum=0
  successfulJobsHistoryLimit?: Int32;
  // +kubebuilder:validation:Minimum=0
  failedJobsHistoryLimit?: Int32;
}

// +kubebuilder:validation:Enum=Allow;Forbid;Replace
export type ConcurrencyPolicy = string;

export interface CronJobStatus {
  // +listType=atomic
  // +kubebuilder:validation:MinItems=1
  // +kubebuilder:validation:MaxItems=10
  active?: ObjectReference[];
  lastScheduleTime?: Time;
  // +listType=map
  // +listMapKey=type
  conditions?: Condition[];
}

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
export interface CronJob extends CustomResource<CronJobSpec, CronJobStatus> {}
