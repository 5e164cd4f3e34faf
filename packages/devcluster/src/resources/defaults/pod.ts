import { changeField, changeItems, fields, fill, items, text, type Fields } from "#resources/fields.ts";

/**
 * The defaults of a Pod: those of a template, and what only real pods get.
 * See https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
 */
export function podDefaults(spec: Fields): Fields {
  let pod = fill(podSpecDefaults(spec), { enableServiceLinks: true });
  const withRequests = (container: Fields): Fields => changeField(container, "resources", requestsFromLimits);
  pod = changeItems(changeItems(pod, "containers", withRequests), "initContainers", withRequests);
  if (pod["hostNetwork"] !== true) return pod;
  return changeItems(changeItems(pod, "containers", hostPorts), "initContainers", hostPorts);
}

/** The defaults of the spec in a pod template. */
function podSpecDefaults(spec: Fields): Fields {
  const account = text(spec["serviceAccountName"]) || text(spec["serviceAccount"]);
  let pod = fill(spec, {
    restartPolicy: "Always",
    terminationGracePeriodSeconds: 30,
    dnsPolicy: "ClusterFirst",
    ...(account === "" ? {} : { serviceAccountName: account }),
    securityContext: {},
    schedulerName: "default-scheduler",
  });
  // The deprecated name of the same field always shows the same value.
  if (account !== "" && pod["serviceAccount"] !== account) pod = { ...pod, serviceAccount: account };
  for (const list of ["containers", "initContainers", "ephemeralContainers"])
    pod = changeItems(pod, list, containerDefaults);
  return changeItems(pod, "volumes", volumeDefaults);
}

/** A template (`{metadata, spec}`) with the defaults of its spec. */
export function podTemplateDefaults(template: Fields): Fields {
  return changeField(template, "spec", podSpecDefaults);
}

/** The spec of a PersistentVolumeClaim, also in templates. */
export function claimSpecDefaults(spec: Fields): Fields {
  return fill(spec, { volumeMode: "Filesystem" });
}

function containerDefaults(container: Fields): Fields {
  let filled = fill(container, {
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    imagePullPolicy: pullPolicyOf(text(container["image"])),
  });
  filled = changeItems(filled, "ports", (port) => fill(port, { protocol: "TCP" }));
  filled = changeItems(filled, "env", (variable) =>
    changeField(variable, "valueFrom", (source) => changeField(source, "fieldRef", fieldRefDefaults)),
  );
  for (const probe of ["livenessProbe", "readinessProbe", "startupProbe"])
    filled = changeField(filled, probe, probeDefaults);
  return changeField(filled, "lifecycle", (lifecycle) => {
    const handler = (one: Fields): Fields => changeField(one, "httpGet", httpGetDefaults);
    return changeField(changeField(lifecycle, "postStart", handler), "preStop", handler);
  });
}

/** `Always` for `:latest` and for images without tag and digest. */
function pullPolicyOf(image: string): string {
  if (image === "" || image.includes("@")) return "IfNotPresent";
  const name = image.slice(image.lastIndexOf("/") + 1);
  const colon = name.indexOf(":");
  return colon < 0 || name.slice(colon + 1) === "latest" ? "Always" : "IfNotPresent";
}

function fieldRefDefaults(reference: Fields): Fields {
  return fill(reference, { apiVersion: "v1" });
}

function probeDefaults(probe: Fields): Fields {
  const filled = fill(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
  return changeField(changeField(filled, "httpGet", httpGetDefaults), "grpc", (grpc) => fill(grpc, { service: "" }));
}

function httpGetDefaults(action: Fields): Fields {
  return fill(action, { path: "/", scheme: "HTTP" });
}

function requestsFromLimits(resources: Fields): Fields {
  const limits = fields(resources["limits"]);
  if (Object.keys(limits).length === 0) return resources;
  const requests = fields(resources["requests"]);
  const filled = fill(requests, limits);
  return filled === requests ? resources : { ...resources, requests: filled };
}

function hostPorts(container: Fields): Fields {
  return changeItems(container, "ports", (port) => fill(port, { hostPort: port["containerPort"] }));
}

const DEFAULT_MODE = 420;

function volumeDefaults(volume: Fields): Fields {
  if (Object.keys(volume).every((key) => key === "name")) return { ...volume, emptyDir: {} };
  const mode = (source: Fields): Fields => fill(source, { defaultMode: DEFAULT_MODE });
  const downward = (source: Fields): Fields =>
    changeItems(source, "items", (item) => changeField(item, "fieldRef", fieldRefDefaults));
  let filled = changeField(changeField(volume, "secret", mode), "configMap", mode);
  filled = changeField(filled, "downwardAPI", (source) => downward(mode(source)));
  filled = changeField(filled, "projected", (source) =>
    changeItems(mode(source), "sources", (one) =>
      changeField(changeField(one, "downwardAPI", downward), "serviceAccountToken", (token) =>
        fill(token, { expirationSeconds: 3600 }),
      ),
    ),
  );
  filled = changeField(filled, "ephemeral", (source) =>
    changeField(source, "volumeClaimTemplate", (template) => changeField(template, "spec", claimSpecDefaults)),
  );
  return driverDefaults(
    changeField(filled, "image", (image) => fill(image, { pullPolicy: pullPolicyOf(text(image["reference"])) })),
  );
}

/** Sources that PersistentVolumes have as well. */
export function driverDefaults(source: Fields): Fields {
  let filled = changeField(source, "hostPath", (one) => fill(one, { type: "" }));
  filled = changeField(filled, "iscsi", (one) => fill(one, { iscsiInterface: "default" }));
  filled = changeField(filled, "rbd", (one) => fill(one, { pool: "rbd", user: "admin", keyring: "/etc/ceph/keyring" }));
  filled = changeField(filled, "scaleIO", (one) => fill(one, { storageMode: "ThinProvisioned", fsType: "xfs" }));
  return changeField(filled, "azureDisk", (one) =>
    fill(one, { cachingMode: "ReadWrite", kind: "Shared", fsType: "ext4", readOnly: false }),
  );
}

/**
 * The quality-of-service class of a pod.
 * See https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
 */
export function qosClassOf(spec: Fields): "Guaranteed" | "Burstable" | "BestEffort" {
  const isSet = (amount: unknown): boolean => amount !== undefined && amount !== "0";
  let any = false;
  let guaranteed = true;
  for (const container of [...items(spec["containers"]), ...items(spec["initContainers"])]) {
    const resources = fields(container["resources"]);
    const limits = fields(resources["limits"]);
    const requests = fields(resources["requests"]);
    for (const name of ["cpu", "memory"]) {
      if (isSet(limits[name]) || isSet(requests[name])) any = true;
      if (!isSet(limits[name]) || (isSet(requests[name]) && requests[name] !== limits[name])) guaranteed = false;
    }
  }
  if (!any) return "BestEffort";
  return guaranteed ? "Guaranteed" : "Burstable";
}
