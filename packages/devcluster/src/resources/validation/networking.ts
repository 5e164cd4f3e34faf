import { isDnsLabel, isDnsSubdomain } from "@homeostat/schema";
import { fields, isFields, items, number, text, texts, type Fields } from "#resources/fields.ts";
import { duplicate, invalid, notSupported, required, type FieldError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";
import {
  cidr,
  endpointAddress,
  isIpAddress,
  isIpv4,
  isPortName,
  labelSelector,
  oneOf,
  portNumber,
  portOrName,
  problems,
} from "./checks.ts";

/** The rules of an Ingress, metadata apart. */
export function validateIngress(ingress: ApiObject): readonly FieldError[] {
  const spec = fields(ingress["spec"]);
  const rules = items(spec["rules"]);
  const backend = spec["defaultBackend"];
  const errors: FieldError[] = [];
  if (rules.length === 0 && !isFields(backend)) {
    errors.push(invalid("spec", null, "either `defaultBackend` or `rules` must be specified"));
  }
  if (isFields(backend)) errors.push(...validateBackend(backend, "spec.defaultBackend"));
  return [...errors, ...rules.flatMap((rule, index) => validateIngressRule(rule, `spec.rules[${index}]`))];
}

function validateIngressRule(rule: Fields, field: string): readonly FieldError[] {
  const host = text(rule["host"]);
  const errors: FieldError[] = [];
  if (host !== "") {
    if (isIpAddress(host)) errors.push(invalid(`${field}.host`, host, "must be a DNS name, not an IP address"));
    else errors.push(...problems(host, `${field}.host`, host.includes("*") ? isWildcardDomain : isDnsSubdomain));
  }
  const http = rule["http"];
  if (!isFields(http)) return errors;
  const paths = items(http["paths"]);
  if (paths.length === 0) errors.push(required(`${field}.http.paths`));
  return [...errors, ...paths.flatMap((path, index) => validatePath(path, `${field}.http.paths[${index}]`))];
}

function isWildcardDomain(host: string): readonly string[] {
  const expression = "\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
  if (new RegExp(`^${expression}$`).test(host)) return [];
  return [
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case " +
      "alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for " +
      `validation is '${expression}')`,
  ];
}

const PATH_TYPES = ["Exact", "ImplementationSpecific", "Prefix"];
const BAD_IN_PATHS = ["//", "/./", "/../", "%2f", "%2F"];

function validatePath(one: Fields, field: string): readonly FieldError[] {
  const path = text(one["path"]);
  const type = one["pathType"] ?? undefined;
  const errors: FieldError[] = [];
  if (type === undefined) return [required(`${field}.pathType`, "pathType must be specified")];
  if (type === "Exact" || type === "Prefix") {
    if (!path.startsWith("/")) errors.push(invalid(`${field}.path`, path, "must be an absolute path"));
    for (const bad of BAD_IN_PATHS)
      if (path.includes(bad)) errors.push(invalid(`${field}.path`, path, `must not contain '${bad}'`));
    for (const bad of ["/..", "/."])
      if (path.endsWith(bad)) errors.push(invalid(`${field}.path`, path, `cannot end with '${bad}'`));
  } else if (type === "ImplementationSpecific") {
    if (path !== "" && !path.startsWith("/")) errors.push(invalid(`${field}.path`, path, "must be an absolute path"));
  } else errors.push(notSupported(`${field}.pathType`, type, PATH_TYPES));
  return [...errors, ...validateBackend(fields(one["backend"]), `${field}.backend`)];
}

function validateBackend(backend: Fields, field: string): readonly FieldError[] {
  const service = backend["service"];
  const hasResource = isFields(backend["resource"]);
  if (!isFields(service)) return hasResource ? [] : [invalid(field, "", "resource or service backend is required")];
  if (hasResource) return [invalid(field, "", "cannot set both resource and service backends")];
  const port = fields(service["port"]);
  const name = text(service["name"]);
  const errors: FieldError[] =
    name === "" ? [required(`${field}.service.name`)] : problems(name, `${field}.service.name`, isDnsLabel).slice();
  const [portName, portCount] = [text(port["name"]), number(port["number"]) ?? 0];
  if (portName !== "" && portCount !== 0) errors.push(invalid(field, "", "cannot set both port name & port number"));
  else if (portName !== "") errors.push(...problems(portName, `${field}.service.port.name`, isPortName));
  else if (portCount !== 0) errors.push(...portNumber(portCount, `${field}.service.port.number`));
  else errors.push(required(field, "port name or number is required"));
  return errors;
}

/** The rules of a NetworkPolicy, metadata apart. */
export function validateNetworkPolicy(policy: ApiObject): readonly FieldError[] {
  const spec = fields(policy["spec"]);
  const errors = [...labelSelector(spec["podSelector"], "spec.podSelector")];
  for (const [direction, peers] of [
    ["ingress", "from"],
    ["egress", "to"],
  ] as const) {
    items(spec[direction]).forEach((rule, index) => {
      const at = `spec.${direction}[${index}]`;
      items(rule["ports"]).forEach((port, position) =>
        errors.push(...validatePolicyPort(port, `${at}.ports[${position}]`)),
      );
      items(rule[peers]).forEach((peer, position) => errors.push(...validatePeer(peer, `${at}.${peers}[${position}]`)));
    });
  }
  const types = texts(spec["policyTypes"]);
  return [
    ...errors,
    ...types.flatMap((type, index) => oneOf(type, ["Ingress", "Egress"], `spec.policyTypes[${index}]`)),
  ];
}

function validatePolicyPort(port: Fields, field: string): readonly FieldError[] {
  const [first, last] = [port["port"], number(port["endPort"])];
  const errors = [
    ...oneOf(port["protocol"], ["TCP", "UDP", "SCTP"], `${field}.protocol`),
    ...portOrName(first, `${field}.port`),
  ];
  if (last === undefined) return errors;
  if (typeof first === "number" && first > last)
    errors.push(invalid(`${field}.endPort`, first, "must be greater than or equal to `port`"));
  if (first === undefined) errors.push(required(`${field}.port`, "must be specified when `endPort` is specified"));
  return errors;
}

function validatePeer(peer: Fields, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  let kinds = 0;
  for (const key of ["podSelector", "namespaceSelector"]) {
    if (!isFields(peer[key])) continue;
    kinds++;
    errors.push(...labelSelector(peer[key], `${field}.${key}`));
  }
  const block = peer["ipBlock"];
  if (isFields(block)) {
    errors.push(...cidr(text(block["cidr"]), `${field}.ipBlock.cidr`));
    texts(block["except"]).forEach((one, index) => errors.push(...cidr(one, `${field}.ipBlock.except[${index}]`)));
    if (kinds > 0)
      errors.push({
        reason: "FieldValueForbidden",
        field,
        message: "Forbidden: may not specify both ipBlock and another peer",
      });
    kinds++;
  }
  return kinds === 0 ? [required(field, "must specify a peer")] : errors;
}

/** The rules of Endpoints, metadata apart. */
export function validateEndpoints(endpoints: ApiObject): readonly FieldError[] {
  return items(endpoints["subsets"]).flatMap((subset, index) => {
    const at = `subsets[${index}]`;
    const errors: FieldError[] = [];
    for (const list of ["addresses", "notReadyAddresses"]) {
      items(subset[list]).forEach((one, position) =>
        errors.push(...endpointAddress(text(one["ip"]), `${at}.${list}[${position}].ip`)),
      );
    }
    if (items(subset["addresses"]).length + items(subset["notReadyAddresses"]).length === 0) {
      errors.push(required(at, "must specify `addresses` or `notReadyAddresses`"));
    }
    items(subset["ports"]).forEach((port, position) => {
      errors.push(...portNumber(number(port["port"]) ?? 0, `${at}.ports[${position}].port`));
      errors.push(...oneOf(port["protocol"], ["TCP", "UDP", "SCTP"], `${at}.ports[${position}].protocol`));
    });
    return errors;
  });
}

/** The rules of an EndpointSlice, metadata apart. */
export function validateEndpointSlice(slice: ApiObject): readonly FieldError[] {
  const type = text(slice["addressType"]);
  const errors: FieldError[] = [];
  if (type === "") errors.push(required("addressType"));
  else errors.push(...oneOf(type, ["FQDN", "IPv4", "IPv6"], "addressType"));
  const names = new Set<string>();
  items(slice["ports"]).forEach((port, index) => {
    const name = text(port["name"]);
    if (names.has(name)) errors.push(duplicate(`ports[${index}].name`, name));
    names.add(name);
    errors.push(...oneOf(port["protocol"], ["TCP", "UDP", "SCTP"], `ports[${index}].protocol`));
  });
  items(slice["endpoints"]).forEach((endpoint, index) => {
    const field = `endpoints[${index}].addresses`;
    const addresses = texts(endpoint["addresses"]);
    if (addresses.length === 0) errors.push(required(field, "must contain at least 1 address"));
    if (addresses.length > 100)
      errors.push({
        reason: "FieldValueTooMany",
        field,
        message: `Too many: ${addresses.length}: must have at most 100 items`,
      });
    addresses.forEach((address, position) =>
      errors.push(...validateSliceAddress(address, type, { list: field, item: `${field}[${position}]` })),
    );
  });
  return errors;
}

function validateSliceAddress(
  address: string,
  type: string,
  at: { readonly list: string; readonly item: string },
): readonly FieldError[] {
  if (type === "FQDN") return problems(address, at.item, isDnsSubdomain);
  const errors: FieldError[] = [];
  if (isIpAddress(address) && isIpv4(address) !== (type === "IPv4"))
    errors.push(invalid(at.list, address, `must be an ${type} address`));
  return [...errors, ...endpointAddress(address, at.item)];
}
