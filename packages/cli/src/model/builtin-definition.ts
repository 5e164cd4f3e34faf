import { builtinDefinitions } from "@homeostat/schema";

/** A node of the OpenAPI documents of the built-in kinds. */
export interface BuiltinDefinition {
  readonly type?: string;
  readonly format?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, BuiltinDefinition>>;
  readonly items?: BuiltinDefinition;
  readonly additionalProperties?: BuiltinDefinition;
  readonly allOf?: readonly BuiltinDefinition[];
  readonly $ref?: string;
  readonly "x-kubernetes-list-type"?: string;
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  readonly "x-kubernetes-map-type"?: string;
}

/** The definitions by name, `io.k8s.api.core.v1.Pod`. Reads about 400 kB in every call. */
export function readBuiltinDefinitions(): Readonly<Record<string, BuiltinDefinition>> {
  return builtinDefinitions();
}

/** The name of the definition that a node stands for, with or without more said beside it. */
export function referredDefinition({ $ref, allOf }: BuiltinDefinition): string | undefined {
  const reference = $ref ?? (allOf?.length === 1 ? allOf[0]?.$ref : undefined);
  return reference?.slice(REFERENCE.length);
}

const REFERENCE = "#/components/schemas/";
