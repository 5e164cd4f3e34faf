import { expect, test } from "vitest";
import { headerComment } from "./header.ts";

const GO = "/*\nCopyright YEAR The Authors.\n\nLicensed.\n*/\n";

test("a header in the comments of the language is kept, with its year", () => {
  expect(headerComment(GO, "typescript", "2026")).toBe("/*\nCopyright 2026 The Authors.\n\nLicensed.\n*/\n");
  expect(headerComment("# Copyright YEAR\n", "yaml", "2026")).toBe("# Copyright 2026\n");
});

test("a header in other comments, or in none, is rewritten", () => {
  expect(headerComment(GO, "yaml", "2026")).toBe("# Copyright 2026 The Authors.\n#\n# Licensed.\n");
  expect(headerComment("# A */ B\n# Licensed\n", "typescript", "")).toBe("/*\nA * / B\nLicensed\n*/\n");
  expect(headerComment("// Copyright", "markdown", "")).toBe("<!--\nCopyright\n-->\n");
  expect(headerComment("Copyright\n", "yaml", "")).toBe("# Copyright\n");
  expect(headerComment(" \n", "yaml", "")).toBe("");
});
