import type { UserInfo } from "#auth/auth.ts";
import type { Resource } from "#resources/resource.ts";
import type { ApiObject } from "#storage/store.ts";

/** One write on its way to storage. */
export interface AdmissionRequest {
  readonly operation: "CREATE" | "UPDATE" | "DELETE" | "CONNECT";
  readonly resource: Resource;
  readonly version: string;
  /** Empty for the main resource. */
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** Undefined for DELETE. */
  readonly object: ApiObject | undefined;
  /** Undefined for CREATE. */
  readonly oldObject: ApiObject | undefined;
  readonly user: UserInfo;
  readonly dryRun: boolean;
  /** CreateOptions, UpdateOptions, PatchOptions or DeleteOptions. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Adds a `Warning` header to the answer. */
  warn(text: string): void;
}

/** A link of the admission chain: may change the object (mutate), or throw a `StatusError` (both). */
export interface AdmissionPlugin {
  readonly name: string;
  mutate?(request: AdmissionRequest): ApiObject | undefined | Promise<ApiObject | undefined>;
  validate?(request: AdmissionRequest): void | Promise<void>;
}
