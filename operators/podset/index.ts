/**
 * The PodSet operator as a library: its API and its controller, for a manager of one's own.
 */
export { PodSet } from "./api/v1alpha1/zz_generated.kinds.ts";
export { podSetController } from "./controllers/podset_controller.ts";
