import { fieldPathText } from "./field-path.ts";
import { managerName, type Managed, type ManagerName } from "./managed-fields.ts";
import type { OwnerConflict } from "./owners.ts";

/** A field that an applied configuration would change and another manager owns. */
export interface ApplyConflict {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly subresource: string;
  readonly apiVersion: string;
  /** When the manager last changed something; empty when it never did. */
  readonly time: string;
  /** As the server prints paths: `.spec.ports[name="a"].port`. */
  readonly field: string;
  /** The cause's message: `conflict with "m1"`. */
  readonly message: string;
}

/** 409 Conflict of a server-side apply; `message` is the answer's, `conflicts` are its causes. */
export class ApplyConflictError extends Error {
  readonly conflicts: readonly ApplyConflict[];

  constructor(conflicts: readonly ApplyConflict[]) {
    super(conflictMessage(conflicts));
    this.name = "ApplyConflictError";
    this.conflicts = conflicts;
  }
}

export function applyConflictError(conflicts: readonly OwnerConflict[], managed: Managed): ApplyConflictError {
  return new ApplyConflictError(
    conflicts.map(({ manager: id, path }) => {
      const name = managerName(id, managed.owners.get(id)?.apiVersion ?? "");
      return {
        ...name,
        time: managed.times.get(id) ?? "",
        field: fieldPathText(path),
        message: `conflict with ${managerText(name)}`,
      };
    }),
  );
}

function managerText({ manager, operation, apiVersion, subresource }: ManagerName): string {
  const within = subresource === "" ? "" : ` with subresource ${JSON.stringify(subresource)}`;
  return `${JSON.stringify(manager)}${within}${operation === "Update" ? ` using ${apiVersion}` : ""}`;
}

function conflictMessage(conflicts: readonly ApplyConflict[]): string {
  const [only] = conflicts;
  if (only !== undefined && conflicts.length === 1) {
    return `Apply failed with 1 conflict: ${only.message}: ${only.field}`;
  }
  const fields = new Map<string, string[]>();
  for (const conflict of conflicts) {
    const name = managerText(conflict);
    const known = fields.get(name);
    if (known === undefined) fields.set(name, [conflict.field]);
    else known.push(conflict.field);
  }
  const lines = [...fields].flatMap(([name, paths]) => [
    `conflicts with ${name}:`,
    ...paths.map((path) => `- ${path}`),
  ]);
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join("\n")}`;
}
