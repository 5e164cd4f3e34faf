import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import { createBuiltinSchemas } from "./builtin-schemas.ts";
import type { CrdOptions } from "./crd-options.ts";
import { knownSchema } from "./known-schemas.ts";
import type { SchemaContext } from "./schema-context.ts";
import { createSourceMap } from "./source-map.ts";
import { draftOf } from "./type-schema.ts";

/** A context of its own, and what is reported to it. */
export function recording(options: CrdOptions = {}): {
  readonly context: SchemaContext;
  readonly diagnostics: Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const context: SchemaContext = {
    options,
    sources: createSourceMap(),
    declared: new Map(),
    flattened: new Map(),
    trail: [],
    builtins: createBuiltinSchemas((type) => knownSchema(type, options)),
    draftOf,
    report: (diagnostic) => void diagnostics.push(diagnostic),
  };
  return { context, diagnostics };
}
