import type { SchemaError } from "@homeostat/schema";
import type { GeneratedCrd } from "#crd/generated-crd.ts";
import type { Explanation } from "./error-detail.ts";

/** What is wrong with a CRD outside of its schemas: names, versions, columns, subresources. */
export function explainSpecError(error: SchemaError, detail: string, { crd }: GeneratedCrd): Explanation {
  const kind = crd.spec.names.kind;
  const rule = RULES.find(({ field }) => field.test(error.field));
  if (rule === undefined) {
    return {
      message: `the CustomResourceDefinition of ${kind} would be refused: ${error.field}: ${error.message}`,
      hint: "See https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/.",
    };
  }
  // The server's sentences about names go on with an example and a regular expression.
  return { message: rule.message(kind, detail.replace(/ \(e\.g\. .*$/s, "")), hint: rule.hint };
}

interface SpecRule {
  readonly field: RegExp;
  readonly message: (kind: string, detail: string) => string;
  readonly hint: string;
}

const RULES: readonly SpecRule[] = [
  {
    field: /^metadata\.annotations\[api-approved/,
    message: (kind) => `the group of ${kind} is protected: groups of kubernetes.io and k8s.io need an approval`,
    hint: 'Use a domain of your own in +groupName, or add +kubebuilder:metadata:annotations="api-approved.kubernetes.io=<URL of the approval>".',
  },
  {
    field: /^(spec\.group|metadata\.name)$/,
    message: (kind, detail) =>
      `the API group of ${kind} is not a domain: ${detail === "Required value" ? "it is empty" : detail}`,
    hint: "Give one in lower case with at least one dot: // +groupName=example.com.",
  },
  {
    field: /^spec\.names\.(kind|listKind)$/,
    message: (kind, detail) => `${kind} cannot be the name of a kind: ${detail}`,
    hint: "Use letters and digits only.",
  },
  {
    field: /^spec\.names\./,
    message: (kind, detail) => `a name in +kubebuilder:resource of ${kind} is not allowed: ${detail}`,
    hint: "Names of resources have lower-case letters, digits and dashes, and begin with a letter.",
  },
  {
    field: /^spec\.(version|versions\[\d+\]\.name)$/,
    message: (kind, detail) => `the version of ${kind} has a name that is not allowed: ${detail}`,
    hint: "Call the folder v1, v1beta1 or the like, or add // +versionName=v1.",
  },
  {
    field: /^spec\.versions$/,
    message: (kind, detail) => `the versions of ${kind} do not fit together: they ${detail.replace(/^must /, "must ")}`,
    hint: "Each version has one folder, and one of them has +kubebuilder:storageversion.",
  },
  {
    field: /\.deprecationWarning$/,
    message: (kind, detail) => `the warning of +kubebuilder:deprecatedversion on ${kind} ${detail}`,
    hint: "Leave out the warning to have a standard one.",
  },
  {
    field: /\.additionalPrinterColumns\[\d+\]\.JSONPath$/i,
    message: (kind, detail) => `the JSONPath of a column of ${kind} ${detail}`,
    hint: "Write the path from the object's root with a dot first: .spec.replicas.",
  },
  {
    field: /\.additionalPrinterColumns/,
    message: (kind, detail) => `a +kubebuilder:printcolumn of ${kind} is wrong: ${detail}`,
    hint: "A column has a name, a JSONPath and the type integer, number, string, boolean or date.",
  },
  {
    field: /\.subresources\.scale\./,
    message: (kind, detail) => `a path in +kubebuilder:subresource:scale of ${kind} ${detail}`,
    hint: "For example specpath=.spec.replicas,statuspath=.status.replicas,selectorpath=.status.selector.",
  },
  {
    field: /\.selectableFields/,
    message: (kind, detail) =>
      `the path of a +kubebuilder:selectablefield of ${kind} ${detail.replace(/^is an invalid path: /, "")}`,
    hint: "At most 8 fields of strings, integers and booleans outside of lists can be selected by.",
  },
];
