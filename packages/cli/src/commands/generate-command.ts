import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { GENERATORS } from "#project/generate-settings.ts";
import type { GenerateFlags } from "./generate-flags.ts";
import type { Terminal } from "./terminal.ts";

/** `homeostat generate`. */
export function generateCommand(terminal: Terminal, exit: (code: number) => void): Command {
  const command = new Command("generate")
    .summary("write CRDs, RBAC, webhook configurations, Kind tokens, apply configurations and docs")
    .description(
      "Reads TypeScript types with +kubebuilder: markers and writes what follows from them. " +
        "Nothing is written unless everything is valid; files that would not change are left untouched.",
    )
    .addArgument(new Argument("[generators...]", "what to write, all of it by default").choices(GENERATORS))
    .helpOption("-h, --help", "print help")
    .addHelpText("after", DETAILS);
  for (const option of options()) command.addOption(option);
  return command.action(async (generators: string[], flags: GenerateFlags) => {
    const { runGenerate } = await import("./run-generate.ts");
    exit(await runGenerate(generators, flags, terminal));
  });
}

function options(): readonly Option[] {
  return [
    new Option("-C, --project <folder>", "folder of the project, with its PROJECT file and tsconfig.json").default("."),
    new Option(
      "-p, --paths <pattern>",
      "what to read: ./api/... is a folder with all below; may be repeated (default: ./...)",
    ).argParser((value: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), ...value.split(";")]),
    new Option(
      "-o, --output <generator=folder>",
      "where crd, rbac, webhook or docs write, in place of the folders below; may be repeated",
    ).argParser(outputFolder),
    new Option("--check", "write nothing; exit with 1 and list the files that are not up to date").conflicts([
      "watch",
      "prune",
    ]),
    new Option("--watch", "keep running, and generate again after each change; stop with Ctrl-C"),
    new Option("--poll", "with --watch: look for changes each second, for file systems that report none"),
    new Option("--prune", "delete generated files whose source is gone, instead of only naming them"),
    new Option("--header-file <file>", "text for the top of each generated file (default: none)"),
    new Option("--year <year>", "what YEAR in the header file becomes (default: empty)"),
    new Option(
      "--max-desc-len <bytes>",
      "crd: cut descriptions to this length, 0 leaves them out (default: no limit)",
    ).argParser(wholeNumber),
    new Option("--allow-dangerous-types", "crd: allow floating-point numbers (Double)"),
    new Option("--generate-embedded-object-meta", "crd: give metadata inside of Pod templates and the like a schema"),
    new Option("--crd-versions <version>", "crd: version of the CRD API; there is one").choices(["v1"]),
    new Option("--role-name <name>", "rbac: name of the role (default: manager-role)"),
    new Option("--role-file <file>", "rbac: name of the file (default: role.yaml)"),
    new Option(
      "--import-extension <extension>",
      "how relative imports end in generated code, if not as in your sources",
    ).choices(["ts", "js"]),
  ];
}

/** The generators whose folder can be chosen; code stands beside its sources. */
const WITH_OUTPUT = ["crd", "rbac", "webhook", "docs"];

function outputFolder(value: string, earlier: Readonly<Record<string, string>> | undefined): Record<string, string> {
  const [, generator = "", folder = ""] = /^([^=]*)=(.+)$/.exec(value) ?? [];
  if (!WITH_OUTPUT.includes(generator))
    throw new InvalidArgumentError(`Write it as <generator>=<folder>, with one of ${WITH_OUTPUT.join(", ")}.`);
  return { ...earlier, [generator]: folder };
}

function wholeNumber(value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new InvalidArgumentError("It must be a whole number from 0.");
  return Number(value);
}

const DETAILS = `
What is written, by default:
  crd                 config/crd/bases/<group>_<plural>.yaml
  rbac                config/rbac/role.yaml
  webhook             config/webhook/manifests.yaml
  kinds               zz_generated.kinds.ts beside the types
  applyconfiguration  zz_generated.applyconfiguration.ts beside the types, if +kubebuilder:ac:generate=true asks for it
  docs                docs/api/<group>_<version>.md

The same settings can stand in the PROJECT file; flags win:
  plugins:
    typescript.homeostat.dev/v1:
      generate:
        generators: [crd, rbac, kinds]
        paths: [./api/..., ./controllers/...]
        headerFile: hack/boilerplate.txt
        year: "2026"
        crd: {output: config/crd/bases, maxDescLen: 200, allowDangerousTypes: false,
              generateEmbeddedObjectMeta: false, crdVersions: [v1]}
        rbac: {output: config/rbac, roleName: manager-role, fileName: role.yaml}
        webhook: {output: config/webhook}
        kinds: {importExtension: ts}
        docs: {output: docs/api}

Examples:
  homeostat generate
  homeostat generate crd --paths ./api/... --output crd=deploy/crds
  homeostat generate --check
`;
