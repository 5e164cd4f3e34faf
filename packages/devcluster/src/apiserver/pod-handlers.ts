import type { SpecialHandler } from "./context.ts";
import { bindPod } from "./subresource-binding.ts";
import { connectPod } from "./subresource-connect.ts";
import { evictPod } from "./subresource-eviction.ts";

/** The writes that have a body of another kind and store nothing of it: bindings and evictions of Pods; for `ApiServerContext.special`. */
export function podHandlers(): ReadonlyMap<string, SpecialHandler> {
  return new Map<string, SpecialHandler>([
    ["/bindings", bindPod],
    ["/pods/binding", bindPod],
    ["/pods/eviction", evictPod],
    ["/pods/exec", connectPod],
    ["/pods/attach", connectPod],
    ["/pods/portforward", connectPod],
  ]);
}
