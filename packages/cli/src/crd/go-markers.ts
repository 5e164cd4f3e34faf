import type { SchemaNode } from "./schema-node.ts";

/** A node of a built-in schema: a definition as a whole, a property of it, or something inside of one. */
export interface BuiltinPlace {
  /** The definition, by its Go name: `ContainerPort`; empty for items and values, which have no markers. */
  readonly of: string;
  readonly property?: string;
}

/**
 * Whether a default of the OpenAPI documents is one for a CRD. They give a zero value as the default of all that is not a pointer in
 * Go; only those count that the source spells out, and not as a reference to a constant.
 */
export function isSpelledOutDefault(place: BuiltinPlace, value: unknown): boolean {
  const isZero = value === "" || value === 0 || value === false || typeof value === "object";
  return isZero ? ZERO_DEFAULTS.has(keyOf(place)) : !CONSTANT_DEFAULTS.has(keyOf(place));
}

/** What markers of the Go source say that the OpenAPI documents leave out. */
export function goMarkers(place: BuiltinPlace): SchemaNode {
  return MARKERS[keyOf(place)] ?? {};
}

function keyOf({ of, property }: BuiltinPlace): string {
  return property === undefined ? of : `${of}.${property}`;
}

const ZERO_DEFAULTS: ReadonlySet<string> = new Set([
  "AzureDiskVolumeSource.readOnly",
  "ConfigMapEnvSource.name",
  "ConfigMapKeySelector.name",
  "ConfigMapProjection.name",
  "ConfigMapVolumeSource.name",
  "FileKeySelector.optional",
  "GRPCAction.service",
  "LocalObjectReference.name",
  "ReplicationControllerSpec.minReadySeconds",
  "ScaleSpec.replicas",
  "SecretEnvSource.name",
  "SecretKeySelector.name",
  "SecretProjection.name",
]);

const CONSTANT_DEFAULTS: ReadonlySet<string> = new Set([
  "AzureDiskVolumeSource.cachingMode",
  "AzureDiskVolumeSource.kind",
]);

const ATOMIC: SchemaNode = { "x-kubernetes-map-type": "atomic" };

const PORT_STATUS: SchemaNode = { required: ["error", "port", "protocol"] };

const PORT_ERROR: SchemaNode = {
  maxLength: 316,
  pattern:
    "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$",
};

/** Those that embed LocalObjectReference have its marker too. */
const MARKERS: Readonly<Record<string, SchemaNode>> = {
  ConfigMapEnvSource: ATOMIC,
  ConfigMapProjection: ATOMIC,
  ConfigMapVolumeSource: ATOMIC,
  SecretEnvSource: ATOMIC,
  SecretProjection: ATOMIC,
  PortStatus: PORT_STATUS,
  "PortStatus.error": PORT_ERROR,
  IngressPortStatus: PORT_STATUS,
  "IngressPortStatus.error": PORT_ERROR,
  "ImageVolumeStatus.imageRef": { maxLength: 256 },
};
