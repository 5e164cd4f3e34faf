import {
  changeField,
  changeItems,
  fields,
  fill,
  isFields,
  items,
  text,
  texts,
  type Fields,
} from "#resources/fields.ts";
import { claimSpecDefaults, driverDefaults } from "./pod.ts";

/** A Node: one range for pods is the first of all, and everything is allocatable until the kubelet says otherwise. */
export function nodeDefaults(node: Fields): Fields {
  const withRanges = changeField(node, "spec", (spec) => {
    const ranges = texts(spec["podCIDRs"]);
    if (ranges.length > 0) return fill(spec, { podCIDR: ranges[0] });
    return text(spec["podCIDR"]) === "" ? spec : { ...spec, podCIDRs: [spec["podCIDR"]] };
  });
  return changeField(withRanges, "status", (status) => fill(status, { allocatable: status["capacity"] }));
}

/** A PersistentVolumeClaim. */
export function claimDefaults(claim: Fields): Fields {
  const withSpec = changeField(claim, "spec", claimSpecDefaults);
  return changeField(withSpec, "status", (status) => fill(status, { phase: "Pending" }));
}

/** A PersistentVolume. */
export function persistentVolumeDefaults(volume: Fields): Fields {
  const withSpec = changeField(volume, "spec", (spec) =>
    driverDefaults(fill(spec, { persistentVolumeReclaimPolicy: "Retain", volumeMode: "Filesystem" })),
  );
  return changeField(withSpec, "status", (status) => fill(status, { phase: "Pending" }));
}

/** A Secret: `stringData` is written over `data`, and is never stored. */
export function secretDefaults(secret: Fields): Fields {
  const { stringData, ...rest } = secret;
  const filled = fill(rest, { type: "Opaque" });
  if (!isFields(stringData)) return filled;
  const encoded = Object.entries(stringData).map(
    ([key, value]) => [key, Buffer.from(text(value)).toString("base64")] as const,
  );
  return { ...filled, data: { ...fields(filled["data"]), ...Object.fromEntries(encoded) } };
}

/** A Namespace carries its name as a label. */
export function namespaceDefaults(namespace: Fields): Fields {
  const metadata = fields(namespace["metadata"]);
  const name = text(metadata["name"]);
  if (name === "") return namespace;
  const labels = { ...fields(metadata["labels"]), "kubernetes.io/metadata.name": name };
  return { ...namespace, metadata: { ...metadata, labels } };
}

/** A LimitRange: limits of containers default to the maximum, requests to the limits. */
export function limitRangeDefaults(limits: Fields): Fields {
  return changeField(limits, "spec", (spec) =>
    changeItems(spec, "limits", (item) => {
      if (item["type"] !== "Container") return item;
      const limit = fill(fields(item["default"]), fields(item["max"]));
      const request = fill(fill(fields(item["defaultRequest"]), limit), fields(item["min"]));
      return {
        ...item,
        ...(Object.keys(limit).length === 0 ? {} : { default: limit }),
        ...(Object.keys(request).length === 0 ? {} : { defaultRequest: request }),
      };
    }),
  );
}

/** A RoleBinding or ClusterRoleBinding. */
export function bindingDefaults(binding: Fields): Fields {
  const rbac = "rbac.authorization.k8s.io";
  const withRole = changeField(binding, "roleRef", (role) =>
    text(role["apiGroup"]) === "" ? { ...role, apiGroup: rbac } : role,
  );
  return changeItems(withRole, "subjects", (subject) =>
    subject["kind"] === "User" || subject["kind"] === "Group" ? fill(subject, { apiGroup: rbac }) : subject,
  );
}

/** A NetworkPolicy. */
export function networkPolicyDefaults(policy: Fields): Fields {
  const port = (rule: Fields): Fields => changeItems(rule, "ports", (one) => fill(one, { protocol: "TCP" }));
  return changeField(policy, "spec", (spec) => {
    const filled = changeItems(changeItems(spec, "ingress", port), "egress", port);
    if (texts(filled["policyTypes"]).length > 0) return filled;
    return { ...filled, policyTypes: items(filled["egress"]).length > 0 ? ["Ingress", "Egress"] : ["Ingress"] };
  });
}

/** Endpoints. */
export function endpointsDefaults(endpoints: Fields): Fields {
  return changeItems(endpoints, "subsets", (subset) =>
    changeItems(subset, "ports", (port) => fill(port, { protocol: "TCP" })),
  );
}

/** An EndpointSlice. */
export function endpointSliceDefaults(slice: Fields): Fields {
  return changeItems(slice, "ports", (port) => fill(port, { name: "", protocol: "TCP" }));
}

/** An IngressClass. */
export function ingressClassDefaults(ingressClass: Fields): Fields {
  return changeField(ingressClass, "spec", (spec) =>
    changeField(spec, "parameters", (one) => fill(one, { scope: "Cluster" })),
  );
}

/** A CSIDriver. */
export function csiDriverDefaults(driver: Fields): Fields {
  return changeField(driver, "spec", (spec) =>
    fill(spec, {
      attachRequired: true,
      podInfoOnMount: false,
      volumeLifecycleModes: ["Persistent"],
      storageCapacity: false,
      fsGroupPolicy: "ReadWriteOnceWithFSType",
      requiresRepublish: false,
      seLinuxMount: false,
    }),
  );
}

/** A FlowSchema. */
export function flowSchemaDefaults(schema: Fields): Fields {
  return changeField(schema, "spec", (spec) => fill(spec, { matchingPrecedence: 1000 }));
}

/** A PriorityLevelConfiguration. */
export function priorityLevelDefaults(level: Fields): Fields {
  return changeField(level, "spec", (spec) => {
    const exempt = changeField(spec, "exempt", (one) => fill(one, { nominalConcurrencyShares: 0, lendablePercent: 0 }));
    return changeField(exempt, "limited", (limited) =>
      changeField(fill(limited, { nominalConcurrencyShares: 30, lendablePercent: 0 }), "limitResponse", (response) =>
        changeField(response, "queuing", (queuing) => fill(queuing, { queues: 64, handSize: 8, queueLengthLimit: 50 })),
      ),
    );
  });
}
