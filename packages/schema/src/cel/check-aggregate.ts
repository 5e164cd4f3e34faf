import type { Expression, ListExpression, MapExpression, StructExpression } from "./expression.ts";
import { mismatchText, optionalContent, undeclaredText, type ExpressionChecker } from "./checker-context.ts";
import { listOf, mapOf, optionalOf, typeText, type CelType } from "./type.ts";

export function checkList(checker: ExpressionChecker, list: ListExpression): CelType {
  let element: CelType | undefined;
  list.elements.forEach((expression, i) => {
    const type = checkPart(checker, expression, list.optionalIndices.includes(i));
    element = checker.join(element, type);
  });
  return listOf(element ?? checker.newParameter());
}

export function checkMap(checker: ExpressionChecker, map: MapExpression): CelType {
  let key: CelType | undefined;
  let value: CelType | undefined;
  for (const entry of map.entries) {
    key = checker.join(key, checker.check(entry.key));
    const type = checkPart(checker, entry.value, entry.optional);
    value = checker.join(value, type);
  }
  return mapOf(key ?? checker.newParameter(), value ?? checker.newParameter());
}

/** `Type{field: value}`; Kubernetes has no types that are made so, but a library may. */
export function checkStruct(checker: ExpressionChecker, struct: StructExpression): CelType {
  const found = checker.names.identifier(struct.typeName);
  if (found === undefined) {
    checker.report(undeclaredText(checker, struct.typeName), struct.offset);
    return ERROR;
  }
  checker.references.set(struct.id, { name: found.name });
  const type = objectType(checker, struct, found.type);
  for (const field of struct.fields) {
    const valueType = checkPart(checker, field.value, field.optional);
    const fieldType =
      type.kind === "object" ? (checker.fieldType(type.name, field.name, field.offset) ?? ERROR) : ERROR;
    if (checker.fits(fieldType, valueType)) continue;
    const message = `expected type of field '${field.name}' is '${typeText(fieldType)}' but provided type is '${typeText(valueType)}'`;
    checker.report(message, field.offset);
  }
  return type;
}

function objectType(checker: ExpressionChecker, struct: StructExpression, named: CelType): CelType {
  if (named.kind === "error") return ERROR;
  if (named.kind !== "type") {
    checker.report(`'${typeText(named)}' is not a type`, struct.offset);
    return ERROR;
  }
  if (named.of.kind === "object") return named.of;
  checker.report(`'${typeText(named.of)}' is not a message type`, struct.offset);
  return ERROR;
}

/** The type of an element or value; of one written with `?` what the optional holds. */
function checkPart(checker: ExpressionChecker, expression: Expression, optional: boolean): CelType {
  const type = checker.check(expression);
  if (!optional) return type;
  const content = optionalContent(type);
  if (content !== undefined) return content;
  if (type.kind !== "dyn") checker.report(mismatchText(optionalOf(type), type), expression.offset);
  return type;
}

const ERROR: CelType = { kind: "error" };
