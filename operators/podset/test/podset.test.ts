import { startDevcluster } from "@homeostat/devcluster";
import { podSetSuite } from "./podset-suite.ts";

podSetSuite("the devcluster", async () => {
  const cluster = await startDevcluster();
  return { transport: () => cluster.transport(), close: () => cluster.close() };
});
