/** A value of the wrong type in a kubeconfig. */
export interface ShapeError {
  readonly at: readonly (string | number)[];
  readonly message: string;
}

/** The first thing in a parsed kubeconfig that has the wrong type; undefined when it has the right shape. */
export function shapeError(value: unknown): ShapeError | undefined {
  return check(value, KUBECONFIG, []);
}

type Shape =
  | { readonly type: "text" | "flag" | "anything" }
  | { readonly type: "list"; readonly of: Shape }
  | { readonly type: "map"; readonly of: Shape }
  | { readonly type: "fields"; readonly of: Readonly<Record<string, Shape>>; readonly needs?: readonly string[] };

const TEXT: Shape = { type: "text" };
const FLAG: Shape = { type: "flag" };
const ANYTHING: Shape = { type: "anything" };
const TEXTS: Shape = { type: "list", of: TEXT };

const CLUSTER: Shape = {
  type: "fields",
  of: {
    server: TEXT,
    "tls-server-name": TEXT,
    "insecure-skip-tls-verify": FLAG,
    "certificate-authority": TEXT,
    "certificate-authority-data": TEXT,
    "proxy-url": TEXT,
    "disable-compression": FLAG,
  },
};

const EXEC: Shape = {
  type: "fields",
  of: {
    apiVersion: TEXT,
    command: TEXT,
    args: TEXTS,
    env: { type: "list", of: { type: "fields", of: { name: TEXT, value: TEXT }, needs: ["name", "value"] } },
    installHint: TEXT,
    provideClusterInfo: FLAG,
    interactiveMode: TEXT,
  },
  needs: ["command", "apiVersion"],
};

const USER: Shape = {
  type: "fields",
  of: {
    "client-certificate": TEXT,
    "client-certificate-data": TEXT,
    "client-key": TEXT,
    "client-key-data": TEXT,
    token: TEXT,
    tokenFile: TEXT,
    username: TEXT,
    password: TEXT,
    as: TEXT,
    "as-uid": TEXT,
    "as-groups": TEXTS,
    "as-user-extra": { type: "map", of: TEXTS },
    exec: EXEC,
    "auth-provider": { type: "fields", of: { name: TEXT } },
  },
};

const CONTEXT: Shape = { type: "fields", of: { cluster: TEXT, user: TEXT, namespace: TEXT } };

const KUBECONFIG: Shape = {
  type: "fields",
  of: {
    apiVersion: TEXT,
    kind: TEXT,
    "current-context": TEXT,
    preferences: ANYTHING,
    clusters: named("cluster", CLUSTER),
    users: named("user", USER),
    contexts: named("context", CONTEXT),
  },
};

function named(field: string, shape: Shape): Shape {
  return { type: "list", of: { type: "fields", of: { name: TEXT, [field]: shape }, needs: ["name", field] } };
}

function check(value: unknown, shape: Shape, at: ShapeError["at"]): ShapeError | undefined {
  // An absent value: kubectl writes `users: null` for an empty list.
  if ((value === null || value === undefined) && at.length > 0) return undefined;
  switch (shape.type) {
    case "anything":
      return undefined;
    case "text":
      return typeof value === "string" ? undefined : wrong(at, "text", value);
    case "flag":
      return typeof value === "boolean" ? undefined : wrong(at, "true or false", value);
    case "list":
      return Array.isArray(value)
        ? firstError(value.map((item: unknown, index) => () => check(item, shape.of, [...at, index])))
        : wrong(at, "a list", value);
    case "map":
      return isRecord(value)
        ? firstError(
            Object.entries(value).map(
              ([key, item]) =>
                () =>
                  check(item, shape.of, [...at, key]),
            ),
          )
        : wrong(at, "a mapping", value);
    case "fields":
      return isRecord(value) ? checkFields(value, shape, at) : wrong(at, "a mapping", value);
  }
}

function checkFields(
  value: Readonly<Record<string, unknown>>,
  shape: Extract<Shape, { type: "fields" }>,
  at: ShapeError["at"],
): ShapeError | undefined {
  const missing = shape.needs?.find((name) => value[name] === undefined || value[name] === null);
  if (missing !== undefined) return { at, message: `${pathText(at)} has no "${missing}"; add it` };
  return firstError(
    Object.entries(shape.of).map(
      ([name, of]) =>
        () =>
          check(value[name], of, [...at, name]),
    ),
  );
}

function firstError(checks: readonly (() => ShapeError | undefined)[]): ShapeError | undefined {
  for (const one of checks) {
    const error = one();
    if (error !== undefined) return error;
  }
  return undefined;
}

function wrong(at: ShapeError["at"], expected: string, value: unknown): ShapeError {
  const actual = Array.isArray(value)
    ? "a list"
    : value !== null && typeof value === "object"
      ? "a mapping"
      : `a ${typeof value}`;
  const advice = expected === "text" && actual !== "a list" && actual !== "a mapping" ? "; put it in quotes" : "";
  return { at, message: `${pathText(at)} must be ${expected}, but is ${actual}${advice}` };
}

/** `users[0].user.token` */
function pathText(at: ShapeError["at"]): string {
  if (at.length === 0) return "the kubeconfig";
  return at.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`),
    "",
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
