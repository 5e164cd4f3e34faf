/** What a Kubernetes object is: kinds, keys, metadata, selectors, owners, finalizers, conditions, quantities and times. */
export { type ConditionUpdate, findCondition, isConditionTrue, removeCondition, setCondition } from "./condition.ts";
export { durationMs, formatDuration, parseDuration } from "./duration.ts";
export { type Draft, edit } from "./edit.ts";
export { type FieldRequirement, fieldSelectorText, parseFieldSelector } from "./field-selector.ts";
export { hasFinalizer, isBeingDeleted, withFinalizer, withoutFinalizer } from "./finalizer.ts";
export { type KeyOf, keyOf, keyString, type ObjectKey, parseKeyString } from "./key.ts";
export {
  apiVersionOf,
  defineKind,
  type Kind,
  type ObjectOf,
  parseApiVersion,
  resourceNameOf,
  type Scope,
} from "./kind.ts";
export { labelValueProblems, qualifiedNameProblems } from "./label-syntax.ts";
export type {
  Condition,
  CustomResource,
  KubernetesObject,
  ManagedFieldsEntry,
  ObjectMeta,
  OwnerReference,
  Persisted,
} from "./object.ts";
export { controllerOf, disowned, isOwnedBy, type OwnedByOptions, OwnerError, ownedBy, refersToKind } from "./owner.ts";
export {
  addQuantities,
  compareQuantities,
  formatQuantity,
  type ParsedQuantity,
  parseQuantity,
  type QuantityFormat,
  quantityMilliValue,
  quantityValue,
} from "./quantity.ts";
export { compareResourceVersions, isResourceVersion } from "./resource-version.ts";
export {
  type LabelOperator,
  type LabelRequirement,
  type ParsedLabelSelector,
  type LabelSelector,
  labelSelectorText,
  matchesLabels,
  parseLabelSelector,
  selectorFromLabels,
  selectorOf,
} from "./selector.ts";
export type {
  Base64,
  Double,
  Duration,
  Fields,
  Int32,
  Int64,
  Integer,
  IntOrString,
  JSONValue,
  MicroTime,
  Quantity,
  RawExtension,
  Time,
  Scalar,
} from "./scalars.ts";
export { SelectorError } from "./selector-error.ts";
export { formatAge, formatMicroTime, formatTime, parseTime } from "./time.ts";
