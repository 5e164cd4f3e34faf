import { describe, expect, test } from "vitest";
import type { Schema, ValidationRule } from "#structural/schema.ts";
import { validateRules, type RuleOptions } from "./validate-rules.ts";

const INTEGER: Schema = { type: "integer" };
const STRING: Schema = { type: "string" };

describe("messages", () => {
  test("name the rule, or say what the rule's message says", () => {
    expect(failures(5, { rule: "self > 9" })).toEqual(["x: Invalid value: 5: failed rule: self > 9"]);
    expect(failures(5, { rule: "self > 9", message: " too small " })).toEqual(["x: Invalid value: 5: too small"]);
  });

  test("come from messageExpression, unless it gives none", () => {
    const rule = { rule: "self > 9", message: "fallback" };
    expect(failures(5, { ...rule, messageExpression: "'got ' + string(self)" })).toEqual([
      "x: Invalid value: 5: got 5",
    ]);
    for (const messageExpression of ["''", "' '", "'a\\nb'", "string(1 / 0)"])
      expect(failures(5, { ...rule, messageExpression })).toEqual(["x: Invalid value: 5: fallback"]);
  });

  test("have the rule's reason and field", () => {
    const schema = object({ a: INTEGER }, { rule: "self.a > 9", reason: "FieldValueForbidden", fieldPath: ".a" });
    expect(validateRules({ a: 1 }, schema, { path: "x", isResource: false })).toEqual([
      { reason: "FieldValueForbidden", field: "x.a", message: "Forbidden: failed rule: self.a > 9" },
    ]);
  });

  test("tell why a rule could not be evaluated", () => {
    expect(failures(0, { rule: "10 / self > 1" })).toEqual([
      'x: Invalid value: "integer": division by zero evaluating rule: 10 / self > 1',
    ]);
    expect(failures(0, { rule: "self.a" })[0]).toContain(
      'x: Invalid value: "integer": rule compile error: compilation failed',
    );
  });
});

describe("transition rules", () => {
  const immutable = { rule: "self == oldSelf" };

  test("are skipped when there is no old value", () => {
    expect(failures(5, immutable)).toEqual([]);
    expect(failures(5, immutable, { oldValue: 4 })).toEqual(["x: Invalid value: 5: failed rule: self == oldSelf"]);
  });

  test("see an optional old value when they ask for it", () => {
    const once = { rule: "!oldSelf.hasValue() || oldSelf.value() == self", optionalOldSelf: true };
    expect(failures(5, once)).toEqual([]);
    expect(failures(5, once, { oldValue: 4 })).toHaveLength(1);
    expect(failures(5, { rule: "oldSelf.hasValue()", optionalOldSelf: true })).toHaveLength(1);
  });

  test("find the old item of a list that is a map by its keys, of other lists none", () => {
    const items: Schema = {
      type: "object",
      properties: { k: STRING, v: { ...INTEGER, "x-kubernetes-validations": [{ rule: "self >= oldSelf" }] } },
    };
    const list: Schema = { type: "array", items };
    const map: Schema = { ...list, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"] };
    const oldValue = [
      { k: "a", v: 1 },
      { k: "b", v: 9 },
    ];
    const value = [
      { k: "b", v: 2 },
      { k: "c", v: 0 },
      { k: "a", v: 1 },
    ];
    const fields = (schema: Schema): readonly string[] =>
      validateRules(value, schema, { oldValue, path: "x", isResource: false }).map((one) => one.field);
    expect(fields(map)).toEqual(["x[0].v"]);
    expect(fields(list)).toEqual([]);
  });
});

describe("what failed before", () => {
  const schema = object({ a: { ...STRING, "x-kubernetes-validations": [{ rule: "self != 'bad'" }] }, b: STRING });
  const change = (
    value: object,
    oldValue: object,
  ): { readonly refused: readonly string[]; readonly tolerated: readonly string[] } => {
    const tolerated: string[] = [];
    const options = {
      oldValue,
      isResource: false,
      onTolerated: (one: { readonly field: string }) => tolerated.push(one.field),
    };
    return { refused: validateRules(value, schema, options).map((one) => one.field), tolerated };
  };

  test("is tolerated while it does not change", () => {
    expect(change({ a: "bad", b: "2" }, { a: "bad", b: "1" })).toEqual({ refused: [], tolerated: ["a"] });
    expect(change({ a: "bad", b: "2" }, { a: "good", b: "2" })).toEqual({ refused: ["a"], tolerated: [] });
  });

  test("is refused by rules that compare", () => {
    const comparing: Schema = { ...STRING, "x-kubernetes-validations": [{ rule: "self != oldSelf" }] };
    expect(validateRules("same", comparing, { oldValue: "same", isResource: false })).toHaveLength(1);
  });
});

describe("costs", () => {
  const costly = { rule: "self.all(x, self.all(y, x != y || x == y))" };
  const numbers: Schema = { type: "array", items: INTEGER, "x-kubernetes-validations": [costly, { rule: "false" }] };

  test("of one evaluation end at a million", () => {
    const value = Array.from({ length: 1000 }, (_, index) => index);
    expect(texts(validateRules(value, numbers, { path: "x", isResource: false }))).toEqual([
      `x: Invalid value: "array": 'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: ${costly.rule}`,
    ]);
  });

  test("of all rules together end at the budget", () => {
    expect(texts(validateRules([1, 2, 3], numbers, { path: "x", isResource: false, costBudget: 20 }))).toEqual([
      'x: Invalid value: "array": validation failed due to running out of cost budget, no further validation rules will be run',
    ]);
  });
});

function object(properties: Readonly<Record<string, Schema>>, ...rules: readonly ValidationRule[]): Schema {
  return { type: "object", properties, "x-kubernetes-validations": rules };
}

function failures(value: unknown, rule: ValidationRule, options: RuleOptions = {}): readonly string[] {
  return texts(
    validateRules(
      value,
      { ...INTEGER, "x-kubernetes-validations": [rule] },
      { path: "x", isResource: false, ...options },
    ),
  );
}

function texts(errors: readonly { readonly field: string; readonly message: string }[]): readonly string[] {
  return errors.map((one) => `${one.field}: ${one.message}`);
}
