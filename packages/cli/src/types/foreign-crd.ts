import { type Diagnostic } from "#diagnostics/diagnostic.ts";
import { type ForeignSchema, isSchema } from "./foreign-schema.ts";

/** A CustomResourceDefinition that somebody else wrote: what is read of it. */
export interface ForeignCrd {
  readonly metadata: {
    readonly name: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly group: string;
    readonly scope: "Namespaced" | "Cluster";
    readonly names: ForeignNames;
    readonly versions: readonly ForeignVersion[];
    readonly conversion?: { readonly strategy?: string };
  };
}

/** `spec.names`. */
export interface ForeignNames {
  readonly kind: string;
  readonly plural: string;
  readonly singular?: string;
  readonly listKind?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

/** An element of `spec.versions`. */
export interface ForeignVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
  readonly schema?: { readonly openAPIV3Schema?: ForeignSchema };
  readonly subresources?: {
    readonly status?: object;
    readonly scale?: {
      readonly specReplicasPath: string;
      readonly statusReplicasPath: string;
      readonly labelSelectorPath?: string;
    };
  };
  readonly additionalPrinterColumns?: readonly ForeignColumn[];
  readonly selectableFields?: readonly { readonly jsonPath: string }[];
}

/** An element of `additionalPrinterColumns`. */
export interface ForeignColumn {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  readonly description?: string;
  readonly format?: string;
  readonly priority?: number;
}

/** A parsed YAML or JSON document, and where it came from: a file, `standard input`, the cluster. */
export interface ForeignObject {
  readonly object: unknown;
  readonly origin: string;
}

/** The CRD that an object is; undefined for other kinds of objects, which are passed over. */
export function readForeignCrd({ object, origin }: ForeignObject): ForeignCrd | Diagnostic | undefined {
  if (!isSchema(object) || object["kind"] !== "CustomResourceDefinition") return undefined;
  const problem =
    object["apiVersion"] !== "apiextensions.k8s.io/v1"
      ? `its apiVersion is ${JSON.stringify(object["apiVersion"])}`
      : shapeProblem(object);
  if (problem === undefined && isForeignCrd(object)) return object;
  const metadata = object["metadata"];
  const name = isSchema(metadata) && typeof metadata["name"] === "string" ? ` ${metadata["name"]}` : "";
  return {
    severity: "error",
    message: `no types can be made of the CustomResourceDefinition${name} of ${origin}: ${problem ?? "it has no valid form"}`,
    hint: "Give a CustomResourceDefinition of apiextensions.k8s.io/v1 as the API server accepts it.",
  };
}

function isForeignCrd(object: ForeignSchema): object is ForeignSchema & ForeignCrd {
  return shapeProblem(object) === undefined;
}

/** What keeps an object from being read as a CRD. */
function shapeProblem({ metadata, spec }: ForeignSchema): string | undefined {
  if (!isSchema(metadata) || typeof metadata["name"] !== "string") return "metadata.name is missing";
  if (!isSchema(spec)) return "spec is missing";
  if (typeof spec["group"] !== "string") return "spec.group is missing";
  if (spec["scope"] !== "Namespaced" && spec["scope"] !== "Cluster")
    return "spec.scope is neither Namespaced nor Cluster";
  const { names, versions } = spec;
  if (!isSchema(names) || typeof names["kind"] !== "string" || typeof names["plural"] !== "string") {
    return "spec.names has no kind and plural";
  }
  if (!/^[A-Za-z_]\w*$/.test(names["kind"]) || RESERVED_WORDS.has(names["kind"]))
    return `its kind ${JSON.stringify(names["kind"])} cannot be the name of a type`;
  if (!Array.isArray(versions) || versions.length === 0) return "spec.versions is empty";
  return versions.map(versionProblem).find((one) => one !== undefined);
}

/** Words of TypeScript that no interface can be called. */
const RESERVED_WORDS: ReadonlySet<string> = new Set(
  (
    "any bigint boolean never null number object string symbol undefined unknown void break case catch class const continue debugger " +
    "default delete do else enum export extends false finally for function if import in instanceof new return super switch this throw " +
    "true try typeof var while with implements interface let package private protected public static yield await"
  ).split(" "),
);

function versionProblem(version: unknown, index: number): string | undefined {
  if (!isSchema(version) || typeof version["name"] !== "string") return `spec.versions[${index}].name is missing`;
  const { schema } = version;
  const isUsable = isSchema(schema) && isSchema(schema["openAPIV3Schema"]);
  return isUsable ? undefined : `spec.versions[${index}].schema.openAPIV3Schema is missing`;
}
