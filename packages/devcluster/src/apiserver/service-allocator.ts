import type { Random } from "homeostat/internal/std/random.ts";
import { randomInteger } from "homeostat/internal/std/random.ts";
import type { StrategyContext } from "#resources/resource.ts";
import { StatusError } from "#status/status-error.ts";
import type { Store } from "#storage/store.ts";

/** Hands out cluster IPs and node ports that no Service has, and says why one that a client wants cannot be had. */
export type ServiceAllocator = Required<Pick<StrategyContext, "allocate" | "allocationProblem">>;

/**
 * The allocator of one request. Who has what is read from the stored Services, so nothing needs to be given back when one
 * goes.
 * See https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/
 */
export function serviceAllocator(store: Store, random: Random): ServiceAllocator {
  const given = new Set<string>();
  return {
    allocate(what) {
      const used = usedValues(store, what);
      const { first, count } = RANGES[what];
      const start = randomInteger(random, count);
      for (let step = 0; step < count; step++) {
        const candidate = textOf(what, first + ((start + step) % count));
        if (used.has(candidate) || given.has(candidate)) continue;
        given.add(candidate);
        return candidate;
      }
      throw new StatusError(
        500,
        "InternalError",
        `Internal error occurred: failed to allocate a ${what}: range is full`,
      );
    },
    allocationProblem(what, wanted) {
      if (what === "clusterIP" && !wanted.startsWith(NETWORK))
        return "the provided network does not match the current range";
      if (!usedValues(store, what).has(wanted)) return undefined;
      return `provided ${what === "clusterIP" ? "IP" : "port"} is already allocated`;
    },
  };
}

/** As the ServiceCIDR of a fresh server says: 10.0.0.0/16. */
const NETWORK = "10.0.";

type Allocated = "clusterIP" | "nodePort";

/** 10.0.0.10 to 10.0.255.254, and 30000 to 32767. */
const RANGES: Readonly<Record<Allocated, { readonly first: number; readonly count: number }>> = {
  clusterIP: { first: 10, count: 65_525 },
  nodePort: { first: 30_000, count: 2_768 },
};

function textOf(what: Allocated, value: number): string {
  return what === "nodePort" ? String(value) : `${NETWORK}${value >> 8}.${value & 0xff}`;
}

interface ServiceSpec {
  readonly clusterIPs?: readonly string[];
  readonly clusterIP?: string;
  readonly ports?: readonly { readonly nodePort?: number }[];
}

function usedValues(store: Store, what: Allocated): ReadonlySet<string> {
  const used = new Set<string>();
  for (const { object } of store.table("services").list().items) {
    const spec = (object["spec"] ?? {}) as ServiceSpec;
    const values =
      what === "clusterIP"
        ? [spec.clusterIP ?? "", ...(spec.clusterIPs ?? [])]
        : (spec.ports ?? []).map((port) => String(port.nodePort));
    for (const value of values) used.add(value);
  }
  return used;
}
