import { isDnsLabel, isDnsSubdomain } from "@homeostat/schema";
import { jsonEqual } from "homeostat/internal/std/compare.ts";
import { isExternallyAccessible } from "#resources/defaults/service.ts";
import { fields, items, number, text, texts, type Fields } from "#resources/fields.ts";
import type { StrategyContext } from "#resources/resource.ts";
import { duplicate, invalid, required, type FieldError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";
import { inRange, ipAddress, matchLabels, oneOf, portNumber, portOrName, problems } from "./checks.ts";

/** The rules of a Service, metadata apart. */
export function validateService(service: ApiObject): readonly FieldError[] {
  const spec = fields(service["spec"]);
  const type = text(spec["type"]);
  return [
    ...validateShape(spec, type),
    ...validatePorts(items(spec["ports"]), "spec.ports"),
    ...matchLabels(spec["selector"], "spec.selector").map((error) => ({ ...error, field: "spec.selector" })),
    ...oneOf(text(spec["sessionAffinity"]), ["ClientIP", "None"], "spec.sessionAffinity"),
    ...inRange(
      fields(fields(spec["sessionAffinityConfig"])["clientIP"])["timeoutSeconds"],
      "spec.sessionAffinityConfig.clientIP.timeoutSeconds",
      { min: 1, max: 86_400 },
    ),
    ...texts(spec["externalIPs"]).flatMap((address, index) => ipAddress(address, `spec.externalIPs[${index}]`)),
    ...oneOf(type, ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"], "spec.type"),
    ...validateNodePorts(spec, type),
    ...validateTraffic(spec),
    ...validateFamilies(spec),
  ];
}

/** What each type needs. */
function validateShape(spec: Fields, type: string): readonly FieldError[] {
  const ports = items(spec["ports"]);
  const clusterIp = text(spec["clusterIP"]);
  if (type === "ExternalName") {
    const name = text(spec["externalName"]).replace(/\.$/, "");
    const errors: FieldError[] =
      name === "" ? [required("spec.externalName")] : problems(name, "spec.externalName", isDnsSubdomain).slice();
    if (clusterIp !== "")
      errors.push({
        reason: "FieldValueForbidden",
        field: "spec.clusterIPs",
        message: "Forbidden: may not be set for ExternalName services",
      });
    return errors;
  }
  const errors: FieldError[] = [];
  if (ports.length === 0 && clusterIp !== "None") errors.push(required("spec.ports"));
  if (type === "LoadBalancer" && clusterIp === "None") {
    errors.push(invalid("spec.clusterIPs[0]", "None", "may not be set to 'None' for LoadBalancer services"));
  }
  return errors;
}

function validatePorts(ports: readonly Fields[], field: string): readonly FieldError[] {
  const names = new Set<string>();
  const numbers = new Set<string>();
  return ports.flatMap((port, index) => {
    const at = `${field}[${index}]`;
    const name = text(port["name"]);
    const errors: FieldError[] = [];
    if (name === "" && ports.length > 1) errors.push(required(`${at}.name`));
    else if (name !== "") {
      const found = problems(name, `${at}.name`, isDnsLabel);
      errors.push(...found);
      if (found.length === 0 && names.has(name)) errors.push(duplicate(`${at}.name`, name));
      names.add(name);
    }
    errors.push(...portNumber(number(port["port"]) ?? 0, `${at}.port`));
    errors.push(...oneOf(text(port["protocol"]), ["SCTP", "TCP", "UDP"], `${at}.protocol`));
    errors.push(...portOrName(port["targetPort"], `${at}.targetPort`));
    const key = `${text(port["protocol"])}/${number(port["port"]) ?? 0}`;
    if (numbers.has(key)) errors.push(duplicate(at, internalPort(port)));
    numbers.add(key);
    return errors;
  });
}

/** A port as the API server shows it in this message: Go's field names, and only what makes it a duplicate. */
function internalPort(port: Fields): Fields {
  return { Name: "", Protocol: port["protocol"], AppProtocol: null, Port: port["port"], TargetPort: 0, NodePort: 0 };
}

const NODE_PORTS = { min: 30_000, max: 32_767 };

function validateNodePorts(spec: Fields, type: string): readonly FieldError[] {
  return items(spec["ports"]).flatMap((port, index) => {
    const nodePort = number(port["nodePort"]) ?? 0;
    const at = `spec.ports[${index}].nodePort`;
    if (nodePort === 0) return [];
    if (type === "ClusterIP")
      return [
        {
          reason: "FieldValueForbidden" as const,
          field: at,
          message: "Forbidden: may not be used when `type` is 'ClusterIP'",
        },
      ];
    if (nodePort >= NODE_PORTS.min && nodePort <= NODE_PORTS.max) return [];
    return [
      invalid(
        at,
        nodePort,
        `provided port is not in the valid range. The range of valid ports is ${NODE_PORTS.min}-${NODE_PORTS.max}`,
      ),
    ];
  });
}

function validateTraffic(spec: Fields): readonly FieldError[] {
  const policy = spec["externalTrafficPolicy"];
  const errors: FieldError[] = [];
  if (policy !== undefined && !isExternallyAccessible(spec)) {
    errors.push(invalid("spec.externalTrafficPolicy", policy, "may only be set for externally-accessible services"));
  } else errors.push(...oneOf(policy, ["Cluster", "Local"], "spec.externalTrafficPolicy"));
  return [...errors, ...oneOf(spec["internalTrafficPolicy"], ["Cluster", "Local"], "spec.internalTrafficPolicy")];
}

function validateFamilies(spec: Fields): readonly FieldError[] {
  const errors = texts(spec["ipFamilies"]).flatMap((family, index) =>
    oneOf(family, ["IPv4", "IPv6"], `spec.ipFamilies[${index}]`),
  );
  const policy = text(spec["ipFamilyPolicy"]);
  const headlessWithoutSelector =
    text(spec["clusterIP"]) === "None" && Object.keys(fields(spec["selector"])).length === 0;
  if (policy === "RequireDualStack" && !headlessWithoutSelector) {
    return [
      ...errors,
      invalid("spec.ipFamilyPolicy", policy, "this cluster is not configured for dual-stack services"),
    ];
  }
  return [
    ...errors,
    ...oneOf(spec["ipFamilyPolicy"], ["PreferDualStack", "RequireDualStack", "SingleStack"], "spec.ipFamilyPolicy"),
  ];
}

/** Addresses stay once they are given, except to and from ExternalName. */
export function validateServiceUpdate(
  service: ApiObject,
  old: ApiObject,
  context: StrategyContext,
): readonly FieldError[] {
  if (context.subresource !== "") return [];
  const next = fields(service["spec"]);
  const before = fields(old["spec"]);
  if (next["type"] === "ExternalName" || before["type"] === "ExternalName") return [];
  const [wanted, current] = [next["clusterIPs"], before["clusterIPs"]];
  const first = texts(current)[0] ?? "";
  if (first === "" || jsonEqual(texts(wanted)[0], first)) return [];
  return [invalid("spec.clusterIPs[0]", wanted ?? null, "may not change once set")];
}
