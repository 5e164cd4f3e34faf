import type { GeneratedCrd } from "#crd/generated-crd.ts";
import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { GeneratedFile } from "#files/generated-file.ts";
import type { Marker } from "#markers/marker.ts";
import type { ApiModel, ApiPackage, TypeDeclaration } from "#model/model.ts";
import { applyConfigurationFile, type AppliedKind } from "./apply-configuration-file.ts";
import { type BuiltinLists, readBuiltinLists } from "./builtin-lists.ts";

/**
 * For each kind of a package or type that is marked `+kubebuilder:ac:generate=true`, the type of what a server-side apply of it sends.
 * `+kubebuilder:ac:output:package` names a folder inside the package's; without, the file stands beside the sources.
 * See https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
export function generateApplyConfigurations(
  model: ApiModel,
  crds: readonly GeneratedCrd[],
): { readonly files: readonly GeneratedFile[]; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  let lists: BuiltinLists | undefined;
  const files = model.packages.flatMap((folder) => {
    const kinds = appliedKinds(folder, crds);
    if (kinds.length === 0) return [];
    const output = outputFolder(folder, diagnostics);
    lists ??= readBuiltinLists();
    return [{ path: [...output, FILE].join("/"), content: applyConfigurationFile(kinds, lists) }];
  });
  return { files, diagnostics };
}

const FILE = "zz_generated.applyconfiguration.ts";

/** The markers of Kubernetes' generator, with its names. */
const GENERATE = "kubebuilder:ac:generate";
const OUTPUT_PACKAGE = "kubebuilder:ac:output:package";

/** The kinds of a folder that are asked for: the type's own marker wins over the package's. */
function appliedKinds({ markers, kinds }: ApiPackage, crds: readonly GeneratedCrd[]): readonly AppliedKind[] {
  const byDefault = valueOf(markers, GENERATE)?.value === true;
  return kinds
    .filter(({ declaration }) => (valueOf(declaration.markers, GENERATE)?.value ?? byDefault) === true)
    .flatMap(({ declaration }) => kindNames(declaration, crds));
}

function kindNames(declaration: TypeDeclaration, crds: readonly GeneratedCrd[]): readonly AppliedKind[] {
  return crds.flatMap(({ crd: { spec }, versions }) =>
    versions
      .filter((one) => one.declaration === declaration)
      .map(({ version }) => ({
        declaration,
        apiVersion: spec.group === "" ? version : `${spec.group}/${version}`,
        namespaced: spec.scope === "Namespaced",
        kind: spec.names.kind,
      })),
  );
}

function outputFolder({ folder, markers }: ApiPackage, diagnostics: Diagnostic[]): readonly string[] {
  const start = folder === "" || folder === "." ? [] : [folder];
  const marked = valueOf(markers, OUTPUT_PACKAGE);
  if (marked === undefined) return start;
  const parts = String(marked.value)
    .split("/")
    .filter((part) => part !== "" && part !== ".");
  if (!parts.includes("..")) return [...start, ...parts];
  diagnostics.push({
    severity: "error",
    message: `apply configurations cannot be written to ${String(marked.value)}, which is outside of ${folder}`,
    position: marked.marker.argumentPositions[""] ?? marked.marker.position,
    hint: "Name a folder inside the package's own, such as applyconfiguration.",
  });
  return start;
}

function valueOf(
  markers: readonly Marker[],
  name: string,
): { readonly value: unknown; readonly marker: Marker } | undefined {
  const marker = markers.findLast((one) => one.name === name);
  return marker === undefined ? undefined : { value: marker.arguments[""], marker };
}
