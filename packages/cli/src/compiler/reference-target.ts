import type TS from "@typescript/typescript6";
import type { ReferenceTarget } from "./syntax.ts";
import type { Translator } from "./translate-declaration.ts";
import { ts } from "./typescript.ts";

/** What a name in the source stands for, imports followed. */
export function resolveName(translator: Translator, name: TS.Node): ReferenceTarget {
  const { checker } = translator.context;
  const found = checker.getSymbolAtLocation(name);
  if (found === undefined) return { kind: "unknown" };
  return targetOf(translator, found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found);
}

/** What a symbol stands for, as the target of a reference. */
export function targetOf(translator: Translator, symbol: TS.Symbol): ReferenceTarget {
  if (symbol.flags & ts.SymbolFlags.TypeParameter) {
    return { kind: "parameter", parameter: translator.parameterOf(symbol) };
  }
  const [first] = symbol.declarations ?? [];
  if (first === undefined) return { kind: "unknown" };
  if (ts.isEnumMember(first)) return { kind: "enum value", value: translator.enumValueOf(first) };
  if (translator.context.isLibrary(first.getSourceFile())) return { kind: "global", name: symbol.name };
  const declaration = translator.declarationOf(symbol);
  return declaration === undefined ? { kind: "unknown" } : { kind: "declaration", declaration };
}
