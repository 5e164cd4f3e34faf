import type { Manager } from "homeostat";
import { deploymentController } from "./deployment-controller.ts";
import { disruptionController } from "./disruption-controller.ts";
import { garbageCollector } from "./garbage-collector.ts";
import { namespaceController } from "./namespace-controller.ts";
import { nodeLifecycleController } from "./node-lifecycle.ts";
import { replicaSetController } from "./replica-set-controller.ts";
import { schedulerController } from "./scheduler.ts";
import { rootCaPublisher, serviceAccountController } from "./service-accounts.ts";

/** What a manager can run. */
export type Workload = Parameters<Manager["add"]>[0];

/** Options of `createControllers`. */
export interface ControllersOptions {
  /** PEM of the API server's authority, published as `kube-root-ca.crt`. @default "": it is not published */
  readonly rootCertificate?: string;
  /** @default true */
  readonly scheduler?: boolean;
}

/**
 * The built-in controllers and the scheduler, for one manager. They are ordinary clients: they run as well against a real
 * kube-apiserver.
 */
export function createControllers(options: ControllersOptions = {}): readonly Workload[] {
  const { rootCertificate = "", scheduler = true } = options;
  return [
    namespaceController(),
    serviceAccountController(),
    ...(rootCertificate === "" ? [] : [rootCaPublisher(rootCertificate)]),
    garbageCollector(),
    nodeLifecycleController(),
    ...(scheduler ? [schedulerController()] : []),
    replicaSetController(),
    deploymentController(),
    disruptionController(),
  ];
}
