import { dirname, relative, resolve } from "node:path";
import type { ProjectFiles } from "./project-files.ts";
import type { Origin } from "./syntax.ts";
import { ts } from "./typescript.ts";

/** The package of a file is told by the nearest `package.json` that has a name. */
export function createOriginFinder(files: ProjectFiles): (path: string) => Origin {
  const packages = new Map<string, { readonly name: string; readonly folder: string }>();
  const packageOf = (folder: string): { readonly name: string; readonly folder: string } => {
    const known = packages.get(folder);
    if (known !== undefined) return known;
    const name = packageName(files.read(resolve(folder, "package.json")));
    const parent = dirname(folder);
    const found = name !== undefined ? { name, folder } : parent === folder ? { name: "", folder } : packageOf(parent);
    packages.set(folder, found);
    return found;
  };
  const origins = new Map<string, Origin>();
  return (path) => {
    const known = origins.get(path);
    if (known !== undefined) return known;
    const { name, folder } = packageOf(dirname(path));
    const origin = { path, packageName: name, packagePath: relative(folder, path).replaceAll("\\", "/") };
    origins.set(path, origin);
    return origin;
  };
}

function packageName(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const { config } = ts.parseConfigFileTextToJson("package.json", text);
  return typeof config === "object" && config !== null && typeof config.name === "string" ? config.name : undefined;
}
