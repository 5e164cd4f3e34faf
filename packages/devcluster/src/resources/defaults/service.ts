import { changeField, changeItems, fill, text, texts, without, type Fields } from "#resources/fields.ts";

/** See https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/ */
export function serviceDefaults(spec: Fields): Fields {
  let service = fill(spec, { sessionAffinity: "None", type: "ClusterIP" });
  if (service["sessionAffinity"] === "ClientIP") {
    service = changeField(fill(service, { sessionAffinityConfig: {} }), "sessionAffinityConfig", (config) =>
      changeField(fill(config, { clientIP: {} }), "clientIP", (client) => fill(client, { timeoutSeconds: 10_800 })),
    );
  } else service = without(service, "sessionAffinityConfig");
  service = changeItems(service, "ports", (port) => {
    const filled = fill(port, { protocol: "TCP" });
    const target = filled["targetPort"];
    return target === undefined || target === 0 || target === "" ? { ...filled, targetPort: filled["port"] } : filled;
  });
  const type = text(service["type"]);
  return fill(service, {
    ...(isExternallyAccessible(service) ? { externalTrafficPolicy: "Cluster" } : {}),
    ...(type === "ExternalName" ? {} : { internalTrafficPolicy: "Cluster" }),
    ...(type === "LoadBalancer" ? { allocateLoadBalancerNodePorts: true } : {}),
  });
}

/** Traffic from outside can come in: only then an external traffic policy means something. */
export function isExternallyAccessible(spec: Fields): boolean {
  const type = text(spec["type"]);
  return (
    type === "LoadBalancer" || type === "NodePort" || (type === "ClusterIP" && texts(spec["externalIPs"]).length > 0)
  );
}
