import { startDevcluster } from "@homeostat/devcluster";
import { createClient } from "homeostat/client";
import { expect, test } from "vitest";
import { acceptanceOf, REFUSED } from "./crd-acceptance.test-support.ts";

test("the devcluster accepts the generated golden CRDs", async () => {
  await using cluster = await startDevcluster({ controllers: "none", nodes: 0 });
  const { accepted, refused } = await acceptanceOf(createClient({ transport: cluster.transport() }));
  expect(Object.keys(refused), JSON.stringify(refused)).toEqual(REFUSED);
  expect(accepted).toBe(42);
});
