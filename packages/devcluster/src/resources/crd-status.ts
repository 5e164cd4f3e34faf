import { crdSpec, crdStatus, type CrdCondition, type CrdNames, type CrdStatus } from "@homeostat/schema";
import type { ApiObject } from "#storage/store.ts";

/** Keeps a CRD until its objects are gone. */
export const CLEANUP_FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

/** A CRD with which names may conflict; only those of the same group do. */
export type OtherCrd = ApiObject;

/**
 * The next status of a CRD, one step of the way: first the names are accepted (or not) and Established is False with reason
 * Installing, then Established is True. Undefined when nothing is left to do.
 * See https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/#CustomResourceDefinitionStatus
 */
export function crdConditions(crd: ApiObject, others: readonly OtherCrd[], now: string): CrdStatus | undefined {
  return namingStep(crd, others, now) ?? establishStep(crd, now);
}

/** Whether a condition of the CRD is True. */
export function isConditionTrue(crd: ApiObject, type: string): boolean {
  return conditionsOf(crd).some((one) => one.type === type && one.status === "True");
}

/** The CRD with the condition Terminating. */
export function markTerminating(
  crd: ApiObject,
  reason: "InstanceDeletionPending" | "InstanceDeletionInProgress" | "InstanceDeletionFailed",
  now: string,
): ApiObject {
  const condition = { type: "Terminating", status: "True", reason, message: TERMINATING[reason] };
  return { ...crd, status: { ...crdStatus(crd), conditions: setCondition(conditionsOf(crd), condition, now) } };
}

const TERMINATING = {
  InstanceDeletionPending: "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
  InstanceDeletionInProgress: "CustomResource deletion is in progress",
  InstanceDeletionFailed: "could not list instances",
};

function conditionsOf(crd: ApiObject): readonly CrdCondition[] {
  return crdStatus(crd).conditions ?? [];
}

function namingStep(crd: ApiObject, others: readonly OtherCrd[], now: string): CrdStatus | undefined {
  const status = crdStatus(crd);
  const { accepted, conflict } = acceptNames(crd, others);
  const before = conditionsOf(crd);
  const named: Omit<CrdCondition, "lastTransitionTime"> =
    conflict === undefined
      ? { type: "NamesAccepted", status: "True", reason: "NoConflicts", message: "no conflicts found" }
      : { type: "NamesAccepted", status: "False", reason: conflict.reason, message: conflict.message };
  let conditions = setCondition(before, named, now);
  if (!before.some((one) => one.type === "Established" && one.status === "True")) {
    const established: Omit<CrdCondition, "lastTransitionTime"> =
      conflict === undefined
        ? {
            type: "Established",
            status: "False",
            reason: "Installing",
            message: "the initial names have been accepted",
          }
        : { type: "Established", status: "False", reason: "NotAccepted", message: "not all names are accepted" };
    conditions = setCondition(conditions, established, now);
  }
  if (conditions === before && sameNames(status.acceptedNames, accepted)) return undefined;
  return { ...status, conditions, acceptedNames: accepted };
}

function establishStep(crd: ApiObject, now: string): CrdStatus | undefined {
  if (isConditionTrue(crd, "Established") || !isConditionTrue(crd, "NamesAccepted")) return undefined;
  const condition = {
    type: "Established",
    status: "True",
    reason: "InitialNamesAccepted",
    message: "the initial names have been accepted",
  };
  return { ...crdStatus(crd), conditions: setCondition(conditionsOf(crd), condition, now) };
}

/** The same list when the condition is there already; the transition time changes only with the status. */
function setCondition(
  conditions: readonly CrdCondition[],
  next: Omit<CrdCondition, "lastTransitionTime">,
  now: string,
): readonly CrdCondition[] {
  const old = conditions.find((one) => one.type === next.type);
  if (old === undefined) return [...conditions, ordered(next, now)];
  if (old.status === next.status && old.reason === next.reason && old.message === next.message) return conditions;
  const time = old.status === next.status ? (old.lastTransitionTime ?? now) : now;
  return conditions.map((one) => (one === old ? ordered(next, time) : one));
}

function ordered(condition: Omit<CrdCondition, "lastTransitionTime">, lastTransitionTime: string): CrdCondition {
  const { type, status, reason = "", message = "" } = condition;
  return { type, status, lastTransitionTime, reason, message };
}

interface Accepted {
  readonly accepted: CrdNames;
  /** The last one found is the one reported. */
  readonly conflict: { readonly reason: string; readonly message: string } | undefined;
}

/** Takes each name that no other CRD of the group holds; a name that is taken leaves the one held before. */
function acceptNames(crd: ApiObject, others: readonly OtherCrd[]): Accepted {
  const wanted = crdSpec(crd).names;
  const held = crdStatus(crd).acceptedNames;
  const taken = takenNames(crd, others);
  let conflict: Accepted["conflict"];
  const clash = (reason: string, name: string): void => {
    conflict = { reason, message: `${JSON.stringify(name)} is already in use` };
  };
  const take = (name: string, names: ReadonlySet<string>, reason: string): boolean => {
    if (name === "" || !names.has(name)) return true;
    clash(reason, name);
    return false;
  };
  const plural = take(wanted.plural, taken.resources, "PluralConflict") ? wanted.plural : (held?.plural ?? "");
  const singular = take(wanted.singular ?? "", taken.resources, "SingularConflict") ? wanted.singular : held?.singular;
  const short = wanted.shortNames ?? [];
  const shortTaken = short.filter((one) => taken.resources.has(one));
  for (const one of shortTaken) clash("ShortNamesConflict", one);
  const kind = take(wanted.kind, taken.kinds, "KindConflict") ? wanted.kind : (held?.kind ?? "");
  const listKind = take(wanted.listKind ?? "", taken.kinds, "ListKindConflict") ? wanted.listKind : held?.listKind;
  const shortNames = shortTaken.length > 0 ? held?.shortNames : wanted.shortNames;
  const accepted: CrdNames = {
    plural,
    ...(singular === undefined || singular === "" ? {} : { singular }),
    ...(shortNames === undefined ? {} : { shortNames }),
    kind,
    ...(listKind === undefined || listKind === "" ? {} : { listKind }),
    ...(wanted.categories === undefined ? {} : { categories: wanted.categories }),
  };
  return { accepted, conflict };
}

function takenNames(
  crd: ApiObject,
  others: readonly OtherCrd[],
): { readonly resources: ReadonlySet<string>; readonly kinds: ReadonlySet<string> } {
  const resources = new Set<string>();
  const kinds = new Set<string>();
  const { group } = crdSpec(crd);
  for (const other of others) {
    if (other.metadata.name === crd.metadata.name || crdSpec(other).group !== group) continue;
    const { plural, singular, shortNames, kind, listKind } = crdStatus(other).acceptedNames ?? { plural: "", kind: "" };
    for (const name of [plural, singular, ...(shortNames ?? [])])
      if (name !== undefined && name !== "") resources.add(name);
    for (const name of [kind, listKind]) if (name !== undefined && name !== "") kinds.add(name);
  }
  return { resources, kinds };
}

function sameNames(a: CrdNames | undefined, b: CrdNames): boolean {
  return JSON.stringify(normalized(a)) === JSON.stringify(normalized(b));
}

function normalized(names: CrdNames | undefined): readonly unknown[] {
  if (names === undefined) return [];
  return [
    names.plural,
    names.singular ?? "",
    names.shortNames ?? [],
    names.kind,
    names.listKind ?? "",
    names.categories ?? [],
  ];
}
