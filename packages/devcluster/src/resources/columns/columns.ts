import type { BuiltinColumn } from "@homeostat/schema";
import type { Column } from "#resources/resource.ts";
import { ageCell, type Cell, type Cells } from "./cells.ts";
import * as cluster from "./cluster.ts";
import * as core from "./core.ts";
import * as pods from "./pods.ts";
import * as workloads from "./workloads.ts";

/** The Table columns of a built-in resource: the recorded definitions with the functions that compute their cells. */
export function columnsOf(group: string, resource: string, definitions: readonly BuiltinColumn[]): readonly Column[] {
  const cells = CELLS[group === "" ? resource : `${resource}.${group}`] ?? {};
  return definitions.map(({ name, type, format, priority }) => ({
    name,
    type: COLUMN_TYPES.find((known) => known === type) ?? "string",
    format,
    description: "",
    priority,
    cell: cells[name] ?? COMMON[name] ?? noValue,
  }));
}

/** The columns that cells are known for; a test asks for all that the real server has. */
export function hasCell(group: string, resource: string, column: string): boolean {
  return (CELLS[group === "" ? resource : `${resource}.${group}`]?.[column] ?? COMMON[column]) !== undefined;
}

const COLUMN_TYPES: readonly Column["type"][] = ["string", "integer", "number", "boolean", "date"];

const COMMON: Cells = {
  Name: (object) => object.metadata.name ?? "",
  Age: ageCell,
  "Created At": cluster.createdAtCell,
};

const noValue: Cell = () => null;

const CELLS: Readonly<Record<string, Cells>> = {
  componentstatuses: core.componentCells,
  configmaps: core.configMapCells,
  endpoints: pods.endpointsCells,
  events: core.eventCells,
  "events.events.k8s.io": core.newEventCells,
  namespaces: core.namespaceCells,
  nodes: pods.nodeCells,
  persistentvolumeclaims: core.claimCells,
  persistentvolumes: core.volumeCells,
  pods: pods.podCells,
  podtemplates: workloads.podTemplateCells,
  replicationcontrollers: workloads.replicationControllerCells,
  resourcequotas: core.resourceQuotaCells,
  secrets: core.secretCells,
  services: core.serviceCells,
  "apiservices.apiregistration.k8s.io": cluster.apiServiceCells,
  "controllerrevisions.apps": workloads.controllerRevisionCells,
  "daemonsets.apps": workloads.daemonSetCells,
  "deployments.apps": workloads.deploymentCells,
  "replicasets.apps": workloads.replicaSetCells,
  "statefulsets.apps": workloads.statefulSetCells,
  "horizontalpodautoscalers.autoscaling": workloads.autoscalerCells,
  "cronjobs.batch": workloads.cronJobCells,
  "jobs.batch": workloads.jobCells,
  "certificatesigningrequests.certificates.k8s.io": cluster.signingRequestCells,
  "ingressclasses.networking.k8s.io": cluster.ingressClassCells,
  "ingresses.networking.k8s.io": core.ingressCells,
  "ipaddresses.networking.k8s.io": cluster.ipAddressCells,
  "networkpolicies.networking.k8s.io": cluster.networkPolicyCells,
  "servicecidrs.networking.k8s.io": cluster.serviceCidrCells,
  "poddisruptionbudgets.policy": workloads.disruptionBudgetCells,
  "clusterrolebindings.rbac.authorization.k8s.io": cluster.bindingCells,
  "rolebindings.rbac.authorization.k8s.io": cluster.bindingCells,
  "csidrivers.storage.k8s.io": cluster.csiDriverCells,
  "csinodes.storage.k8s.io": cluster.csiNodeCells,
  "storageclasses.storage.k8s.io": core.storageClassCells,
  "volumeattachments.storage.k8s.io": cluster.volumeAttachmentCells,
  "volumeattributesclasses.storage.k8s.io": cluster.attributesClassCells,
  "mutatingadmissionpolicies.admissionregistration.k8s.io": cluster.mutatingPolicyCells,
  "validatingadmissionpolicies.admissionregistration.k8s.io": cluster.validatingPolicyCells,
  "mutatingadmissionpolicybindings.admissionregistration.k8s.io": cluster.policyBindingCells,
  "validatingadmissionpolicybindings.admissionregistration.k8s.io": cluster.policyBindingCells,
  "mutatingwebhookconfigurations.admissionregistration.k8s.io": cluster.webhookCells,
  "validatingwebhookconfigurations.admissionregistration.k8s.io": cluster.webhookCells,
  "priorityclasses.scheduling.k8s.io": cluster.priorityClassCells,
  "leases.coordination.k8s.io": core.leaseCells,
  "runtimeclasses.node.k8s.io": cluster.runtimeClassCells,
  "endpointslices.discovery.k8s.io": pods.endpointSliceCells,
  "resourceclaims.resource.k8s.io": cluster.resourceClaimCells,
  "resourceslices.resource.k8s.io": cluster.resourceSliceCells,
  "flowschemas.flowcontrol.apiserver.k8s.io": cluster.flowSchemaCells,
  "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io": cluster.priorityLevelCells,
};
