import { startDevcluster } from "@homeostat/devcluster";
import { podSetSuite } from "./podset-suite.ts";

podSetSuite("the devcluster", async () => {
  const cluster = await startDevcluster();
  return {
    transport: (user) =>
      Promise.resolve(cluster.transport(user === undefined ? undefined : { commonName: user, organizations: [] })),
    close: () => cluster.close(),
  };
});
