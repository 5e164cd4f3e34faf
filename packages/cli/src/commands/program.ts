import { Command } from "commander";
import { generateCommand } from "./generate-command.ts";
import type { Terminal } from "./terminal.ts";
import { typesCommand } from "./types-command.ts";
import { version } from "./version.ts";

/** The command line: `exit` takes the exit code of the command that runs. */
export function createProgram(terminal: Terminal, exit: (code: number) => void): Command {
  const { out, err } = terminal;
  const program = new Command("homeostat")
    .description(
      "Kubernetes operators in TypeScript: what the types and their markers say becomes CRDs, RBAC and code.",
    )
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help for a command")
    .addHelpText("after", EXAMPLES);
  program.addCommand(generateCommand(terminal, exit));
  program.addCommand(typesCommand(terminal, exit));
  program
    .command("version")
    .description("print the version")
    .action(() => out.write(`${version()}\n`));
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .showSuggestionAfterError()
      .showHelpAfterError(`(${commandLine(command)} --help shows what there is)`)
      .configureOutput({
        writeOut: (text) => out.write(text),
        writeErr: (text) => err.write(text),
        getOutHasColors: () => out.color,
        getErrHasColors: () => err.color,
      });
  }
  return program;
}

function commandLine(command: Command): string {
  return command.parent === null ? command.name() : `${command.parent.name()} ${command.name()}`;
}

const EXAMPLES = `
Examples:
  homeostat generate                     everything, as the PROJECT file says
  homeostat generate crd rbac            only CustomResourceDefinitions and roles
  homeostat generate --watch             again after each change
  homeostat generate --check             fail when a generated file is not up to date, for CI
  homeostat types crds/ --output src/    TypeScript from the CRDs of others
  homeostat help generate                all options, defaults and the PROJECT file

Exit codes: 0 fine, 1 something in your files, 2 a wrong command line, 70 a bug of ours.
`;
