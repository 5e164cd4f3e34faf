import { compareQuantities } from "homeostat/internal/meta/quantity.ts";
import { jsonEqual } from "homeostat/internal/std/compare.ts";
import { fields, isFields, text, texts, type Fields } from "#resources/fields.ts";
import { isQualifiedName } from "#resources/names.ts";
import type { StrategyContext } from "#resources/resource.ts";
import { forbidden, invalid, notSupported, required, type FieldError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";
import { amount, isQuantity, labelSelector, oneOf, problems } from "./checks.ts";
import { VOLUME_SOURCES } from "./volume.ts";

/** The rules of a PersistentVolume, metadata apart. */
export function validatePersistentVolume(volume: ApiObject): readonly FieldError[] {
  const spec = fields(volume["spec"]);
  const capacity = fields(spec["capacity"]);
  const errors: FieldError[] = [];
  if (texts(spec["accessModes"]).length === 0) errors.push(required("spec.accessModes"));
  errors.push(...validateAccessModes(spec));
  if (Object.keys(capacity).length === 0) errors.push(required("spec.capacity"));
  if (!("storage" in capacity) || Object.keys(capacity).length > 1) {
    errors.push(notSupported("spec.capacity", Object.keys(capacity).length === 0 ? null : capacity, ["storage"]));
  }
  for (const name of Object.keys(capacity)) errors.push(...amount(capacity[name], `spec.capacity[${name}]`));
  errors.push(
    ...oneOf(
      spec["persistentVolumeReclaimPolicy"],
      ["Delete", "Recycle", "Retain"],
      "spec.persistentVolumeReclaimPolicy",
    ),
  );
  const sources = [...VOLUME_SOURCES, "local"].filter((kind) => isFields(spec[kind]));
  sources.slice(1).forEach((kind) => errors.push(forbidden(`spec.${kind}`, "may not specify more than 1 volume type")));
  if (sources.length === 0) errors.push(required("spec", "must specify a volume type"));
  return [...errors, ...oneOf(spec["volumeMode"], ["Block", "Filesystem"], "spec.volumeMode")];
}

const ACCESS_MODES = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

function validateAccessModes(spec: Fields): readonly FieldError[] {
  return texts(spec["accessModes"]).flatMap((mode) => oneOf(mode, ACCESS_MODES, "spec.accessModes"));
}

/** The rules of a PersistentVolumeClaim, metadata apart. */
export function validateClaim(claim: ApiObject): readonly FieldError[] {
  const spec = fields(claim["spec"]);
  const storage = fields(fields(spec["resources"])["requests"])["storage"];
  const errors: FieldError[] =
    texts(spec["accessModes"]).length === 0 ? [required("spec.accessModes", "at least 1 access mode is required")] : [];
  errors.push(...labelSelector(spec["selector"], "spec.selector"), ...validateAccessModes(spec));
  if (storage === undefined) errors.push(required("spec.resources[storage]"));
  else if (typeof storage === "string" && isQuantity(storage) && compareQuantities(storage, "0") <= 0) {
    errors.push(invalid("spec.resources[storage]", storage, "must be greater than zero"));
  }
  return [...errors, ...oneOf(spec["volumeMode"], ["Block", "Filesystem"], "spec.volumeMode")];
}

/** Only the requested storage of a claim can change, and only grow. */
export function validateClaimUpdate(claim: ApiObject, old: ApiObject, context: StrategyContext): readonly FieldError[] {
  if (context.subresource !== "") return [];
  const storageOf = (object: ApiObject): unknown =>
    fields(fields(fields(object["spec"])["resources"])["requests"])["storage"];
  const fixed = (object: ApiObject): Fields => ({
    ...fields(object["spec"]),
    resources: undefined,
    volumeName: undefined,
    volumeAttributesClassName: undefined,
  });
  const [wanted, current] = [text(storageOf(claim)), text(storageOf(old))];
  if (!jsonEqual(fixed(claim), fixed(old))) {
    return [
      forbidden(
        "spec",
        "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n",
      ),
    ];
  }
  if (isQuantity(wanted) && isQuantity(current) && compareQuantities(wanted, current) < 0) {
    return [forbidden("spec.resources.requests.storage", "field can not be less than status.capacity")];
  }
  return [];
}

/** The rules of a StorageClass, metadata apart. */
export function validateStorageClass(object: ApiObject): readonly FieldError[] {
  const provisioner = text(object["provisioner"]);
  return [
    ...(provisioner === ""
      ? [required("provisioner")]
      : problems(provisioner.toLowerCase(), "provisioner", isQualifiedName)),
    ...oneOf(object["reclaimPolicy"], ["Delete", "Retain"], "reclaimPolicy"),
    ...oneOf(object["volumeBindingMode"], ["Immediate", "WaitForFirstConsumer"], "volumeBindingMode"),
  ];
}

export function validateStorageClassUpdate(object: ApiObject, old: ApiObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (!jsonEqual(object["parameters"], old["parameters"]))
    errors.push(forbidden("parameters", "updates to parameters are forbidden."));
  for (const key of ["provisioner", "reclaimPolicy", "volumeBindingMode"]) {
    if (object[key] !== old[key]) errors.push(invalid(key, object[key], "field is immutable"));
  }
  return errors;
}
