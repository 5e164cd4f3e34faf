import { describe, expect, test } from "vitest";
import { isDnsLabel, isDnsSubdomain } from "@homeostat/schema";
import type { ApiObject } from "#storage/store.ts";
import { isLabelKey, isPathSegment } from "./names.ts";
import { validateObjectMeta, validateObjectMetaUpdate } from "./validate-metadata.ts";

const object = (metadata: ApiObject["metadata"]): ApiObject => ({ kind: "ConfigMap", apiVersion: "v1", metadata });
const problems = (metadata: ApiObject["metadata"]): readonly string[] =>
  validateObjectMeta(object({ name: "x", namespace: "n", ...metadata }), {
    namespaced: true,
    nameKind: "subdomain",
    qualifiedFinalizers: true,
  }).map((one) => `${one.field}: ${one.message}`);

describe("names", () => {
  test("are explained with the pattern that they must match", () => {
    expect(isDnsSubdomain("Upper")).toEqual([
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character " +
        "(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    ]);
    expect(isDnsSubdomain("n".repeat(254))).toEqual(["must be no more than 253 characters"]);
  });

  test("that are labels say when only dots are wrong", () => {
    expect(isDnsLabel("a.b")).toEqual(["must not contain dots"]);
    expect(isDnsLabel("x".repeat(64))).toEqual(["must be no more than 63 characters"]);
  });

  test("in paths may not be dots or contain separators", () => {
    expect([isPathSegment(".."), isPathSegment("a/b%"), isPathSegment("Upper")]).toEqual([
      ["may not be '..'"],
      ["may not contain '/'", "may not contain '%'"],
      [],
    ]);
  });

  test("of labels are called label keys", () => {
    expect(isLabelKey("a/b/c")[0]).toMatch(
      /^a valid label key must consist of .* with an optional DNS subdomain prefix and '\/'/,
    );
  });
});

describe("validateObjectMeta", () => {
  test("wants a name or a prefix for one", () => {
    expect(problems({ name: "" })).toEqual(["metadata.name: Required value: name or generateName is required"]);
    expect(problems({ generateName: "a-" })).toEqual([]);
  });

  test("names what an owner reference lacks", () => {
    const owner = { apiVersion: "", kind: "", name: "", uid: "" };
    expect(problems({ ownerReferences: [owner] }).map((one) => one.replace(' Invalid value: "":', ""))).toEqual([
      "metadata.ownerReferences.apiVersion: version must not be empty",
      "metadata.ownerReferences.kind: must not be empty",
      "metadata.ownerReferences.name: must not be empty",
      "metadata.ownerReferences.uid: must not be empty",
    ]);
  });

  test("lets one owner be the controller, and no event be an owner", () => {
    const owner = (name: string, kind: string) => ({ apiVersion: "v1", kind, name, uid: name, controller: true });
    const [two] = problems({ ownerReferences: [owner("a", "ConfigMap"), owner("b", "ConfigMap")] });
    expect(two).toMatch(
      /Only one reference can have Controller set to true. Found "true" in references for ConfigMap\/a and ConfigMap\/b$/,
    );
    expect(problems({ ownerReferences: [owner("e", "Event")] })[0]).toMatch(
      /\/v1, Kind=Event is disallowed from being an owner$/,
    );
  });

  test("checks finalizers as names first, then whether they are qualified", () => {
    expect(problems({ finalizers: ["a", "A b"] }).map((one) => one.slice(0, one.indexOf(":", 25)))).toEqual([
      "metadata.finalizers: Invalid value",
      "metadata.finalizers[0]: Invalid value",
      "metadata.finalizers[1]: Invalid value",
    ]);
    expect(problems({ finalizers: ["orphan", "foregroundDeletion"] })).toEqual([
      'metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set',
    ]);
  });

  test("bounds the size of all annotations together", () => {
    expect(problems({ annotations: { a: "x".repeat(262_144) } })).toEqual([
      "metadata.annotations: Too long: may not be more than 262144 bytes",
    ]);
  });
});

describe("validateObjectMetaUpdate", () => {
  const old = object({
    name: "x",
    uid: "1",
    resourceVersion: "5",
    deletionTimestamp: "2026-01-01T00:00:00Z",
    finalizers: ["a.b/c"],
  });

  test("refuses new finalizers while the object is being deleted", () => {
    const changed = object({ ...old.metadata, finalizers: ["z.z/z"] });
    expect(validateObjectMetaUpdate(changed, old).map((one) => one.message)).toEqual([
      'Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"z.z/z"}',
    ]);
  });

  test("keeps the UID", () => {
    const changed = object({ ...old.metadata, uid: "2" });
    expect(validateObjectMetaUpdate(changed, old)).toEqual([
      { reason: "FieldValueInvalid", field: "metadata.uid", message: 'Invalid value: "2": field is immutable' },
    ]);
  });
});
