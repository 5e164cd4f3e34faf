import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { ApiModel, ApiPackage } from "#model/model.ts";

/**
 * Folders that name an API group and declare no kind of it: then no CRD comes out, which nobody wants who names a group. An error where the
 * whole project has no kind, else a warning.
 */
export function missingKinds(model: ApiModel): readonly Diagnostic[] {
  const hasKinds = model.packages.some(({ kinds }) => kinds.length > 0);
  return model.packages.filter(isWithoutKinds).map((folder): Diagnostic => {
    const position = folder.markers.find(({ name }) => name === "groupName")?.position;
    return {
      severity: hasKinds ? "warning" : "error",
      message: `${folder.folder} names the API group ${folder.group ?? ""}, but no type in it is a kind`,
      ...(position === undefined ? {} : { position }),
      hint: "Declare one: export interface Widget extends CustomResource<WidgetSpec, WidgetStatus> {}, of homeostat/meta.",
    };
  });
}

function isWithoutKinds({ group, kinds, markers }: ApiPackage): boolean {
  return group !== undefined && kinds.length === 0 && !markers.some(({ name }) => name === "kubebuilder:skip");
}
