import { expect, test } from "vitest";
import { documentation } from "./documentation.ts";

test.each([
  ["Plain text.\n\n- with a list", "Plain text.\n\n- with a list"],
  ["Old.\n\nDeprecated: use size.", "Old.\n@deprecated use size."],
  ["Deprecated.", "@deprecated"],
])("%j is a comment that gives it back", (description, text) => {
  expect(documentation(description)).toEqual({ text, rest: {} });
});

test.each([
  ["+marker", "\\+marker"],
  ["@tag", "\\@tag"],
  ["a */ b", "a *\\/ b"],
  ["ends with space ", "ends with space"],
  ["two\n\n\nempty lines", "two\n\n\nempty lines"],
  ["Text.\n---\nbelow a line", "Text.\n---\nbelow a line"],
])("%j needs the description beside its comment", (description, text) => {
  expect(documentation(description)).toEqual({ text, rest: { description } });
});
