import { isDnsLabel } from "@homeostat/schema";
import { fields, isFields, items, text, type Fields } from "#resources/fields.ts";
import { duplicate, forbidden, required, type FieldError } from "#status/field-error.ts";
import { mustHave, problems } from "./checks.ts";

/** The sources that a volume can have, in the order in which the API server looks at them. */
export const VOLUME_SOURCES: readonly string[] = [
  "emptyDir",
  "hostPath",
  "gitRepo",
  "gcePersistentDisk",
  "awsElasticBlockStore",
  "secret",
  "nfs",
  "iscsi",
  "glusterfs",
  "flocker",
  "persistentVolumeClaim",
  "rbd",
  "cinder",
  "cephfs",
  "downwardAPI",
  "fc",
  "flexVolume",
  "azureFile",
  "configMap",
  "vsphereVolume",
  "quobyte",
  "azureDisk",
  "storageos",
  "projected",
  "photonPersistentDisk",
  "portworxVolume",
  "scaleIO",
  "csi",
  "ephemeral",
  "image",
];

/** The rules of a pod's volumes, and the names that containers may mount. */
export function validateVolumes(
  volumes: readonly Fields[],
  field: string,
): { readonly errors: readonly FieldError[]; readonly names: ReadonlySet<string> } {
  const names = new Set<string>();
  const errors = volumes.flatMap((volume, index) => {
    const at = `${field}[${index}]`;
    const name = text(volume["name"]);
    const found: FieldError[] = [...validateSource(volume, at)];
    if (name === "") found.push(required(`${at}.name`));
    else found.push(...problems(name, `${at}.name`, isDnsLabel));
    if (names.has(name)) found.push(duplicate(`${at}.name`, name));
    names.add(name);
    return found;
  });
  return { errors, names };
}

function validateSource(volume: Fields, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const sources = VOLUME_SOURCES.filter((kind) => isFields(volume[kind]));
  sources
    .slice(1)
    .forEach((kind) => errors.push(forbidden(`${field}.${kind}`, "may not specify more than 1 volume type")));
  const first = sources[0];
  if (first === undefined) return [required(field, "must specify a volume type")];
  return [...errors, ...validateKnown(first, fields(volume[first]), `${field}.${first}`)];
}

function validateKnown(kind: string, source: Fields, field: string): readonly FieldError[] {
  switch (kind) {
    case "hostPath":
      return mustHave(source["path"], `${field}.path`);
    case "secret":
      return [...mustHave(source["secretName"], `${field}.secretName`), ...keysToPaths(source, field)];
    case "configMap":
      return [...mustHave(source["name"], `${field}.name`), ...keysToPaths(source, field)];
    case "persistentVolumeClaim":
      return mustHave(source["claimName"], `${field}.claimName`);
    case "nfs":
      return [...mustHave(source["server"], `${field}.server`), ...mustHave(source["path"], `${field}.path`)];
    case "csi":
      return mustHave(source["driver"], `${field}.driver`);
    default:
      return [];
  }
}

function keysToPaths(source: Fields, field: string): readonly FieldError[] {
  return items(source["items"]).flatMap((item, index) => [
    ...mustHave(item["key"], `${field}.items[${index}].key`),
    ...mustHave(item["path"], `${field}.items[${index}].path`),
  ]);
}
