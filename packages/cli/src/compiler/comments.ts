import type TS from "@typescript/typescript6";
import type { Comment } from "./syntax.ts";
import { ts } from "./typescript.ts";

/** All comments of a file, in order. A syntax tree has none: whatever begins like one, outside of texts, is one. */
export function commentsOf(source: TS.SourceFile): readonly Comment[] {
  const { text } = source;
  const comments: Comment[] = [];
  const opening = /\/[/*]/g;
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const start = match.index;
    if (isInsideText(source, start)) {
      opening.lastIndex = start + 1;
      continue;
    }
    const comment = commentAt(source, start);
    comments.push(comment);
    opening.lastIndex = comment.end;
  }
  return comments;
}

/** Whether a place is inside of a string, a template or a regular expression. */
function isInsideText(source: TS.SourceFile, offset: number): boolean {
  const contains = (node: TS.Node): boolean => node.pos <= offset && offset < node.end;
  let node: TS.Node = source;
  for (;;) {
    const child: TS.Node | undefined = ts.forEachChild(node, (one) => (contains(one) ? one : undefined));
    if (child === undefined) break;
    node = child;
  }
  return ts.isLiteralExpression(node) || ts.isTemplateMiddleOrTemplateTail(node) || ts.isTemplateHead(node)
    ? offset >= node.getStart(source)
    : false;
}

function commentAt(source: TS.SourceFile, start: number): Comment {
  const isLine = source.text[start + 1] === "/";
  const end = isLine ? source.getLineEndOfPosition(start) : endOfBlock(source.text, start);
  const text = source.text.slice(start, end).trimEnd();
  const firstLine = source.getLineAndCharacterOfPosition(start).line;
  const lineStart = source.getPositionOfLineAndCharacter(firstLine, 0);
  return {
    kind: isLine ? "line" : /^\/\*\*[^/]/.test(text) ? "doc" : "block",
    start,
    end: start + text.length,
    firstLine: firstLine + 1,
    lastLine: source.getLineAndCharacterOfPosition(start + text.length).line + 1,
    ownLine: source.text.slice(lineStart, start).trim() === "",
    text,
  };
}

function endOfBlock(text: string, start: number): number {
  const close = text.indexOf("*/", start + 2);
  return close < 0 ? text.length : close + 2;
}
