import { items, number, text, texts, fields, isFields, type Fields } from "#resources/fields.ts";
import type { ApiObject } from "#storage/store.ts";
import {
  accessModesText,
  ageCell,
  ageOf,
  at,
  firstOf,
  labelsText,
  NONE,
  sizeAt,
  sizeOf,
  textAt,
  UNKNOWN,
  UNSET,
  type Cell,
  type Cells,
} from "./cells.ts";

export const serviceCells: Cells = {
  Type: textAt(["spec", "type"]),
  "Cluster-IP": textAt(["spec", "clusterIP"], NONE),
  "External-IP": externalAddress,
  "Port(s)": (service) =>
    items(at(service, "spec", "ports"))
      .map((port) => {
        const nodePort = number(port["nodePort"]) ?? 0;
        return `${number(port["port"]) ?? 0}${nodePort > 0 ? `:${nodePort}` : ""}/${text(port["protocol"])}`;
      })
      .join(",") || NONE,
  Selector: (service) => labelsText(at(service, "spec", "selector")),
};

function externalAddress(service: ApiObject): string {
  const spec = fields(service["spec"]);
  const external = texts(spec["externalIPs"]);
  switch (text(spec["type"])) {
    case "ExternalName":
      return text(spec["externalName"]);
    case "LoadBalancer": {
      const balancer = items(at(service, "status", "loadBalancer", "ingress")).map(
        (one) => text(one["ip"]) || text(one["hostname"]),
      );
      return [...balancer, ...external].join(",") || "<pending>";
    }
    default:
      return external.join(",") || NONE;
  }
}

export const configMapCells: Cells = {
  Data: (object) => sizeOf(object["data"]) + sizeOf(object["binaryData"]),
};

export const secretCells: Cells = { Type: textAt(["type"]), Data: sizeAt("data") };

export const namespaceCells: Cells = { Status: textAt(["status", "phase"]) };

export const leaseCells: Cells = { Holder: textAt(["spec", "holderIdentity"]) };

export const volumeCells: Cells = {
  Capacity: textAt(["spec", "capacity", "storage"]),
  "Access Modes": (object) => accessModesText(at(object, "spec", "accessModes")),
  "Reclaim Policy": textAt(["spec", "persistentVolumeReclaimPolicy"]),
  Status: (object) =>
    object.metadata.deletionTimestamp === undefined ? text(at(object, "status", "phase")) : "Terminating",
  Claim: (object) => {
    const claim = at(object, "spec", "claimRef");
    return isFields(claim) ? `${text(claim["namespace"])}/${text(claim["name"])}` : "";
  },
  StorageClass: storageClass,
  VolumeAttributesClass: textAt(["spec", "volumeAttributesClassName"], UNSET),
  Reason: textAt(["status", "reason"]),
  VolumeMode: textAt(["spec", "volumeMode"], UNSET),
};

export const claimCells: Cells = {
  Status: volumeCells["Status"] as Cell,
  Volume: textAt(["spec", "volumeName"]),
  Capacity: (object) => (isBound(object) ? text(at(object, "status", "capacity", "storage")) : ""),
  "Access Modes": (object) => (isBound(object) ? accessModesText(at(object, "status", "accessModes")) : ""),
  StorageClass: storageClass,
  VolumeAttributesClass: textAt(["spec", "volumeAttributesClassName"], UNSET),
  VolumeMode: textAt(["spec", "volumeMode"], UNSET),
};

function isBound(claim: ApiObject): boolean {
  return text(at(claim, "spec", "volumeName")) !== "";
}

/** The class is an annotation in old objects. */
function storageClass(object: ApiObject): string {
  return (
    object.metadata.annotations?.["volume.beta.kubernetes.io/storage-class"] ??
    text(at(object, "spec", "storageClassName"))
  );
}

export const storageClassCells: Cells = {
  // The default class is marked in its name.
  Name: (object) => `${object.metadata.name ?? ""}${isDefaultClass(object) ? " (default)" : ""}`,
  Provisioner: textAt(["provisioner"]),
  ReclaimPolicy: textAt(["reclaimPolicy"], "Delete"),
  VolumeBindingMode: textAt(["volumeBindingMode"], "Immediate"),
  AllowVolumeExpansion: (object) => object["allowVolumeExpansion"] === true,
};

