import type { SourceFile } from "./imports.ts";

/** A text that may not stand in the sources, with what to write instead. */
interface Ban {
  readonly pattern: RegExp;
  readonly instead: string;
  /** Where it may stand. */
  readonly except: RegExp;
  /** It may stand in a string, where it is a text and no code. */
  readonly inStrings?: boolean;
}

const EDGES = /^(packages\/homeostat\/src\/std\/|test\/|conformance\/|bench\/|scripts\/)|\.test\.ts$/;

const BANS: readonly Ban[] = [
  { pattern: /\bDate\.now\(|\bnew Date\(\)/, instead: "clock.now()", except: EDGES },
  { pattern: /\b(setTimeout|setInterval|setImmediate)\(/, instead: "clock.timer or clock.sleep", except: EDGES },
  { pattern: /\bAbortSignal\.timeout\(/, instead: "clock.timer", except: EDGES },
  { pattern: /\bMath\.random\(|\brandomUUID\(/, instead: "random", except: EDGES },
  { pattern: /\bconsole\./, instead: "a Logger", except: /^(test|conformance|bench|scripts)\/|\.test\.ts$/ },
  {
    pattern: /\bas any\b|: any\b|<any>/,
    instead: "unknown and a parse function",
    except: /^test\/tidy\//,
    inStrings: true,
  },
  { pattern: /^\s*(export )?(const )?enum /m, instead: "a union of literals", except: /^$/ },
  { pattern: /^export default /m, instead: "a named export", except: /vitest\.config\.ts$/ },
  { pattern: /^export \* /m, instead: "named re-exports", except: /^$/ },
  { pattern: /\b(FIXME|XXX)\b/, instead: "a fix, or an issue", except: /^test\/tidy/ },
  {
    pattern: /\bAsyncDisposableStack\b|\bPromise\.withResolvers\b|\bArray\.fromAsync\b/,
    instead: "what Node 20 has",
    except: /^test\/tidy/,
  },
];

const FORBIDDEN_NAMES = /\/(utils?|helpers?|common|misc|types|base)\.ts$/;

/** What is wrong with the text of a file, one sentence each. */
export function textErrors(file: SourceFile): readonly string[] {
  const errors: string[] = [];
  const code = withoutComments(file.text);
  const bare = withoutStrings(code);
  for (const { pattern, instead, except, inStrings = false } of BANS) {
    const match = except.test(file.path) ? null : pattern.exec(inStrings ? bare : code);
    if (match !== null) errors.push(`${file.path}: "${match[0].trim()}" is banned: use ${instead}`);
  }
  if (FORBIDDEN_NAMES.test(file.path)) errors.push(`${file.path}: find the noun that names what this file holds`);
  // Operators keep kubebuilder's layout, whose names have underscores.
  const name = file.path.startsWith("operators/") ? /^[a-z0-9._-]+$/ : /^[a-z0-9.-]+$/;
  if (!name.test(file.path.split("/").at(-1) ?? "")) errors.push(`${file.path}: file names are kebab-case`);
  if (file.path.endsWith("/index.ts")) errors.push(...indexErrors(file));
  return errors;
}

/** An index.ts opens with a comment and holds named re-exports only. */
function indexErrors(file: SourceFile): readonly string[] {
  if (/\/apis\//.test(file.path)) return [];
  const errors: string[] = [];
  if (!file.text.trimStart().startsWith("/**"))
    errors.push(`${file.path}: begins with a comment that says what this entry is for`);
  const statements = withoutComments(file.text)
    .replace(/export (type )?\{[^}]*\} from "[^"]+";/g, "")
    .trim();
  if (statements !== "")
    errors.push(`${file.path}: holds named re-exports only, found: ${statements.split("\n")[0] ?? ""}`);
  return errors;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}

/** The code with empty strings in place of its string literals and templates. */
function withoutStrings(code: string): string {
  return code.replace(/"(?:\\.|[^"\n\\])*"|'(?:\\.|[^'\n\\])*'|`(?:\\.|[^`\\])*`/g, '""');
}
