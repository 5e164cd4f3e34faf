import { typeOf } from "./draft.ts";
import {
  noteKey,
  setKey,
  valueOf,
  wrongKind,
  type MarkerEffect,
  type MarkerEffects,
  type MarkerProblem,
  type MarkerUse,
} from "./marker-effect.ts";

const V = "kubebuilder:validation:";

/** Markers for arrays and objects as a whole. */
export const LIST_EFFECTS: MarkerEffects = [
  [`${V}MaxItems`, ofArray("maxItems")],
  [`${V}MinItems`, ofArray("minItems")],
  [`${V}UniqueItems`, uniqueItems],
  [`${V}MaxProperties`, ofObject("maxProperties")],
  [`${V}MinProperties`, ofObject("minProperties")],
  ["listType", listType],
  ["k8s:listType", listType],
  ["listMapKey", listMapKey],
  ["k8s:listMapKey", listMapKey],
  ["mapType", mapType],
  ["structType", structType],
];

function ofArray(key: "maxItems" | "minItems"): MarkerEffect {
  return (use) => {
    if (use.node.type !== "array") return wrongKind(use, "arrays");
    setKey(use, key, valueOf(use.marker));
    return undefined;
  };
}

function uniqueItems(use: MarkerUse): MarkerProblem | undefined {
  if (use.node.type !== "array") return wrongKind(use, "arrays");
  if (valueOf(use.marker) === true) setKey(use, "uniqueItems", true);
  return undefined;
}

function ofObject(key: "maxProperties" | "minProperties"): MarkerEffect {
  return (use) => {
    if (use.node.type !== "object") return wrongKind(use, "objects and maps");
    setKey(use, key, valueOf(use.marker));
    return undefined;
  };
}

function listType(use: MarkerUse): MarkerProblem | undefined {
  if (use.node.type !== "array") return wrongKind(use, "arrays");
  const unknown = notAmong(use, ["map", "set", "atomic"]);
  if (unknown === undefined) setKey(use, "x-kubernetes-list-type", valueOf(use.marker));
  return unknown;
}

function listMapKey(use: MarkerUse): MarkerProblem | undefined {
  const { node, marker } = use;
  if (node.type !== "array") return wrongKind(use, "arrays");
  if (node["x-kubernetes-list-type"] !== "map") {
    return {
      text: "applies only to arrays that are maps by a key",
      hint: "Add +listType=map beside it.",
    };
  }
  node["x-kubernetes-list-map-keys"] = [...(node["x-kubernetes-list-map-keys"] ?? []), String(valueOf(marker))];
  noteKey(use, "x-kubernetes-list-map-keys");
  return undefined;
}

function mapType(use: MarkerUse): MarkerProblem | undefined {
  if (use.node.type !== "object") return wrongKind(use, "maps and objects");
  const unknown = notAmong(use, ["granular", "atomic"]);
  if (unknown === undefined) setKey(use, "x-kubernetes-map-type", valueOf(use.marker));
  return unknown;
}

/** Also for uses of named types, whose schema is not known to controller-gen at this point. */
function structType(use: MarkerUse): MarkerProblem | undefined {
  if ((typeOf(use.draft) ?? "object") !== "object") return wrongKind(use, "objects");
  const unknown = notAmong(use, ["granular", "atomic"]);
  if (unknown === undefined) setKey(use, "x-kubernetes-map-type", valueOf(use.marker));
  return unknown;
}

function notAmong(use: MarkerUse, allowed: readonly string[]): MarkerProblem | undefined {
  const value = valueOf(use.marker);
  if (typeof value === "string" && allowed.includes(value)) return undefined;
  return { text: `must be one of ${allowed.join(", ")}, not ${String(value)}`, argument: "" };
}
