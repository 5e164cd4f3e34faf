import type { Kubeconfig } from "./kubeconfig.ts";

/**
 * Merges kubeconfigs as kubectl merges the files of `KUBECONFIG`: the first file that names a cluster, a user or a context
 * gives it whole, and the first that sets the current context decides.
 * @see https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
 */
export function mergeKubeconfigs(configs: readonly Kubeconfig[]): Kubeconfig {
  const currentContext = configs
    .map((config) => config["current-context"])
    .find((name) => name !== undefined && name !== "");
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: firstOfEachName(configs.map(({ clusters }) => clusters ?? [])),
    users: firstOfEachName(configs.map(({ users }) => users ?? [])),
    contexts: firstOfEachName(configs.map(({ contexts }) => contexts ?? [])),
    ...(currentContext === undefined ? {} : { "current-context": currentContext }),
  };
}

function firstOfEachName<T extends { readonly name: string }>(lists: readonly (readonly T[])[]): readonly T[] {
  const byName = new Map<string, T>();
  for (const list of lists) {
    // Within one file the last one stands, as in a map that is filled in order.
    const ownNames = new Map(list.map((item) => [item.name, item]));
    for (const [name, item] of ownNames) if (!byName.has(name)) byName.set(name, item);
  }
  return [...byName.values()];
}
