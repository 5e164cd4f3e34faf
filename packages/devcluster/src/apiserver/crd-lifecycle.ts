import { builtinSchema, type Schema } from "@homeostat/schema";
import { formatTime } from "homeostat/internal/meta/time.ts";
import { jsonEqual } from "homeostat/internal/std/compare.ts";
import { updateManagedFields } from "#patch/update-managed-fields.ts";
import { crdSpec, crdStatus } from "@homeostat/schema";
import { CLEANUP_FINALIZER, crdConditions, isConditionTrue, markTerminating } from "#resources/crd-status.ts";
import { customResource } from "#resources/custom-resource.ts";
import type { ApiObject, Stored, StoreEvent, Table } from "#storage/store.ts";
import type { ApiServerContext } from "./context.ts";

/**
 * Brings CustomResourceDefinitions to life: accepts their names, sets their conditions, serves them through the registry, and
 * when one is deleted, deletes its objects (honouring their finalizers) before it goes. Returns the function that stops it.
 * See https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 */
export function startCrdLifecycle(context: ApiServerContext): () => void {
  const crds = context.store.table(CRD_TABLE);
  const lifecycle = createLifecycle(context, crds);
  const from = context.store.revision;
  for (const { object } of crds.list().items) lifecycle.changed(object.metadata.name ?? "");
  const stop = crds.watch(from, (event) => lifecycle.changed(event.current.object.metadata.name ?? ""));
  return () => {
    stop();
    lifecycle.stop();
  };
}

const CRD_TABLE = "customresourcedefinitions.apiextensions.k8s.io";

interface Lifecycle {
  /** Looks at the CRD of that name soon. */
  changed(name: string): void;
  stop(): void;
}

/** Writes happen in a microtask of their own, never inside the delivery of an event. */
function createLifecycle(context: ApiServerContext, crds: Table): Lifecycle {
  const due = new Set<string>();
  const serving = createServing(context);
  let stopped = false;
  const drain = (): void => {
    for (const name of due) {
      if (stopped) return;
      due.delete(name);
      try {
        step(name);
      } catch (error) {
        context.log.error(error, "cannot bring a CustomResourceDefinition up to date", { name });
      }
    }
  };
  const changed = (name: string): void => {
    if (due.size === 0) void Promise.resolve().then(drain);
    due.add(name);
  };
  const step = (name: string): void => {
    const stored = crds.get(name);
    if (stored === undefined) {
      serving.end(name);
      for (const other of crds.list().items) if (!isConditionTrue(other.object, "NamesAccepted")) changed(other.key);
      return;
    }
    const crd = stored.object;
    if (isConditionTrue(crd, "Established")) serving.serve(crd, () => changed(name));
    if (crd.metadata.deletionTimestamp !== undefined) return terminate(context, crds, stored);
    const others = crds.list().items.map((one) => one.object);
    const status = crdConditions(crd, others, formatTime(context.clock.now()));
    if (status !== undefined) crds.update(stored, withManager(context, crd, { ...crd, status }));
  };
  return {
    changed,
    stop() {
      stopped = true;
      serving.stop();
    },
  };
}

interface Serving {
  /** Puts the CRD's resource into the registry when it is new or has changed; `onDelete` is called when one of its objects goes while it is being deleted. */
  serve(crd: ApiObject, onDelete: () => void): void;
  end(crdName: string): void;
  stop(): void;
}

function createServing(context: ApiServerContext): Serving {
  const served = new Map<string, { readonly crd: ApiObject; readonly unwatch: () => void }>();
  return {
    serve(crd, onDelete) {
      const name = crd.metadata.name ?? "";
      const before = served.get(name);
      if (before !== undefined && servesTheSame(before.crd, crd)) return;
      const resource = customResource(crd);
      if (context.registry.find(resource.group, resource.resource)?.custom === false) {
        return context.log.warn("a CustomResourceDefinition has the name of a built-in resource and is not served", {
          name,
        });
      }
      context.registry.set(resource);
      const onceTerminating = (): void => {
        if (served.get(name)?.crd.metadata.deletionTimestamp !== undefined) onDelete();
      };
      const unwatch = before?.unwatch ?? watchDeletes(context, resource.table, onceTerminating);
      served.set(name, { crd, unwatch });
    },
    end(name) {
      const before = served.get(name);
      if (before === undefined) return;
      before.unwatch();
      served.delete(name);
      const { group, names } = crdSpec(before.crd);
      context.registry.remove(group, names.plural);
    },
    stop() {
      for (const { unwatch } of served.values()) unwatch();
    },
  };
}

function servesTheSame(a: ApiObject, b: ApiObject): boolean {
  return (
    jsonEqual(a["spec"], b["spec"]) &&
    jsonEqual(crdStatus(a).acceptedNames, crdStatus(b).acceptedNames) &&
    (a.metadata.deletionTimestamp === undefined) === (b.metadata.deletionTimestamp === undefined)
  );
}

function watchDeletes(context: ApiServerContext, table: string, onDelete: () => void): () => void {
  return context.store.table(table).watch(context.store.revision, (event: StoreEvent) => {
    if (event.type === "DELETED") onDelete();
  });
}

/** One step towards the end of a CRD: say so, delete its objects, and once there are none let it go. */
function terminate(context: ApiServerContext, crds: Table, stored: Stored): void {
  const crd = stored.object;
  const { finalizers = [] } = crd.metadata;
  if (!finalizers.includes(CLEANUP_FINALIZER)) return;
  const now = formatTime(context.clock.now());
  const { group, names } = crdSpec(crd);
  const objects = context.store.table(`${names.plural}.${group}`);
  const marked = markTerminating(crd, "InstanceDeletionInProgress", now);
  if (isConditionTrue(crd, "Established") && objects.size > 0 && !jsonEqual(marked["status"], crd["status"])) {
    crds.update(stored, withManager(context, crd, marked));
    return;
  }
  for (const one of objects.list().items) deleteObject(objects, one, now);
  if (objects.size > 0) return;
  const left = finalizers.filter((one) => one !== CLEANUP_FINALIZER);
  const { finalizers: _, ...metadata } = crd.metadata;
  if (left.length === 0) crds.delete(stored, { ...crd, metadata });
  else crds.update(stored, { ...crd, metadata: { ...metadata, finalizers: left } });
}

/** As a DELETE by a client does: an object with finalizers stays, marked. */
function deleteObject(objects: Table, stored: Stored, now: string): void {
  const { object } = stored;
  const { metadata } = object;
  if ((metadata.finalizers ?? []).length === 0) return void objects.delete(stored);
  if (metadata.deletionTimestamp !== undefined) return;
  const generation = (metadata.generation ?? 0) + 1;
  objects.update(stored, {
    ...object,
    metadata: { ...metadata, generation, deletionTimestamp: now, deletionGracePeriodSeconds: 0 },
  });
}

/** The server's own writes have a manager like everybody's. */
function withManager(context: ApiServerContext, live: ApiObject, next: ApiObject): ApiObject {
  return updateManagedFields({
    live,
    next,
    manager: "kube-apiserver",
    subresource: "status",
    apiVersion: "apiextensions.k8s.io/v1",
    schema: crdSchema(),
    time: formatTime(context.clock.now()),
  });
}

function crdSchema(): Schema {
  return builtinSchema("apiextensions.k8s.io", "v1", "CustomResourceDefinition") ?? {};
}
