import type TS from "@typescript/typescript6";
import type { Origin } from "./syntax.ts";
import { ts } from "./typescript.ts";

/** Tells which modules must be read. */
export type ModuleFilter = (specifier: string, source: TS.SourceFile, origin: Origin) => boolean;

/**
 * Of our own package only what the sources name is read: not the runtime, and of the built-in kinds not those that nobody uses, for
 * their types are known by name. `texts` are those sources.
 */
export function createModuleFilter(texts: readonly string[]): ModuleFilter {
  const words = new Set(texts.flatMap((text) => text.match(/[A-Za-z_]\w*/g) ?? []));
  // Only `PodSpec["affinity"]["nodeAffinity"]` leads from one built-in type into another.
  const looksInside = texts.some((text) => /["']\]\s*\[/.test(text));
  return (specifier, source, { packageName, packagePath }) => {
    if (packageName !== "homeostat") return true;
    if (!/^(\.\/|#(meta|apis)\/)/.test(specifier)) return false;
    if (/^(src|dist)\/meta\/index\./.test(packagePath))
      return /^\.\/(object|scalars|selector|quantity)\./.test(specifier);
    const api = /^(?:src|dist)\/apis\/[^/]+\/[^/]+\/(index\.)?/.exec(packagePath);
    if (api === null || specifier.startsWith("#meta/")) return true;
    return api[1] === undefined ? looksInside : exportsAny(source, specifier, words);
  };
}

/** Whether a file passes on one of these names from a module. */
function exportsAny(source: TS.SourceFile, specifier: string, names: ReadonlySet<string>): boolean {
  return source.statements.some(
    (statement) =>
      ts.isExportDeclaration(statement) &&
      statement.moduleSpecifier !== undefined &&
      ts.isStringLiteral(statement.moduleSpecifier) &&
      statement.moduleSpecifier.text === specifier &&
      (statement.exportClause === undefined ||
        !ts.isNamedExports(statement.exportClause) ||
        statement.exportClause.elements.some((one) => names.has(one.name.text))),
  );
}
