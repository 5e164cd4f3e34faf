import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { createRegistry } from "./registry.ts";
import { builtinResourceList } from "./builtin-resources.ts";
import { bootstrapObjects } from "./bootstrap-objects.ts";
import { writeFileSync } from "node:fs";
import { builtinSchema, pruneUnknownFields } from "@homeostat/schema";
import { invalidError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";

const t0 = performance.now();
const registry = createRegistry(builtinResourceList());
const t1 = performance.now();
const boot = bootstrapObjects();
const t2 = performance.now();
console.log("list", t1 - t0, "boot", t2 - t1, boot.length);
const root = "/work/shared/k8s-fixtures/v1.36/";
const files = ["golden/01-crud-errors-status.json","golden/03-namespace-gc-crd-discovery-auth-misc.json","golden/05-builtin-defaulting-validation.json", ...readdirSync(root + "scenarios").map((f) => "scenarios/" + f)];
let n = 0;
const ctx = (version: string) => ({ nowMs: 0, subresource: "", version, random: () => 0, allocate: (w: string) => (w === "nodePort" ? "30000" : "10.0.0.9") });
function sortd(o: any): any { return Array.isArray(o) ? o.map(sortd) : o && typeof o === "object" ? Object.fromEntries(Object.keys(o).sort().map((k) => [k, sortd(o[k])])) : o; }
function norm(o: unknown): unknown {
  return sortd(norm0(o));
}
function norm0(o: unknown): unknown {
  return JSON.parse(JSON.stringify(o, (k, v) => (k === "managedFields" ||k==="resourceVersion"|| k === "uid" || k === "creationTimestamp" || k==="clusterIP"||k==="clusterIPs"||k==="nodePort"||k==="lastPhaseTransitionTime"||k==="name"&&typeof v==="string" ? undefined : v)));
}

const out: string[] = [];
function diff(a: any, b: any, p: string): string[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  if (a && b && typeof a === "object" && typeof b === "object" && Array.isArray(a) === Array.isArray(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((k) => diff(a[k], b[k], p + "." + k));
  }
  return [`${p}: got ${JSON.stringify(a)} want ${JSON.stringify(b)}`];
}
test("all", () => {
let ok = 0, bad = 0;
for (const f of files) for (const e of JSON.parse(readFileSync(root + f, "utf8"))) {
  const rq = e.request; if (!rq || rq.method !== "POST" || typeof rq.body !== "object" || rq.body === null) continue;
  const code = e.response.code; if (code !== 201 && code !== 422) continue;
  const m = /^\/(?:api|apis\/([^/]+))\/(v\w+)(?:\/namespaces\/([^/]+))?\/([a-z]+)(\?.*)?$/.exec(rq.path);
  if (!m) continue;
  const [, group = "", version = "", ns, res = ""] = m;
  const r = registry.find(group, res); if (!r || r.resource === "customresourcedefinitions" || r.verbs.length < 3) continue;
  if (rq.accept) continue;
  if (JSON.stringify(rq.body).includes("<") && JSON.stringify(rq.body).includes(" x ")) continue;
  const body = rq.body as ApiObject;
  const meta: any = { ...body.metadata, ...(r.namespaced ? { namespace: ns } : {}), uid: e.response.body?.metadata?.uid ?? "u" };
  for (const k of ["resourceVersion", "selfLink", "deletionTimestamp"]) delete meta[k];
  let o = { apiVersion: body.apiVersion, kind: r.kind, ...body, metadata: meta } as ApiObject;
  o = pruneUnknownFields(o, builtinSchema(group, version, r.kind)!, { isResource: true }).value as ApiObject;
  o = r.strategy.applyDefaults(o, version);
  const v = r.versions.find((x) => x.version === version)!;
  if (v.convert) o = v.convert.toStorage(o);
  o = r.strategy.prepareForCreate(o, ctx(r.storage.version));
  const errs = [...r.strategy.validateCreate(o, ctx(r.storage.version))];
  let d: string[];
  const text = errs.length ? invalidError({ group: r.storage.group, kind: r.kind }, meta.name ?? "", errs).message : "";
  if (code === 201) {
    if (v.convert) o = v.convert.fromStorage(o);
    const want = JSON.parse(JSON.stringify(norm(e.response.body)));
    if (res === "pods") { delete want.spec.tolerations; delete want.spec.priority; delete want.spec.preemptionPolicy; }
    if (res === "persistentvolumeclaims" || res === "persistentvolumes") delete want.metadata.finalizers;
    if (res === "nodes") delete want.spec.taints;
    d = [...(text ? ["ERR " + text] : []), ...diff(norm(o), want, "").filter((x) => !x.includes("storageClassName"))];
  } else d = text === e.response.body.message ? [] : ["got  " + text, "want " + e.response.body.message];
  if (d.length) { bad++; out.push(`## ${f.slice(10, 14)} ${e.name} ${res}`, ...d.map((x) => "   " + x)); } else ok++;
}
out.unshift(`ok ${ok} bad ${bad}`);
writeFileSync("/tmp/zz.txt", out.join("\n"));
});
