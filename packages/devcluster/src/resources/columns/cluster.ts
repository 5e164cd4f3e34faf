import { fields, isFields, items, number, text, texts } from "#resources/fields.ts";
import type { ApiObject } from "#storage/store.ts";
import {
  at,
  condition,
  countAt,
  firstOf,
  NONE,
  selectorText,
  sizeAt,
  textAt,
  UNKNOWN,
  UNSET,
  type Cell,
  type Cells,
} from "./cells.ts";

/** Created At of kinds that show no more: the time itself. */
export const createdAtCell: Cell = (object) => object.metadata.creationTimestamp ?? "";

export const bindingCells: Cells = {
  Role: (object) => `${text(at(object, "roleRef", "kind"))}/${text(at(object, "roleRef", "name"))}`,
  Users: subjects("User"),
  Groups: subjects("Group"),
  ServiceAccounts: subjects("ServiceAccount"),
};

function subjects(kind: string): Cell {
  return (object) =>
    items(object["subjects"])
      .filter((one) => one["kind"] === kind)
      .map((one) => (kind === "ServiceAccount" ? `${text(one["namespace"])}/${text(one["name"])}` : text(one["name"])))
      .join(", ");
}

export const networkPolicyCells: Cells = {
  "Pod-Selector": (object) => selectorText(at(object, "spec", "podSelector")),
};

export const ingressClassCells: Cells = {
  Controller: textAt(["spec", "controller"]),
  Parameters: (object) => {
    const parameters = at(object, "spec", "parameters");
    if (!isFields(parameters)) return NONE;
    const group = text(parameters["apiGroup"]);
    return `${text(parameters["kind"])}${group === "" ? "" : `.${group}`}/${text(parameters["name"])}`;
  },
};

export const priorityClassCells: Cells = {
  Value: countAt("value"),
  "Global-Default": (object) => object["globalDefault"] === true,
  PreemptionPolicy: textAt(["preemptionPolicy"]),
};

export const webhookCells: Cells = { Webhooks: sizeAt("webhooks") };

export const validatingPolicyCells: Cells = { Validations: sizeAt("spec", "validations"), ParamKind: paramKind };
export const mutatingPolicyCells: Cells = { Mutations: sizeAt("spec", "mutations"), ParamKind: paramKind };

function paramKind(object: ApiObject): string {
  const kind = at(object, "spec", "paramKind");
  return isFields(kind) ? `${text(kind["apiVersion"])}/${text(kind["kind"])}` : UNSET;
}

export const policyBindingCells: Cells = {
  PolicyName: textAt(["spec", "policyName"]),
  ParamRef: (object) => {
    const reference = at(object, "spec", "paramRef");
    if (!isFields(reference)) return UNSET;
    const namespace = text(reference["namespace"]);
    if (isFields(reference["selector"])) return selectorText(reference["selector"]);
    return namespace === "" ? text(reference["name"]) : `${namespace}/${text(reference["name"])}`;
  },
};

export const flowSchemaCells: Cells = {
  PriorityLevel: textAt(["spec", "priorityLevelConfiguration", "name"], NONE),
  MatchingPrecedence: countAt("spec", "matchingPrecedence"),
  DistinguisherMethod: textAt(["spec", "distinguisherMethod", "type"], NONE),
  MissingPL: (object) => text(condition(object, "Dangling")?.["status"]) || "?",
};

export const priorityLevelCells: Cells = {
  Type: textAt(["spec", "type"]),
  NominalConcurrencyShares: (object) => shares(object),
  Queues: queuing("queues"),
  HandSize: queuing("handSize"),
  QueueLengthLimit: queuing("queueLengthLimit"),
};

function shares(object: ApiObject): unknown {
  return number(at(object, "spec", "limited", "nominalConcurrencyShares")) ?? NONE;
}

function queuing(key: string): Cell {
  return (object) => number(at(object, "spec", "limited", "limitResponse", "queuing", key)) ?? NONE;
}

export const signingRequestCells: Cells = {
  SignerName: textAt(["spec", "signerName"], NONE),
  Requestor: textAt(["spec", "username"]),
  RequestedDuration: (object) => {
    const seconds = number(at(object, "spec", "expirationSeconds"));
    return seconds === undefined ? NONE : `${seconds}s`;
  },
  Condition: (object) => {
    const types = items(at(object, "status", "conditions")).map((one) => text(one["type"]));
    const words: string[] = [];
    if (types.includes("Denied")) words.push("Denied");
    else if (types.includes("Approved")) words.push("Approved");
    else words.push("Pending");
    if (types.includes("Failed")) words.push("Failed");
    if (text(at(object, "status", "certificate")) !== "") words.push("Issued");
    return words.join(",");
  },
};

export const apiServiceCells: Cells = {
  Service: (object) => {
    const service = at(object, "spec", "service");
    return isFields(service) ? `${text(service["namespace"])}/${text(service["name"])}` : "Local";
  },
  Available: (object) => {
    const available = condition(object, "Available");
    if (available === undefined) return "Unknown";
    return available["status"] === "True" ? "True" : `${text(available["status"])} (${text(available["reason"])})`;
  },
};

export const csiDriverCells: Cells = {
  AttachRequired: (object) => at(object, "spec", "attachRequired") !== false,
  PodInfoOnMount: (object) => at(object, "spec", "podInfoOnMount") === true,
  StorageCapacity: (object) => at(object, "spec", "storageCapacity") === true,
  TokenRequests: (object) =>
    items(at(object, "spec", "tokenRequests"))
      .map((one) => text(one["audience"]))
      .join(",") || UNSET,
  RequiresRepublish: (object) => at(object, "spec", "requiresRepublish") === true,
  Modes: (object) => texts(at(object, "spec", "volumeLifecycleModes")).join(",") || UNKNOWN,
};

export const csiNodeCells: Cells = { Drivers: sizeAt("spec", "drivers") };

export const volumeAttachmentCells: Cells = {
  Attacher: textAt(["spec", "attacher"]),
  PV: textAt(["spec", "source", "persistentVolumeName"]),
  Node: textAt(["spec", "nodeName"]),
  Attached: (object) => at(object, "status", "attached") === true,
};

export const attributesClassCells: Cells = { DriverName: textAt(["driverName"]) };
export const runtimeClassCells: Cells = { Handler: textAt(["handler"]) };
export const ipAddressCells: Cells = {
  ParentRef: (object) => {
    const { resource, group, namespace, name } = fields(at(object, "spec", "parentRef"));
    return [text(resource), text(group), text(namespace), text(name)].filter((part) => part !== "").join("/");
  },
};
export const serviceCidrCells: Cells = { CIDRs: (object) => firstOf(texts(at(object, "spec", "cidrs")), 3) };

export const resourceClaimCells: Cells = {
  State: (object) => {
    const states: string[] = [];
    if (object.metadata.deletionTimestamp !== undefined) states.push("deleted");
    if (isFields(at(object, "status", "allocation"))) states.push("allocated");
    if (items(at(object, "status", "reservedFor")).length > 0) states.push("reserved");
    return states.length === 0 ? "pending" : states.join(",");
  },
};

export const resourceSliceCells: Cells = {
  Node: textAt(["spec", "nodeName"]),
  Driver: textAt(["spec", "driver"]),
  Pool: textAt(["spec", "pool", "name"]),
};
