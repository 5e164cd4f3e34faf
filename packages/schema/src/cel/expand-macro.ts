import type { CelIssue } from "./environment.ts";
import type { Expression } from "./expression.ts";
import type { ExpressionFactory } from "./expression-factory.ts";
import { MacroError, type Macro } from "./macro.ts";

/** Answers a function that makes a call, or what the macro of its name, kind and number of arguments makes of it. */
export function createMacroExpander(options: {
  readonly macros: readonly Macro[];
  readonly factory: ExpressionFactory;
  readonly issues: CelIssue[];
}): (name: string, offset: number, args: readonly Expression[], target?: Expression) => Expression {
  const { factory, issues } = options;
  const macros = new Map(options.macros.map((macro) => [macroKey(macro.name, macro.arity, macro.member), macro]));
  return (name, offset, args, target) => {
    const macro = macros.get(macroKey(name, args.length, target !== undefined));
    if (macro !== undefined) {
      try {
        const expanded = macro.expand(factory.builder(offset), target, args);
        if (expanded !== undefined) return expanded;
      } catch (error) {
        if (!(error instanceof MacroError)) throw error;
        issues.push({ message: error.message, offset: error.offset });
      }
    }
    return factory.call(name, offset, args, target);
  };
}

function macroKey(name: string, arity: number, member: boolean): string {
  return `${name}:${String(arity)}:${member ? "member" : "global"}`;
}
