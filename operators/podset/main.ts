import { createManager, shutdownSignal } from "homeostat";
import { podSetController } from "./controllers/podset_controller.ts";

await using manager = await createManager({ metricsServer: { port: 8080 }, healthServer: { port: 8081 } });
manager.add(podSetController);
await manager.run(shutdownSignal());
