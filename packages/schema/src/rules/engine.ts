/** What needs the whole CEL implementation; loaded by `loadRuleEngine`. */
export { checkRules } from "./check-rules.ts";
export { compileRules } from "./compile-rules.ts";
export { validateRules } from "./validate-rules.ts";
