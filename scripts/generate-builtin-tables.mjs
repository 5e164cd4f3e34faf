#!/usr/bin/env node
/**
 * Writes packages/schema/data/{definitions,resources,protobuf,bootstrap}.json: what the built-in kinds of Kubernetes look
 * like, how they are served, their protobuf field numbers, and what a fresh server holds. Input are recordings of a real
 * kube-apiserver: `node scripts/generate-builtin-tables.mjs <recordings> <protobuf table>`.
 */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const [recordings, protobufTable] = process.argv.slice(2);
if (recordings === undefined || protobufTable === undefined) {
  console.error(
    "usage: generate-builtin-tables.mjs <folder with openapi/v3, discovery, defaults> <k8s-protobuf-table.json>\n" +
      "Both are recordings; see conformance/ for how they are made.",
  );
  process.exit(2);
}
const output = new URL("../packages/schema/data/", import.meta.url);
const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));

const definitions = mergeDefinitions(join(recordings, "openapi/v3"));
write("definitions.json", definitions);
write("resources.json", servedResources(join(recordings, "discovery")));
write("protobuf.json", servedMessages(readJson(protobufTable)));
write("bootstrap.json", bootstrapObjects(readJson(join(recordings, "defaults/fresh.json"))));

/** One table of all schemas of all documents; a schema that lists its group versions gets those of every document. */
function mergeDefinitions(folder) {
  const merged = {};
  for (const file of readdirSync(folder).sort()) {
    const document = JSON.parse(gunzipSync(readFileSync(join(folder, file))).toString());
    for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
      const known = merged[name];
      merged[name] = known === undefined ? schema : withAllKinds(name, known, schema);
    }
  }
  return Object.fromEntries(Object.entries(merged).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function withAllKinds(name, known, other) {
  const key = "x-kubernetes-group-version-kind";
  const rest = (schema) => JSON.stringify({ ...schema, [key]: undefined });
  if (rest(known) !== rest(other)) throw new Error(`schema ${name} differs between two documents`);
  if (known[key] === undefined) return known;
  const texts = new Set([...known[key], ...(other[key] ?? [])].map((one) => JSON.stringify(one)));
  return { ...known, [key]: [...texts].map((text) => JSON.parse(text)) };
}

/** Every resource version in the order of discovery, with its printer columns as `[name, type, format, priority]`. */
function servedResources(folder) {
  const legacy = readJson(join(folder, "legacy.json"));
  const columns = readJson(join(folder, "printer-columns.json"));
  const order = ["v1", ...legacy.apis.groups.flatMap((group) => group.versions.map((one) => one.groupVersion))];
  return order.flatMap((groupVersion) => {
    const resources = legacy.resources[groupVersion].resources;
    return resources
      .filter((one) => !one.name.includes("/"))
      .map((one) => resourceFacts(groupVersion, one, resources, columns[`${groupVersion}/${one.name}`]));
  });
}

function resourceFacts(groupVersion, one, siblings, columns) {
  const [group, version] = groupVersion.includes("/") ? groupVersion.split("/") : ["", groupVersion];
  const subresources = siblings
    .filter((other) => other.name.startsWith(`${one.name}/`))
    .map((other) => ({
      name: other.name.slice(one.name.length + 1),
      kind: { group: other.group ?? group, version: other.version ?? version, kind: other.kind },
      verbs: other.verbs,
    }));
  return {
    group,
    version,
    resource: one.name,
    singular: one.singularName,
    kind: one.kind,
    namespaced: one.namespaced,
    verbs: one.verbs,
    ...(one.shortNames && { shortNames: one.shortNames }),
    ...(one.categories && { categories: one.categories }),
    ...(subresources.length > 0 && { subresources }),
    ...(one.storageVersionHash && { storageVersionHash: one.storageVersionHash }),
    ...(columns && { columns: columns.map((column) => [column.name, column.type, column.format, column.priority]) }),
  };
}

/** The messages of the served versions and all that they hold; policy/v1beta1 because its Eviction is still accepted. */
function servedMessages(table) {
  const scopeOf = (name) => name.slice(0, name.lastIndexOf("."));
  const isServed = (scope) => scope.endsWith(".v1") || ["meta", "policy.v1beta1", "autoscaling.v2"].includes(scope);
  const wanted = new Set(Object.keys(table).filter((name) => isServed(scopeOf(name))));
  for (const name of wanted) {
    for (const [, , type] of table[name]) {
      const message = type.replace(/^map<string,(.*)>$/, "$1").replace(/\[\]$/, "");
      if (table[message] !== undefined) wanted.add(message);
    }
  }
  const messages = Object.fromEntries(Object.entries(table).filter(([name]) => wanted.has(name)));
  // The table takes Go's ExtraValue ([]string) for a string here; it is a message with a list.
  for (const field of messages["authentication.v1.TokenRequestSpec"] ?? []) {
    if (field[1] === "attestations") field[2] = "map<string,$strlist>";
  }
  // Newer than the served version, and the only such field that Go would write when it is absent.
  messages["storage.v1.CSINode"] = messages["storage.v1.CSINode"]?.filter(([, json]) => json !== "status");
  return messages;
}

/**
 * What a fresh server creates by itself and operators may meet, in the order in which it is created. API services, leases,
 * config maps with certificates and the deprecated Endpoints are left to the parts of the devcluster that own them.
 */
function bootstrapObjects(fresh) {
  const rbac = "rbac.authorization.k8s.io/v1";
  const flowControl = "flowcontrol.apiserver.k8s.io/v1";
  const wanted = [
    ["namespaces", "v1", "Namespace"],
    ["clusterroles", rbac, "ClusterRole"],
    ["clusterrolebindings", rbac, "ClusterRoleBinding"],
    ["roles", rbac, "Role"],
    ["rolebindings", rbac, "RoleBinding"],
    ["priorityclasses", "scheduling.k8s.io/v1", "PriorityClass"],
    ["prioritylevelconfigurations", flowControl, "PriorityLevelConfiguration"],
    ["flowschemas", flowControl, "FlowSchema"],
    ["servicecidrs", "networking.k8s.io/v1", "ServiceCIDR"],
    ["services", "v1", "Service"],
    ["endpointslices", "discovery.k8s.io/v1", "EndpointSlice"],
  ];
  return wanted.flatMap(([list, apiVersion, kind]) =>
    fresh[list].map((object) => withServiceRange(withoutTimes({ apiVersion, kind, ...object }))),
  );
}

/** The devcluster gives Services addresses of this range, as kubeadm does; the recorded server had a smaller one. */
function withServiceRange(object) {
  return object.kind === "ServiceCIDR" ? { ...object, spec: { ...object.spec, cidrs: ["10.0.0.0/16"] } } : object;
}

function withoutTimes(value) {
  return JSON.parse(JSON.stringify(value, (key, child) => (key === "lastTransitionTime" ? undefined : child)));
}

function write(name, value) {
  const text = `${JSON.stringify(value)}\n`;
  writeFileSync(new URL(name, output), text);
  console.log(`${name}: ${text.length} bytes`);
}
