import type { Client } from "homeostat";
import { Pod } from "homeostat/apis/core/v1";
import { PodSet } from "../index.ts";

/** Everything that happened to the Pods and PodSets of a cluster, in the order of its revisions. */
export interface PodHistory {
  /** Creations after which more Pods lived than were ever wanted before. Ends the observation. */
  tooMany(): Promise<readonly string[]>;
}

/** Whether a Pod counts: it neither has ended nor is on its way. */
export function isLive(pod: Pod): boolean {
  return (
    pod.metadata?.deletionTimestamp === undefined && pod.status?.phase !== "Failed" && pod.status?.phase !== "Succeeded"
  );
}

interface Happening {
  readonly revision: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: Pod | PodSet;
}

/** Watches from now on, without faults. */
export function observePods(client: Client): PodHistory {
  const stop = new AbortController();
  const happenings: Happening[] = [];
  const collect = async (kind: typeof Pod | typeof PodSet): Promise<void> => {
    try {
      for await (const event of client.watch<typeof Pod | typeof PodSet>(kind, { signal: stop.signal })) {
        if (event.type === "BOOKMARK") continue;
        happenings.push({
          revision: Number(event.object.metadata.resourceVersion),
          type: event.type,
          object: event.object,
        });
      }
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    }
  };
  const watches = [collect(Pod), collect(PodSet)];
  return {
    async tooMany() {
      stop.abort();
      await Promise.all(watches);
      return judge([...happenings].sort((a, b) => a.revision - b.revision));
    },
  };
}

function judge(happenings: readonly Happening[]): readonly string[] {
  const live = new Set<string>();
  const found: string[] = [];
  let most = 0;
  for (const { type, object, revision } of happenings) {
    if (object.kind === "PodSet") {
      most = Math.max(most, (object as PodSet).spec.replicas ?? 1);
      continue;
    }
    const uid = object.metadata?.uid ?? "";
    if (type !== "DELETED" && isLive(object as Pod)) live.add(uid);
    else live.delete(uid);
    if (type === "ADDED" && live.size > most)
      found.push(`revision ${revision}: ${live.size} Pods live, ${most} were wanted`);
  }
  return found;
}
