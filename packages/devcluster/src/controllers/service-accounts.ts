import { defineController, done, watch, type ControllerDefinition } from "homeostat";
import { isApiError } from "homeostat/client";
import { ConfigMap, Namespace, ServiceAccount } from "homeostat/apis/core/v1";

/**
 * Gives every namespace its ServiceAccount `default`.
 * See https://kubernetes.io/docs/concepts/security/service-accounts/#default-service-accounts
 */
export function serviceAccountController(): ControllerDefinition<typeof Namespace> {
  return defineController({
    name: "serviceaccount-controller",
    for: Namespace,
    when: () => true,
    watches: [watch(ServiceAccount, { map: namespaceOf, when: (event) => event.type === "delete" })],
    async reconcile({ name }, { client, signal }) {
      const namespace = await client.find(Namespace, { name }, { signal });
      if (namespace === undefined || namespace.metadata.deletionTimestamp !== undefined) return done();
      if ((await client.find(ServiceAccount, { namespace: name, name: "default" }, { signal })) !== undefined)
        return done();
      const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { namespace: name, name: "default" } };
      await ignoreLostRace(client.create(ServiceAccount, account, { signal }));
      return done();
    },
  });
}

/** Keeps `kube-root-ca.crt` in every namespace, with which Pods verify the API server. */
export function rootCaPublisher(certificate: string): ControllerDefinition<typeof Namespace> {
  return defineController({
    name: "root-ca-certificate-publisher",
    for: Namespace,
    when: () => true,
    watches: [watch(ConfigMap, { map: namespaceOf, when: (event) => event.object.metadata.name === NAME })],
    async reconcile({ name }, { client, signal }) {
      const namespace = await client.find(Namespace, { name }, { signal });
      if (namespace === undefined || namespace.metadata.deletionTimestamp !== undefined) return done();
      const data = { "ca.crt": certificate };
      const current = await client.find(ConfigMap, { namespace: name, name: NAME }, { signal });
      if (current === undefined) {
        const annotations = { "kubernetes.io/description": DESCRIPTION };
        const created = {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { namespace: name, name: NAME, annotations },
          data,
        };
        await ignoreLostRace(client.create(ConfigMap, created, { signal }));
      } else if (current.data?.["ca.crt"] !== certificate)
        await client.update(ConfigMap, { ...current, data }, { signal });
      return done();
    },
  });
}

const NAME = "kube-root-ca.crt";
const DESCRIPTION =
  "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";

function namespaceOf(object: {
  readonly metadata: { readonly namespace?: string };
}): readonly { readonly name: string }[] {
  return [{ name: object.metadata.namespace ?? "" }];
}

/** Somebody else created it, or the namespace began to end: either way there is nothing left to do. */
async function ignoreLostRace(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!isApiError(error, "AlreadyExists") && !isApiError(error, "Forbidden") && !isApiError(error, "NotFound"))
      throw error;
  }
}
