/** A Pod as JSON text, cut where its resource version is, so that a new version costs no work. */
export interface PodText {
  readonly before: string;
  readonly after: string;
}

/** Number of namespaces that the pods are spread over. */
export const NAMESPACES = 50;

/** Where the pod with this number is. */
export function podKey(index: number): { readonly namespace: string; readonly name: string } {
  return {
    namespace: `team-${index % NAMESPACES}`,
    name: `web-${(index % 997).toString(36)}-6b7f8d9c5d-${index.toString(36).padStart(5, "x")}`,
  };
}

/** A Pod of a Deployment as a server returns it: about 5.5 kB of JSON, 1.9 kB of it managedFields. */
export function podText(index: number): PodText {
  const text = JSON.stringify({ metadata: metadata(index), spec: spec(index), status: status(index) });
  const [before = "", after = ""] = text.split(VERSION_MARK);
  return { before, after };
}

/** The same Pod, for a server that fills in what a client does not write. */
export function podToCreate(index: number): { readonly metadata: object; readonly spec: object } {
  const { labels, annotations } = metadata(index);
  return { metadata: { ...podKey(index), labels, annotations }, spec: spec(index) };
}

const VERSION_MARK = "@@version@@";

function metadata(
  index: number,
): { readonly labels: object; readonly annotations: object } & Readonly<Record<string, unknown>> {
  const { namespace, name } = podKey(index);
  const app = `web-${(index % 997).toString(36)}`;
  return {
    name,
    generateName: `${app}-6b7f8d9c5d-`,
    namespace,
    uid: uid(index),
    resourceVersion: VERSION_MARK,
    generation: 1,
    creationTimestamp: "2026-03-04T05:06:07Z",
    labels: {
      app: app,
      "app.kubernetes.io/instance": app,
      "app.kubernetes.io/managed-by": "Helm",
      "app.kubernetes.io/name": "web",
      "app.kubernetes.io/version": "1.29.3",
      "pod-template-hash": "6b7f8d9c5d",
    },
    annotations: {
      "checksum/config": uid(index % 997).repeat(2),
      "prometheus.io/port": "9090",
      "prometheus.io/scrape": "true",
    },
    ownerReferences: [
      {
        apiVersion: "apps/v1",
        kind: "ReplicaSet",
        name: `${app}-6b7f8d9c5d`,
        uid: uid(index % 997),
        controller: true,
        blockOwnerDeletion: true,
      },
    ],
    managedFields: managedFields(index),
  };
}

