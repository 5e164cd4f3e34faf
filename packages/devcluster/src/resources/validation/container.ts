import { isDnsLabel, isDnsSubdomain } from "@homeostat/schema";
import { compareQuantities } from "homeostat/internal/meta/quantity.ts";
import { fields, isFields, items, number, text, texts, type Fields } from "#resources/fields.ts";
import { isQualifiedName } from "#resources/names.ts";
import { duplicate, fieldNotFound, forbidden, invalid, required, type FieldError } from "#status/field-error.ts";
import {
  amount,
  isPortName,
  isQuantity,
  mustHave,
  nonNegative,
  oneOf,
  portNumber,
  portOrName,
  problems,
} from "./checks.ts";

/** What the containers of one list must agree with. */
export interface ContainerContext {
  readonly volumes: ReadonlySet<string>;
  readonly hostNetwork: boolean;
  /** Names of containers that came before, in this list and others; grows. */
  readonly names: Set<string>;
  /** Init containers may not be probed unless they restart always. */
  readonly init: boolean;
}

/** The rules of one container. */
export function validateContainer(container: Fields, field: string, context: ContainerContext): readonly FieldError[] {
  const name = text(container["name"]);
  const errors: FieldError[] = [];
  if (name === "") errors.push(required(`${field}.name`));
  else errors.push(...problems(name, `${field}.name`, isDnsLabel));
  if (name !== "" && context.names.has(name)) errors.push(duplicate(`${field}.name`, name));
  context.names.add(name);
  const image = text(container["image"]);
  if (image === "") errors.push(required(`${field}.image`));
  else if (image !== image.trim())
    errors.push(invalid(`${field}.image`, image, "must not have leading or trailing whitespace"));
  errors.push(
    ...validateLifecycle(container, field, context),
    ...validatePorts(items(container["ports"]), `${field}.ports`, context.hostNetwork),
    ...validateEnv(items(container["env"]), `${field}.env`),
    ...validateEnvFrom(items(container["envFrom"]), `${field}.envFrom`),
    ...validateMounts(items(container["volumeMounts"]), `${field}.volumeMounts`, context.volumes),
    ...oneOf(container["imagePullPolicy"], ["Always", "IfNotPresent", "Never"], `${field}.imagePullPolicy`),
    ...validateResources(fields(container["resources"]), `${field}.resources`),
    ...validateResizePolicy(items(container["resizePolicy"]), `${field}.resizePolicy`),
    ...oneOf(
      container["terminationMessagePolicy"],
      ["File", "FallbackToLogsOnError"],
      `${field}.terminationMessagePolicy`,
    ),
    ...validateSecurityContext(fields(container["securityContext"]), `${field}.securityContext`),
  );
  return errors;
}

function validateLifecycle(container: Fields, field: string, context: ContainerContext): readonly FieldError[] {
  const errors: FieldError[] = [];
  const sidecar = container["restartPolicy"] === "Always";
  for (const hook of ["postStart", "preStop"]) {
    const handler = fields(container["lifecycle"])[hook];
    if (isFields(handler)) errors.push(...validateHandler(handler, `${field}.lifecycle.${hook}`));
  }
  for (const name of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    const probe = container[name];
    if (!isFields(probe)) continue;
    if (context.init && !sidecar)
      errors.push(forbidden(`${field}.${name}`, "may not be set for init containers without restartPolicy=Always"));
    else errors.push(...validateProbe(probe, `${field}.${name}`, name !== "readinessProbe"));
  }
  return errors;
}

function validateProbe(probe: Fields, field: string, onlyOneSuccess: boolean): readonly FieldError[] {
  const errors = [...validateHandler(probe, field)];
  for (const count of [
    "initialDelaySeconds",
    "timeoutSeconds",
    "periodSeconds",
    "successThreshold",
    "failureThreshold",
  ]) {
    errors.push(...nonNegative(probe[count], `${field}.${count}`));
  }
  if (onlyOneSuccess && (number(probe["successThreshold"]) ?? 1) !== 1) {
    errors.push(invalid(`${field}.successThreshold`, probe["successThreshold"], "must be 1"));
  }
  return errors;
}

