import { StatusError } from "#status/status-error.ts";
import type { Store } from "#storage/store.ts";
import type { AdmissionPlugin, AdmissionRequest } from "./admission.ts";
import { admissionForbidden } from "./forbidden.ts";

/**
 * Refuses new content in namespaces that are absent or terminating, and to delete those that a cluster cannot do without.
 * See https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#namespacelifecycle
 */
export function namespaceLifecycle(store: Store): AdmissionPlugin {
  const namespaces = store.table("namespaces");
  return {
    name: "NamespaceLifecycle",
    mutate(request) {
      if (isNamespace(request)) {
        if (request.operation === "DELETE" && IMMORTAL.has(request.name))
          throw admissionForbidden(request, "this namespace may not be deleted");
        return undefined;
      }
      const { namespace, operation, resource } = request;
      if (namespace === "" || operation === "DELETE" || resource.group === "authorization.k8s.io") return undefined;
      const stored = namespaces.get(namespace);
      if (stored === undefined) {
        const message = `namespaces ${JSON.stringify(namespace)} not found`;
        throw new StatusError(404, "NotFound", message, { details: { name: namespace, kind: "namespaces" } });
      }
      if (operation === "CREATE" && phaseOf(stored.object["status"]) === "Terminating") throw terminating(request);
      return undefined;
    },
  };
}

const IMMORTAL: ReadonlySet<string> = new Set(["default", "kube-system", "kube-public"]);

function isNamespace({ resource }: AdmissionRequest): boolean {
  return resource.group === "" && resource.resource === "namespaces";
}

function phaseOf(status: unknown): unknown {
  return (status as { readonly phase?: unknown } | undefined)?.phase;
}

function terminating(request: AdmissionRequest): StatusError {
  const { namespace } = request;
  return admissionForbidden(
    request,
    `unable to create new content in namespace ${namespace} because it is being terminated`,
    [
      {
        reason: "NamespaceTerminating",
        message: `namespace ${namespace} is being terminated`,
        field: "metadata.namespace",
      },
    ],
  );
}
