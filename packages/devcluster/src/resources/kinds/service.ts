import { isIPv4 } from "node:net";
import type { KindRules } from "#resources/kind-rules.ts";
import type { StrategyContext } from "#resources/resource.ts";
import { isExternallyAccessible, serviceDefaults } from "#resources/defaults/service.ts";
import {
  changeField,
  changeItems,
  fields,
  fill,
  items,
  number,
  text,
  texts,
  without,
  type Fields,
} from "#resources/fields.ts";
import { validateService, validateServiceUpdate } from "#resources/validation/service.ts";
import { invalid, invalidError, type FieldError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";

/** Services: addresses and ports are allocated when they are created and kept when they are updated. */
export const serviceRules: KindRules = {
  nameKind: "service",
  defaults: (service) => changeField(service, "spec", serviceDefaults),
  prepareForCreate: (service, context) => withAllocations(service, {}, context, dropUnused),
  prepareForUpdate(service, old, context) {
    if (context.subresource !== "") return service;
    const before = fields(old["spec"]);
    return withAllocations(service, before, context, (spec) =>
      dropUnused(dropOfOldType(keepPorts(keepAddresses(spec, before), before), before)),
    );
  },
  validate: validateService,
  validateUpdate: validateServiceUpdate,
  returnsDeletedObject: true,
};

/** The Service with the addresses and ports that it needs; throws 422 for those that it wants and cannot have. */
function withAllocations(
  service: ApiObject,
  before: Fields,
  context: StrategyContext,
  prepare: (spec: Fields) => Fields,
): ApiObject {
  return changeField(service, "spec", (spec) => {
    const prepared = prepare(spec);
    const errors = [...addressErrors(prepared, before, context), ...portErrors(prepared, before, context)];
    if (errors.length > 0) throw invalidError({ group: "", kind: "Service" }, service.metadata.name ?? "", errors);
    return withPorts(withAddresses(prepared, context), context);
  });
}

/** Checks an address that the Service did not have before; whether it is one at all is for validation to say. */
function addressErrors(spec: Fields, before: Fields, context: StrategyContext): readonly FieldError[] {
  const wanted = wantedAddress(spec);
  if (!hasClusterIp(spec) || !isIPv4(wanted) || wantedAddress(before) === wanted) return [];
  const problem = context.allocationProblem?.("clusterIP", wanted);
  if (problem === undefined) return [];
  return [invalid("spec.clusterIPs", [wanted], `failed to allocate IP ${wanted}: ${problem}`)];
}

function portErrors(spec: Fields, before: Fields, context: StrategyContext): readonly FieldError[] {
  const had = new Set(items(before["ports"]).map((port) => port["nodePort"]));
  return items(spec["ports"]).flatMap((port, index) => {
    const wanted = number(port["nodePort"]) ?? 0;
    const problem =
      wanted === 0 || had.has(wanted) ? undefined : context.allocationProblem?.("nodePort", String(wanted));
    return problem === undefined ? [] : [invalid(`spec.ports[${index}].nodePort`, wanted, problem)];
  });
}

function wantedAddress(spec: Fields): string {
  return text(spec["clusterIP"]) || (texts(spec["clusterIPs"])[0] ?? "");
}

/** ExternalName has no addresses. */
function hasClusterIp(spec: Fields): boolean {
  return text(spec["type"]) !== "ExternalName";
}

function needsNodePorts(spec: Fields): boolean {
  const type = text(spec["type"]);
  return type === "NodePort" || (type === "LoadBalancer" && spec["allocateLoadBalancerNodePorts"] !== false);
}

/** Fields that mean nothing for this type, and that come from a client that read another type. */
function dropUnused(spec: Fields): Fields {
  return isExternallyAccessible(spec) ? spec : without(spec, "healthCheckNodePort");
}

function withAddresses(spec: Fields, context: StrategyContext): Fields {
  if (!hasClusterIp(spec)) return spec;
  const wanted = wantedAddress(spec);
  const families = { ipFamilies: ["IPv4"], ipFamilyPolicy: "SingleStack" };
  if (wanted === "None") {
    // A headless service without selector may hold addresses of both families.
    const both = Object.keys(fields(spec["selector"])).length === 0;
    const headless = both ? { ipFamilies: ["IPv4", "IPv6"], ipFamilyPolicy: "RequireDualStack" } : families;
    return fill(fill(spec, { clusterIP: "None", clusterIPs: ["None"] }), headless);
  }
  if (texts(spec["clusterIPs"])[0] === wanted && text(spec["clusterIP"]) === wanted && wanted !== "")
    return fill(spec, families);
  const address = wanted === "" ? (context.allocate?.("clusterIP") ?? "") : wanted;
  return fill({ ...spec, ...(address === "" ? {} : { clusterIP: address, clusterIPs: [address] }) }, families);
}

function withPorts(spec: Fields, context: StrategyContext): Fields {
  if (!needsNodePorts(spec)) return spec;
  return changeItems(spec, "ports", (port) => {
    if (number(port["nodePort"]) !== undefined) return port;
    const allocated = context.allocate?.("nodePort");
    return allocated === undefined ? port : { ...port, nodePort: Number(allocated) };
  });
}

/** What a client may leave out of an update, as `kubectl replace` does. */
function keepAddresses(spec: Fields, before: Fields): Fields {
  if (!hasClusterIp(spec) || !hasClusterIp(before)) return spec;
  const { clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy } = before;
  const given = text(spec["clusterIP"]);
  const list = texts(spec["clusterIPs"]);
  let kept = spec;
  if (given === "" && list.length === 0) kept = { ...kept, clusterIP, clusterIPs };
  // A patch of one of the two names of the same value.
  else if (given !== text(clusterIP) && list[0] === texts(clusterIPs)[0])
    kept = { ...kept, clusterIPs: [given, ...list.slice(1)] };
  else if (list.length === 0) kept = { ...kept, clusterIPs: [given] };
  return fill(kept, { ipFamilies, ipFamilyPolicy });
}

function keepPorts(spec: Fields, before: Fields): Fields {
  if (!needsNodePorts(spec) || !needsNodePorts(before)) return spec;
  const key = (port: Fields): string => `${text(port["protocol"])}/${number(port["port"]) ?? 0}`;
  const known = new Map(items(before["ports"]).map((port) => [key(port), port["nodePort"]]));
  return changeItems(spec, "ports", (port) => fill(port, { nodePort: known.get(key(port)) }));
}

/** Values that the old type had and the new one cannot have, when the client sent them back unchanged. */
function dropOfOldType(spec: Fields, before: Fields): Fields {
  let changed = spec;
  if (needsNodePorts(before) && !needsNodePorts(spec)) {
    const old = items(before["ports"]).map((port) => port["nodePort"]);
    changed = changeItems(changed, "ports", (port) =>
      old.includes(port["nodePort"]) ? without(port, "nodePort") : port,
    );
  }
  if (
    isExternallyAccessible(before) &&
    !isExternallyAccessible(spec) &&
    spec["externalTrafficPolicy"] === before["externalTrafficPolicy"]
  ) {
    changed = without(changed, "externalTrafficPolicy");
  }
  if (before["type"] === "LoadBalancer" && spec["type"] !== "LoadBalancer") {
    changed = without(changed, "allocateLoadBalancerNodePorts", "loadBalancerClass");
  }
  if (hasClusterIp(before) && !hasClusterIp(spec)) {
    changed = without(changed, "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy");
  }
  return changed;
}
