import type { KindRules } from "#resources/kind-rules.ts";
import { clusterKinds } from "./cluster.ts";
import { coreKinds } from "./core.ts";
import { cronJobRules, jobRules } from "./job.ts";
import { podRules, podTemplateRules } from "./pod.ts";
import { serviceRules } from "./service.ts";
import {
  daemonSetRules,
  deploymentRules,
  replicaSetRules,
  replicationControllerRules,
  statefulSetRules,
} from "./workloads.ts";

/** The rules of a built-in resource; kinds without any are stored as they come. */
export function rulesOf(group: string, resource: string): KindRules {
  return RULES[group === "" ? resource : `${resource}.${group}`] ?? {};
}

const RULES: Readonly<Record<string, KindRules>> = {
  ...coreKinds,
  ...clusterKinds,
  pods: podRules,
  podtemplates: podTemplateRules,
  services: serviceRules,
  replicationcontrollers: replicationControllerRules,
  "deployments.apps": deploymentRules,
  "replicasets.apps": replicaSetRules,
  "statefulsets.apps": statefulSetRules,
  "daemonsets.apps": daemonSetRules,
  "jobs.batch": jobRules,
  "cronjobs.batch": cronJobRules,
};
