/**
 * The brand of JSON values that Kubernetes distinguishes and TypeScript does not, such as `Int32`. It is an optional member that no value has: plain
 * numbers and strings can be assigned, arithmetic stays possible, and the generators still know the type when it has passed
 * through `Pick`, `Omit` or another mapped type.
 */
export interface Scalar<Name extends string> {
  readonly [scalar]?: Name;
}

declare const scalar: unique symbol;

/**
 * A signed 32-bit integer, the usual type of a count. In a CRD: `type: integer, format: int32`.
 *
 * @example `readonly replicas?: Int32;`
 */
export type Int32 = number & Scalar<"int32">;

/**
 * A signed 64-bit integer. In a CRD: `type: integer, format: int64`. Beyond 2^53 JavaScript loses digits, so prefer `Int32`, or
 * limit it with `+kubebuilder:validation:Maximum`.
 *
 * @example `readonly sizeBytes: Int64;`
 */
export type Int64 = number & Scalar<"int32" | "int64">;

/**
 * A whole number of no particular size. In a CRD: `type: integer`.
 *
 * @example `readonly priority?: Integer;`
 */
export type Integer = number & Scalar<"integer">;

/**
 * A floating-point number. In a CRD: `type: number`, and only with `allowDangerousTypes`: programs in different languages read and
 * write fractions differently, so Kubernetes APIs use `Quantity` or an integer of a smaller unit instead.
 *
 * @example `readonly ratio: Double;`
 */
export type Double = number & Scalar<"double">;

/**
 * Bytes, as base64 text. In a CRD: `type: string, format: byte`.
 *
 * @example `readonly caBundle?: Base64;`
 */
export type Base64 = string & Scalar<"base64">;

/**
 * An amount with a unit: `"500m"`, `"1.5Gi"`, or a plain number such as `2`; see `parseQuantity`. In a CRD: an integer or a string
 * (`x-kubernetes-int-or-string`) with the pattern of quantities.
 * See https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 *
 * @example `readonly memory: Quantity;`
 */
export type Quantity = (number | string) & Scalar<"quantity">;

/**
 * A length of time in Go's text form: `"1m30s"`, `"500ms"`; see `parseDuration`. In a CRD: `type: string` (`metav1.Duration`).
 *
 * @example `readonly timeout?: Duration;`
 */
export type Duration = string & Scalar<"duration">;

/**
 * A time with whole seconds, `"2026-01-01T00:00:00Z"`; see `parseTime` and `formatTime`. In a CRD: `type: string,
 * format: date-time` (`metav1.Time`).
 *
 * @example `readonly lastScheduleTime?: Time;`
 */
export type Time = string & Scalar<"time">;

/**
 * A time with microseconds, `"2026-01-01T00:00:00.000000Z"`; see `formatMicroTime`. In a CRD: `type: string, format: date-time`
 * (`metav1.MicroTime`).
 *
 * @example `readonly renewTime?: MicroTime;`
 */
export type MicroTime = string & Scalar<"microTime">;

/**
 * A whole number or a text, for example a port or its name, a count or a percentage. In a CRD: `x-kubernetes-int-or-string: true`.
 *
 * @example `readonly maxUnavailable?: IntOrString;`
 */
export type IntOrString = (number | string) & Scalar<"intOrString">;

/**
 * Any JSON object; its fields are kept as they are. In a CRD: `type: object, x-kubernetes-preserve-unknown-fields: true`
 * (`runtime.RawExtension`).
 *
 * @example `readonly values?: RawExtension;`
 */
export type RawExtension = Readonly<Record<string, unknown>> & Scalar<"rawExtension">;

/**
 * Any JSON value: object, array, text, number, boolean or null. In a CRD: `x-kubernetes-preserve-unknown-fields: true`
 * (`apiextensionsv1.JSON`).
 *
 * @example `readonly example?: JSONValue;`
 */
export type JSONValue =
  null | boolean | number | string | readonly JSONValue[] | { readonly [key: string]: JSONValue | undefined };

/**
 * A set of field paths as `managedFields` holds it. In a CRD: `type: object, additionalProperties: true` (`metav1.FieldsV1`).
 *
 * @example `readonly ownedFields?: Fields;`
 */
export type Fields = Readonly<Record<string, unknown>> & Scalar<"fields">;