function spec(index: number): object {
  return {
    volumes: [
      {
        name: `kube-api-access-${(index % 99_991).toString(36).padStart(5, "k")}`,
        projected: {
          sources: [
            { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
            { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
            {
              downwardAPI: {
                items: [{ path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } }],
              },
            },
          ],
          defaultMode: 420,
        },
      },
      { name: "config", configMap: { name: `web-config-${index % 997}`, defaultMode: 420 } },
    ],
    containers: [container("web", index)],
    restartPolicy: "Always",
    terminationGracePeriodSeconds: 30,
    dnsPolicy: "ClusterFirst",
    serviceAccountName: "default",
    serviceAccount: "default",
    nodeName: `node-${index % 200}.eu-central-1.compute.internal`,
    securityContext: { runAsNonRoot: true, fsGroup: 2000 },
    schedulerName: "default-scheduler",
    tolerations: [
      { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
      { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
    ],
    priority: 0,
    enableServiceLinks: true,
    preemptionPolicy: "PreemptLowerPriority",
  };
}

function container(name: string, index: number): object {
  return {
    name,
    image: `registry.example.com/platform/${name}:1.29.${index % 7}`,
    ports: [{ name: "http", containerPort: 8080, protocol: "TCP" }],
    env: [
      { name: "LOG_LEVEL", value: "info" },
      { name: "POD_IP", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "status.podIP" } } },
    ],
    resources: { limits: { cpu: "500m", memory: "512Mi" }, requests: { cpu: "100m", memory: "128Mi" } },
    volumeMounts: [{ name: "config", mountPath: "/etc/web", readOnly: true }],
    readinessProbe: {
      httpGet: { path: "/ready", port: "http", scheme: "HTTP" },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    },
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    imagePullPolicy: "IfNotPresent",
  };
}

function status(index: number): object {
  const condition = (type: string): object => ({
    type,
    status: "True",
    lastProbeTime: null,
    lastTransitionTime: "2026-03-04T05:06:12Z",
  });
  const ran = (name: string): object => ({
    name,
    state: { running: { startedAt: "2026-03-04T05:06:11Z" } },
    lastState: {},
    ready: true,
    restartCount: 0,
    image: `registry.example.com/platform/${name}:1.29.${index % 7}`,
    containerID: `containerd://${uid(index).replaceAll("-", "").repeat(2)}`,
    started: true,
  });
  return {
    phase: "Running",
    conditions: ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"].map(condition),
    hostIP: `10.1.${index % 200}.7`,
    podIP: `10.244.${index % 256}.${(index >> 8) % 256}`,
    podIPs: [{ ip: `10.244.${index % 256}.${(index >> 8) % 256}` }],
    startTime: "2026-03-04T05:06:07Z",
    containerStatuses: [ran("web")],
    qosClass: "Burstable",
  };
}

function managedFields(index: number): readonly object[] {
  const f = (...names: readonly string[]): object => Object.fromEntries(names.map((name) => [`f:${name}`, {}]));
  const containerFields = f(
    "image",
    "imagePullPolicy",
    "name",
    "ports",
    "env",
    "volumeMounts",
    "resources",
    "terminationMessagePath",
    "terminationMessagePolicy",
    "readinessProbe",
  );
  const condition = { ".": {}, ...f("lastProbeTime", "lastTransitionTime", "status", "type") };
  return [
    {
      manager: "kube-controller-manager",
      operation: "Update",
      apiVersion: "v1",
      time: "2026-03-04T05:06:07Z",
      fieldsType: "FieldsV1",
      fieldsV1: {
        "f:metadata": {
          "f:annotations": { ".": {}, ...f("checksum/config", "prometheus.io/port", "prometheus.io/scrape") },
          "f:generateName": {},
          "f:labels": {
            ".": {},
            ...f(
              "app",
              "app.kubernetes.io/instance",
              "app.kubernetes.io/managed-by",
              "app.kubernetes.io/name",
              "pod-template-hash",
            ),
          },
          "f:ownerReferences": { ".": {}, [`k:{"uid":"${uid(index % 997)}"}`]: {} },
        },
        "f:spec": {
          "f:containers": { 'k:{"name":"web"}': containerFields, 'k:{"name":"metrics"}': containerFields },
          ...f(
            "dnsPolicy",
            "enableServiceLinks",
            "restartPolicy",
            "schedulerName",
            "securityContext",
            "terminationGracePeriodSeconds",
          ),
        },
      },
    },
    {
      manager: "kubelet",
      operation: "Update",
      apiVersion: "v1",
      time: "2026-03-04T05:06:12Z",
      fieldsType: "FieldsV1",
      fieldsV1: {
        "f:status": {
          "f:conditions": {
            ".": {},
            'k:{"type":"PodScheduled"}': condition,
            'k:{"type":"ContainersReady"}': condition,
            'k:{"type":"Initialized"}': condition,
            'k:{"type":"Ready"}': condition,
          },
          ...f("containerStatuses", "hostIP", "hostIPs", "phase", "podIP", "podIPs", "startTime"),
        },
      },
      subresource: "status",
    },
  ];
}

function uid(index: number): string {
  const hex = (index * 2_654_435_761).toString(16).padStart(12, "0").slice(-12);
  return `${hex.slice(0, 8)}-${hex.slice(4, 8)}-4${hex.slice(1, 4)}-9${hex.slice(5, 8)}-${hex}`;
}
