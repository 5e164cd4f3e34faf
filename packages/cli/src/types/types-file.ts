import { docComment, GENERATED_LINE, importStatement, propertyName } from "#typescript/typescript-text.ts";
import type { Declaration, Member } from "./declaration.ts";
import type { FileScope } from "./file-scope.ts";

/** The text of a file: its imports, then its declarations. */
export function typesFile({ declarations, metaImports }: Pick<FileScope, "declarations" | "metaImports">): string {
  const texts = declarations.map(declarationText);
  const imports = metaImports.size === 0 ? "" : importStatement([...metaImports], "homeostat/meta");
  return `${GENERATED_LINE}\n${imports}\n${texts.join("\n")}`;
}

function declarationText({ name, doc, markers, body }: Declaration): string {
  const head = `${docComment(doc)}${markers.map((marker) => `// +${marker}\n`).join("")}`;
  if ("alias" in body) return `${head}export type ${name} =${unionText(body.alias)};\n`;
  const heritage = body.extends === undefined ? "" : ` extends ${body.extends}`;
  if (body.members.length === 0) return `${head}export interface ${name}${heritage} {}\n`;
  return `${head}export interface ${name}${heritage} {\n${body.members.map(memberText).join("")}}\n`;
}

/** On the same line when it is short, else one line per member of the union. */
function unionText(text: string): string {
  const members = text.split(" | ");
  const isUnion = members.length > 1 && members.every((one) => /^"(?:[^"\\]|\\.)*"$|^-?\d+$/.test(one));
  return isUnion && text.length > 80 ? members.map((one) => `\n  | ${one}`).join("") : ` ${text}`;
}

function memberText({ name, optional, type, doc, markers }: Member): string {
  const head = `${docComment(doc, "  ")}${markers.map((marker) => `  // +${marker}\n`).join("")}`;
  return `${head}  readonly ${propertyName(name)}${optional ? "?" : ""}: ${type};\n`;
}