function isDefaultClass(object: ApiObject): boolean {
  return object.metadata.annotations?.["storageclass.kubernetes.io/is-default-class"] === "true";
}

export const resourceQuotaCells: Cells = {
  Request: (object) => quotaText(object, (name) => !name.startsWith("limits.")),
  Limit: (object) => quotaText(object, (name) => name.startsWith("limits.")),
};

function quotaText(object: ApiObject, wanted: (name: string) => boolean): string {
  const hard = fields(at(object, "status", "hard"));
  const used = fields(at(object, "status", "used"));
  const names = Object.keys(hard).filter(wanted).sort();
  return names.map((name) => `${name}: ${text(used[name]) || "0"}/${text(hard[name])}`).join(", ");
}

/** Events of the core group; those of events.k8s.io are brought to the same names first. */
export const eventCells: Cells = eventCellsOf({
  object: "involvedObject",
  source: "source",
  reporter: "reportingComponent",
  first: "firstTimestamp",
  last: "lastTimestamp",
  count: "count",
  message: "message",
});

export const newEventCells: Cells = eventCellsOf({
  object: "regarding",
  source: "deprecatedSource",
  reporter: "reportingController",
  first: "deprecatedFirstTimestamp",
  last: "deprecatedLastTimestamp",
  count: "deprecatedCount",
  message: "note",
});

interface EventFields {
  readonly object: string;
  readonly source: string;
  readonly reporter: string;
  readonly first: string;
  readonly last: string;
  readonly count: string;
  readonly message: string;
}

function eventCellsOf(names: EventFields): Cells {
  const series = (event: ApiObject): Fields | undefined => (isFields(event["series"]) ? event["series"] : undefined);
  const firstSeen = (event: ApiObject, nowMs: number): string => ageOf(event[names.first] ?? event["eventTime"], nowMs);
  return {
    "Last Seen": (event, nowMs) => {
      const grouped = series(event);
      if (grouped !== undefined) return ageOf(grouped["lastObservedTime"], nowMs);
      return (event[names.last] ?? null) === null ? firstSeen(event, nowMs) : ageOf(event[names.last], nowMs);
    },
    Type: textAt(["type"]),
    Reason: textAt(["reason"]),
    Object: (event) => {
      const object = fields(event[names.object]);
      const kind = text(object["kind"]).toLowerCase();
      return text(object["name"]) === "" ? kind : `${kind}/${text(object["name"])}`;
    },
    Subobject: textAt([names.object, "fieldPath"]),
    Source: (event) => {
      const component = text(at(event, names.source, "component")) || text(event[names.reporter]);
      const host = text(at(event, names.source, "host")) || text(event["reportingInstance"]);
      return host === "" ? component : `${component}, ${host}`;
    },
    Message: (event) => text(event[names.message]).trim(),
    "First Seen": firstSeen,
    Count: (event) => {
      const grouped = series(event);
      if (grouped !== undefined) return number(grouped["count"]) ?? 0;
      return (number(event[names.count]) ?? 0) || 1;
    },
  };
}

export const ingressCells: Cells = {
  Class: (object) =>
    text(at(object, "spec", "ingressClassName")) ||
    (object.metadata.annotations?.["kubernetes.io/ingress.class"] ?? NONE),
  Hosts: (object) => {
    const hosts = items(at(object, "spec", "rules"))
      .map((rule) => text(rule["host"]))
      .filter((host) => host !== "");
    return hosts.length === 0 ? "*" : firstOf(hosts, 3);
  },
  Address: (object) =>
    items(at(object, "status", "loadBalancer", "ingress"))
      .map((one) => text(one["ip"]) || text(one["hostname"]))
      .join(","),
  Ports: (object) => (sizeOf(at(object, "spec", "tls")) > 0 ? "80, 443" : "80"),
};

export const componentCells: Cells = { Status: () => UNKNOWN, Message: () => "", Error: () => "", Age: ageCell };
