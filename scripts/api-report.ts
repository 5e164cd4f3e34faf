import { existsSync, readFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { Extractor, ExtractorConfig, ExtractorLogLevel, type IConfigFile } from "@microsoft/api-extractor";

/**
 * Writes what every public entry point exports to `etc/api/*.api.md`, so that a change of the API is seen in the diff. With
 * `--check`, fails when a report is not up to date. Fails also when a public name has no docstring, or a signature needs a type
 * that no entry point of its package exports.
 */
const root = fileURLToPath(new URL("../../", import.meta.url));
const PACKAGES = ["homeostat", "schema", "devcluster", "cli"];

interface Entry {
  /** Folder of the package. */
  readonly folder: string;
  /** Name of the report. */
  readonly name: string;
  readonly declarations: string;
}

const EXPORTED =
  /^export (?:declare )?(?:interface|type|class|function|const) (\w+)|^export \{ (\w+) \}|^export (?:type )?\{ \w+ as (\w+) \}/gm;
const UNDOCUMENTED = /^\/\/ @public.*\(undocumented\)\n(?:export )?(?:interface|type|class|function|const) (\w+)/gm;

const check = process.argv.includes("--check");
const problems = PACKAGES.flatMap((name) => problemsOf(entriesOf(name).map(report)));
for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length > 0) process.exitCode = 1;

/** The exports of a package that are a promise: not the internal ones, and not the generated kinds. */
function entriesOf(name: string): readonly Entry[] {
  const folder = `${root}packages/${name}`;
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, "utf8")) as {
    readonly exports: Readonly<Record<string, { readonly types: string }>>;
  };
  return Object.entries(manifest.exports)
    .filter(([path]) => !path.includes("*"))
    .map(([path, target]) => ({
      folder,
      name: path === "." ? name : `${name}-${path.slice(2)}`,
      declarations: `${folder}/${target.types.slice(2)}`,
    }));
}

interface Report {
  /** From the repository's root. */
  readonly file: string;
  readonly text: string;
  readonly stale: boolean;
  /** Names that a signature has and this entry point does not export. */
  readonly forgotten: readonly string[];
}

/** Writes or compares one report. */
function report(entry: Entry): Report {
  const file = `etc/api/${entry.name}.api.md`;
  const forgotten: string[] = [];
  const isNew = !existsSync(root + file);
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: `${entry.folder}/package.json`,
    configObject: configOf(entry),
  });
  const result = Extractor.invoke(config, {
    localBuild: !check,
    messageCallback(message) {
      const name = /^The symbol "([^"]+)" needs to be exported/.exec(message.text)?.[1];
      if (name !== undefined) forgotten.push(name);
      message.handled = true;
    },
  });
  const text = readFileSync(config.reportTempFilePath, "utf8");
  return { file, text, stale: check && (isNew || result.apiReportChanged), forgotten };
}

/** What is wrong with the reports of one package, one sentence each. */
function problemsOf(reports: readonly Report[]): readonly string[] {
  const exported = new Set(reports.flatMap(({ text }) => namesIn(text, EXPORTED)));
  return reports.flatMap(({ file, text, stale, forgotten }) => [
    ...forgotten
      .filter((name) => !exported.has(name))
      .map((name) => `${file}: signatures need ${name}: export it from an entry point of the package`),
    ...namesIn(text, UNDOCUMENTED).map((name) => `${file}: ${name} has no docstring`),
    ...(stale ? [`${file} is not up to date: run "npm run api" and read the diff`] : []),
  ]);
}

function namesIn(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].flatMap((match) => match.slice(1).filter((name) => name !== undefined));
}

function configOf(entry: Entry): IConfigFile {
  return {
    projectFolder: entry.folder,
    mainEntryPointFilePath: entry.declarations,
    compiler: {
      overrideTsconfig: {
        compilerOptions: {
          module: "NodeNext",
          target: "ES2023",
          lib: ["ES2023", "ESNext.Disposable"],
          types: ["node"],
          strict: true,
          skipLibCheck: true,
        },
        files: [entry.declarations],
      },
    },
    apiReport: {
      enabled: true,
      reportFileName: `${entry.name}.api.md`,
      reportFolder: `${root}etc/api/`,
      reportTempFolder: `${root}scripts/dist/api/`,
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    newlineKind: "lf",
    messages: {
      compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      extractorMessageReporting: {
        default: { logLevel: ExtractorLogLevel.None },
        "ae-forgotten-export": { logLevel: ExtractorLogLevel.Warning },
      },
      tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
    },
  };
}
