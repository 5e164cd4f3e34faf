import { resolve } from "node:path";
import { type Diagnostic, hasErrors } from "#diagnostics/diagnostic.ts";
import { writeFiles } from "#files/write-files.ts";
import { driftOf } from "#generate/drift.ts";
import { generateTypes, type TypesSources } from "#types/generate-types.ts";
import { counted } from "./counted.ts";
import { printDiagnostics } from "./print-diagnostics.ts";
import type { Terminal } from "./terminal.ts";
import { readTypeSources } from "./type-sources.ts";

/** The flags of `homeostat types`, as the parser names them. */
export interface TypesFlags {
  readonly output: string;
  readonly cluster?: boolean;
  readonly api?: readonly string[];
  readonly only?: readonly string[];
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly importExtension: "ts" | "js";
  readonly check?: boolean;
}

/** Runs `homeostat types` and gives the exit code. */
export async function runTypes(sources: readonly string[], flags: TypesFlags, terminal: Terminal): Promise<number> {
  const local = await readTypeSources(sources, terminal);
  const remote = await clusterSources(flags);
  const { files, diagnostics } = generateTypes(
    {
      objects: [...(local.objects ?? []), ...(remote.objects ?? [])],
      documents: [...(local.documents ?? []), ...(remote.documents ?? [])],
    },
    {
      folder: "",
      importExtension: `.${flags.importExtension}`,
      select: (kind) => isWanted(kind, flags.only),
    },
  );
  const found = [...diagnostics, ...(files.length === 0 ? [nothingFound(flags)] : [])];
  if (found.length > 0) printDiagnostics(found, terminal);
  if (hasErrors(found)) return 1;
  const folder = resolve(terminal.cwd, flags.output);
  const { out, err } = terminal;
  if (flags.check === true) {
    const drift = driftOf(folder, files, []);
    for (const { path, state } of drift) err.write(`${state}: ${path}\n`);
    if (drift.length === 0) out.write(`${counted(files.length, "file")} up to date\n`);
    return drift.length === 0 ? 0 : 1;
  }
  const { written, unchanged } = writeFiles(folder, files);
  for (const path of written) out.write(`wrote ${path}\n`);
  out.write(`${counted(written.length, "file")} written to ${flags.output}, ${unchanged.length} unchanged\n`);
  return 0;
}

async function clusterSources(flags: TypesFlags): Promise<TypesSources> {
  if (flags.cluster !== true && flags.api === undefined) return {};
  const { readCluster } = await import("./read-cluster.ts");
  return readCluster({
    crds: flags.cluster === true,
    apis: flags.api ?? [],
    kubeconfig: flags.kubeconfig,
    context: flags.context,
  });
}

function isWanted(
  kind: { readonly group: string; readonly kind: string; readonly plural: string },
  only: readonly string[] | undefined,
): boolean {
  if (only === undefined) return true;
  const names = [kind.kind, kind.plural, `${kind.plural}.${kind.group}`].map((name) => name.toLowerCase());
  return only.some((name) => names.includes(name.toLowerCase()));
}

function nothingFound({ only }: TypesFlags): Diagnostic {
  return {
    severity: "error",
    message: `no kind was found${only === undefined ? "" : ` that is called ${only.join(" or ")}`}`,
    hint:
      only === undefined
        ? "The sources must hold objects of kind CustomResourceDefinition, or OpenAPI v3 documents."
        : "--only takes a kind (Certificate), a plural (certificates), or both with the group (certificates.cert-manager.io).",
  };
}
