/** What a Kubernetes object is: kinds, keys, metadata, selectors, owners, finalizers, conditions, quantities and times. */
export { type ConditionUpdate, findCondition, isConditionTrue, removeCondition, setCondition } from "./condition.ts";
export { type Duration, durationMs, formatDuration, parseDuration } from "./duration.ts";
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
  Int32,
  Int64,
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
  parseQuantity,
  type Quantity,
  type QuantityFormat,
  quantityMilliValue,
  quantityValue,
} from "./quantity.ts";
export { compareResourceVersions, isResourceVersion } from "./resource-version.ts";
export {
  type LabelOperator,
  type LabelRequirement,
  type LabelSelector,
  type LabelSelectorObject,
  labelSelectorText,
  matchesLabels,
  parseLabelSelector,
  selectorFromLabels,
  selectorOf,
} from "./selector.ts";
export { SelectorError } from "./selector-error.ts";
export { formatAge, formatMicroTime, formatTime, parseTime } from "./time.ts";
