import { Command, Option } from "commander";
import type { TypesFlags } from "./run-types.ts";
import type { Terminal } from "./terminal.ts";

/** `homeostat types`. */
export function typesCommand(terminal: Terminal, exit: (code: number) => void): Command {
  const command = new Command("types")
    .summary("write TypeScript types and Kind tokens for CRDs of others")
    .description(
      "Writes TypeScript types and Kind tokens for kinds that others defined: for CustomResourceDefinitions in files or " +
        "in a cluster, and for built-in or aggregated kinds of a cluster. What a schema says beyond types stands in markers.",
    )
    .argument("[sources...]", "YAML or JSON files, folders of them, or - for standard input")
    .helpOption("-h, --help", "print help")
    .addHelpText("after", EXAMPLES);
  for (const option of options()) command.addOption(option);
  return command.action(async (sources: string[], flags: TypesFlags) => {
    if (sources.length === 0 && flags.cluster !== true && flags.api === undefined)
      command.error("error: nothing to read: name files, folders or -, or ask for --cluster", { exitCode: 2 });
    const { runTypes } = await import("./run-types.ts");
    exit(await runTypes(sources, flags, terminal));
  });
}

function options(): readonly Option[] {
  return [
    new Option("-o, --output <folder>", "folder that gets <group>/<version>/ with a file per kind").default("apis"),
    new Option("--cluster", "read the CustomResourceDefinitions of the current cluster"),
    new Option(
      "--api <group/version>",
      "read all kinds of an API of the cluster, built-in or aggregated: apps/v1, v1; may be repeated",
    ).argParser(repeated),
    new Option(
      "--only <name>",
      "only this kind: its name, plural or plural.group; may be repeated (default: all)",
    ).argParser(repeated),
    new Option("--kubeconfig <file>", "where the cluster is (default: as kubectl finds it)"),
    new Option("--context <name>", "context of the kubeconfig (default: its current one)"),
    new Option("--import-extension <extension>", "how relative imports end in generated code")
      .choices(["ts", "js"])
      .default("ts"),
    new Option("--check", "write nothing; exit with 1 and list the files that are not up to date"),
  ];
}

function repeated(value: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), value];
}

const EXAMPLES = `
Examples:
  homeostat types crds/cert-manager.yaml --output src/apis
  helm template my-chart | homeostat types -
  homeostat types --cluster --only certificates.cert-manager.io
  homeostat types --api metrics.k8s.io/v1beta1
`;
