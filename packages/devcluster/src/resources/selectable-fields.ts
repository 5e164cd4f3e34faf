import type { ApiObject } from "#storage/store.ts";
import { fields, number, text } from "./fields.ts";

type Getter = (object: ApiObject) => string;

/**
 * The field selectors of a built-in resource beyond name and namespace, by `<resource>.<group>`.
 * See https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/#list-of-supported-fields
 */
export function selectableFieldsOf(group: string, resource: string): ReadonlyMap<string, Getter> {
  return SELECTABLE.get(group === "" ? resource : `${resource}.${group}`) ?? NONE;
}

const NONE: ReadonlyMap<string, Getter> = new Map();

const path =
  (...keys: readonly string[]): Getter =>
  (object) => {
    let value: unknown = object;
    for (const key of keys) value = fields(value)[key];
    return text(value);
  };

const flag =
  (...keys: readonly string[]): Getter =>
  (object) => {
    let value: unknown = object;
    for (const key of keys) value = fields(value)[key];
    return String(value === true);
  };

const count =
  (...keys: readonly string[]): Getter =>
  (object) => {
    let value: unknown = object;
    for (const key of keys) value = fields(value)[key];
    return String(number(value) ?? 0);
  };

const EVENT_OBJECT_FIELDS = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"];

function eventFields(object: string, source: string, reporting: string): ReadonlyMap<string, Getter> {
  const component = (event: ApiObject): string => text(fields(event[source])["component"]) || text(event[reporting]);
  return new Map<string, Getter>([
    ...EVENT_OBJECT_FIELDS.map((field): [string, Getter] => [`${object}.${field}`, path(object, field)]),
    ["reason", path("reason")],
    [reporting, path(reporting)],
    ...(source === "source" ? [["source", component] as [string, Getter]] : []),
    ["type", path("type")],
  ]);
}

const POD: ReadonlyMap<string, Getter> = new Map([
  ["spec.nodeName", path("spec", "nodeName")],
  ["spec.restartPolicy", path("spec", "restartPolicy")],
  ["spec.schedulerName", path("spec", "schedulerName")],
  ["spec.serviceAccountName", path("spec", "serviceAccountName")],
  ["spec.hostNetwork", flag("spec", "hostNetwork")],
  ["status.phase", path("status", "phase")],
  ["status.podIP", path("status", "podIP")],
  ["status.podIPs", path("status", "podIP")],
  ["status.nominatedNodeName", path("status", "nominatedNodeName")],
]);

const SELECTABLE: ReadonlyMap<string, ReadonlyMap<string, Getter>> = new Map([
  ["pods", POD],
  ["events", eventFields("involvedObject", "source", "reportingComponent")],
  ["events.events.k8s.io", eventFields("regarding", "deprecatedSource", "reportingController")],
  ["secrets", new Map([["type", path("type")]])],
  ["nodes", new Map([["spec.unschedulable", flag("spec", "unschedulable")]])],
  ["namespaces", new Map([["status.phase", path("status", "phase")]])],
  ["replicationcontrollers", new Map([["status.replicas", count("status", "replicas")]])],
  ["jobs.batch", new Map([["status.successful", count("status", "succeeded")]])],
  [
    "services",
    new Map([
      ["spec.clusterIP", path("spec", "clusterIP")],
      ["spec.type", path("spec", "type")],
    ]),
  ],
  [
    "resourceslices.resource.k8s.io",
    new Map([
      ["spec.nodeName", path("spec", "nodeName")],
      ["spec.driver", path("spec", "driver")],
    ]),
  ],
  ["certificatesigningrequests.certificates.k8s.io", new Map([["spec.signerName", path("spec", "signerName")]])],
]);