function validateHandler(handler: Fields, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  let handlers = 0;
  for (const kind of ["exec", "httpGet", "tcpSocket", "grpc", "sleep"]) {
    const action = handler[kind];
    if (!isFields(action)) continue;
    handlers++;
    if (handlers > 1) {
      errors.push(forbidden(`${field}.${kind}`, "may not specify more than 1 handler type"));
      continue;
    }
    if (kind === "exec" && texts(action["command"]).length === 0) errors.push(required(`${field}.exec.command`));
    if (kind === "httpGet") {
      errors.push(
        ...mustHave(action["path"], `${field}.httpGet.path`),
        ...portOrName(action["port"], `${field}.httpGet.port`),
      );
      errors.push(...oneOf(action["scheme"], ["HTTP", "HTTPS"], `${field}.httpGet.scheme`));
    }
    if (kind === "tcpSocket") errors.push(...portOrName(action["port"], `${field}.tcpSocket.port`));
    if (kind === "grpc") errors.push(...portNumber(action["port"], `${field}.grpc.port`));
  }
  return handlers === 0 ? [required(field, "must specify a handler type")] : errors;
}

function validatePorts(ports: readonly Fields[], field: string, hostNetwork: boolean): readonly FieldError[] {
  const names = new Set<string>();
  return ports.flatMap((port, index) => {
    const at = `${field}[${index}]`;
    const errors: FieldError[] = [];
    const name = text(port["name"]);
    if (name !== "") {
      const found = problems(name, `${at}.name`, isPortName);
      errors.push(...found);
      if (found.length === 0 && names.has(name)) errors.push(duplicate(`${at}.name`, name));
      names.add(name);
    }
    const containerPort = number(port["containerPort"]) ?? 0;
    if (containerPort === 0) errors.push(required(`${at}.containerPort`));
    else errors.push(...portNumber(containerPort, `${at}.containerPort`));
    const hostPort = number(port["hostPort"]) ?? 0;
    if (hostPort !== 0) errors.push(...portNumber(hostPort, `${at}.hostPort`));
    if (hostNetwork && hostPort !== 0 && hostPort !== containerPort) {
      errors.push(invalid(`${at}.hostPort`, hostPort, "must match `containerPort` when `hostNetwork` is true"));
    }
    errors.push(...oneOf(port["protocol"], ["SCTP", "TCP", "UDP"], `${at}.protocol`));
    return errors;
  });
}

const ENV_FIELDS: readonly string[] = [
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.nodeName",
  "spec.serviceAccountName",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
];

function validateEnv(env: readonly Fields[], field: string): readonly FieldError[] {
  return env.flatMap((variable, index) => {
    const at = `${field}[${index}]`;
    const name = text(variable["name"]);
    const errors: FieldError[] = [];
    if (name === "") errors.push(required(`${at}.name`));
    else errors.push(...problems(name, `${at}.name`, isEnvName));
    const source = variable["valueFrom"];
    if (isFields(source)) errors.push(...validateEnvSource(source, text(variable["value"]), `${at}.valueFrom`));
    return errors;
  });
}

function isEnvName(name: string): readonly string[] {
  if (/^[ -<>-~]+$/.test(name)) return [];
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

function validateEnvSource(source: Fields, value: string, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const reference = source["fieldRef"];
  if (isFields(reference))
    errors.push(...validateFieldPath(text(reference["fieldPath"]), `${field}.fieldRef.fieldPath`));
  for (const kind of ["configMapKeyRef", "secretKeyRef"]) {
    const key = source[kind];
    if (isFields(key)) errors.push(...mustHave(key["key"], `${field}.${kind}.key`));
  }
  const count = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"].filter((kind) =>
    isFields(source[kind]),
  ).length;
  if (count === 0)
    errors.push(
      invalid(
        field,
        "",
        "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`",
      ),
    );
  else if (value !== "") errors.push(invalid(field, "", "may not be specified when `value` is not empty"));
  else if (count > 1) errors.push(invalid(field, "", "may not have more than one field specified at a time"));
  return errors;
}

