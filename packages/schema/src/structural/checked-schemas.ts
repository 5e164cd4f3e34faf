import type { Schema } from "./schema.ts";

/**
 * What is known of schemas that stand in several places, in one CRD or in several, so that each is copied and judged once. To be given
 * only to checks of schemas that nobody changes meanwhile, and dropped after them: it grows with what is checked.
 */
export interface CheckedSchemas {
  /** By a schema as it was given, its form as Go writes it. */
  readonly forms: Map<Schema, Schema>;
  /**
   * By check, the schemas in which, and below which, it found nothing. Those with mistakes are looked at again in each place: messages
   * name it. What depends on the place, such as being the root, is neither looked up nor kept here.
   */
  readonly clean: Readonly<Record<"supported" | "openApi" | "structure" | "defaults", Set<Schema>>>;
}

/** Creates the memory of one run over CRDs. */
export function createCheckedSchemas(): CheckedSchemas {
  return {
    forms: new Map(),
    clean: { supported: new Set(), openApi: new Set(), structure: new Set(), defaults: new Set() },
  };
}
