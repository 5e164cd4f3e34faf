import process from "node:process";
import { createManager, exitWith, shutdownSignal } from "homeostat";
import { podSetController } from "./controllers/podset_controller.ts";
import { managerOptions } from "./flags.ts";

try {
  await using manager = await createManager(await managerOptions(process.argv.slice(2)));
  manager.add(podSetController);
  await manager.run(shutdownSignal());
} catch (error) {
  exitWith(error);
}