function validateFieldPath(path: string, field: string): readonly FieldError[] {
  if (path === "") return [required(field)];
  if (/^metadata\.(labels|annotations)\['.*'\]$/.test(path) || ENV_FIELDS.includes(path)) return [];
  return [invalid(field, path, `error converting fieldPath: field label not supported: ${path}`)];
}

function validateEnvFrom(sources: readonly Fields[], field: string): readonly FieldError[] {
  return sources.flatMap((source, index) => {
    const kinds = ["configMapRef", "secretRef"].filter((kind) => isFields(source[kind]));
    if (kinds.length === 0)
      return [invalid(`${field}[${index}]`, "", "must specify one of: `configMapRef` or `secretRef`")];
    if (kinds.length > 1)
      return [invalid(`${field}[${index}]`, "", "may not have more than one field specified at a time")];
    return [];
  });
}

function validateMounts(mounts: readonly Fields[], field: string, volumes: ReadonlySet<string>): readonly FieldError[] {
  const paths = new Set<string>();
  return mounts.flatMap((mount, index) => {
    const at = `${field}[${index}]`;
    const name = text(mount["name"]);
    const path = text(mount["mountPath"]);
    const errors: FieldError[] = [];
    if (name === "") errors.push(required(`${at}.name`));
    else if (!volumes.has(name)) errors.push(fieldNotFound(`${at}.name`, name));
    if (path === "") errors.push(required(`${at}.mountPath`));
    if (paths.has(path)) errors.push(invalid(`${at}.mountPath`, path, "must be unique"));
    paths.add(path);
    return errors;
  });
}

const STANDARD_RESOURCES: readonly string[] = ["cpu", "memory", "ephemeral-storage"];

/** Requests and limits of a container. */
function validateResources(resources: Fields, field: string): readonly FieldError[] {
  const limits = fields(resources["limits"]);
  const requests = fields(resources["requests"]);
  const errors = Object.keys(limits).flatMap((name) =>
    validateResource(name, limits[name], `${field}.limits[${name}]`),
  );
  for (const name of Object.keys(requests)) {
    errors.push(...validateResource(name, requests[name], `${field}.requests[${name}]`));
    const [request, limit] = [text(requests[name]), text(limits[name])];
    if (!isQuantity(request) || !isQuantity(limit)) continue;
    if (compareQuantities(request, limit) > 0)
      errors.push(invalid(`${field}.requests`, request, `must be less than or equal to ${name} limit of ${limit}`));
  }
  return errors;
}

function validateResource(name: string, value: unknown, field: string): readonly FieldError[] {
  const known = STANDARD_RESOURCES.includes(name) || name.startsWith("hugepages-");
  const errors: FieldError[] = problems(name, field, isQualifiedName).slice();
  if (errors.length === 0 && !known && !name.includes("/")) {
    errors.push(invalid(field, name, "must be a standard resource type or fully qualified"));
    errors.push(invalid(field, name, "must be a standard resource for containers"));
  }
  return [...errors, ...amount(value, field)];
}

function validateResizePolicy(policies: readonly Fields[], field: string): readonly FieldError[] {
  return policies.flatMap((policy) => [
    ...oneOf(policy["resourceName"], ["cpu", "memory"], field),
    ...oneOf(policy["restartPolicy"], ["NotRequired", "RestartContainer"], field),
  ]);
}

/** The part of a security context that pods and containers share. */
export function validateSecurityContext(context: Fields, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const id of ["runAsUser", "runAsGroup", "fsGroup"]) {
    const value = number(context[id]);
    if (value !== undefined && (value < 0 || value > 2_147_483_647)) {
      errors.push(invalid(`${field}.${id}`, value, "must be between 0 and 2147483647, inclusive"));
    }
  }
  if (context["privileged"] === true && context["allowPrivilegeEscalation"] === false) {
    errors.push(invalid(field, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"));
  }
  return errors;
}

/** A reference by name to an object in the same namespace. */
export function objectName(value: unknown, field: string): readonly FieldError[] {
  return text(value) === "" ? [] : problems(text(value), field, isDnsSubdomain);
}
