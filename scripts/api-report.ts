import { existsSync, readFileSync } from "node:fs";
import { Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";

/**
 * Writes what every public entry point exports to `etc/api/*.api.md`, so that a change of the API is seen in the diff. With
 * `--check`, fails when a report is not up to date.
 */
const root = new URL("../../", import.meta.url).pathname;
const check = process.argv.includes("--check");
const PACKAGES = ["homeostat", "schema", "devcluster"];

let stale = 0;
for (const name of PACKAGES) for (const entry of entriesOf(name)) stale += report(name, entry) ? 0 : 1;
if (stale > 0) {
  process.stderr.write(`${stale} API reports in etc/api are not up to date: run "npm run api" and read the diff\n`);
  process.exitCode = 1;
}

interface Entry {
  readonly name: string;
  readonly declarations: string;
}

/** The exports of a package that are a promise: not the internal ones, and not the generated kinds. */
function entriesOf(name: string): readonly Entry[] {
  const manifest = JSON.parse(readFileSync(`${root}packages/${name}/package.json`, "utf8")) as {
    readonly exports: Readonly<Record<string, { readonly types: string }>>;
  };
  return Object.entries(manifest.exports)
    .filter(([path]) => !path.includes("*"))
    .map(([path, target]) => ({
      name: path === "." ? name : `${name}-${path.slice(2)}`,
      declarations: `${root}packages/${name}/${target.types.slice(2)}`,
    }));
}

function report(name: string, entry: Entry): boolean {
  const file = `${root}etc/api/${entry.name}.api.md`;
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: `${root}packages/${name}/package.json`,
    configObject: {
      projectFolder: `${root}packages/${name}`,
      mainEntryPointFilePath: entry.declarations,
      compiler: {
        overrideTsconfig: {
          compilerOptions: { module: "NodeNext", moduleResolution: "NodeNext", target: "ES2023", lib: ["ES2023", "ESNext.Disposable"], types: ["node"], skipLibCheck: true, strict: true },
          files: [entry.declarations],
        },
      },
      apiReport: { enabled: true, reportFileName: `${entry.name}.api.md`, reportFolder: `${root}etc/api/`, reportTempFolder: `${root}scripts/dist/api/` },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: "lf",
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
  const result = Extractor.invoke(config, { localBuild: !check, showVerboseMessages: false, messageCallback: (message) => void (message.handled = true) });
  return check ? !result.apiReportChanged && before !== "" : true;
}
