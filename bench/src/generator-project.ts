/** Files of a project with so many kinds, each with about 30 fields, as operators have them. */
export function generatorProject(kinds: number): Readonly<Record<string, string>> {
  const files: Record<string, string> = {
    "package.json": JSON.stringify({ name: "bench-operator", type: "module" }),
    "tsconfig.json": JSON.stringify({ compilerOptions: { module: "NodeNext", target: "ES2023", strict: true } }),
    PROJECT: `version: "3"
plugins:
  typescript.homeostat.dev/v1:
    generate: {crd: {generateEmbeddedObjectMeta: true}}
`,
    "api/v1/groupversion_info.ts": "// +groupName=bench.example.com\nexport {};\n",
  };
  for (let kind = 0; kind < kinds; kind++) {
    files[`api/v1/kind${kind}_types.ts`] = kindSource(kind, 30);
    files[`controllers/kind${kind}_controller.ts`] = controllerSource(kind);
  }
  return files;
}

/** One kind; the number of fields may differ from save to save. */
export function kindSource(kind: number, fields: number): string {
  const name = `Kind${kind}`;
  // Pod templates are large; a few kinds have one.
  const template = kind % 5 === 0;
  return `import type { Condition, CustomResource, Int32, Quantity } from "homeostat/meta";
${template ? 'import type { PodTemplateSpec } from "homeostat/apis/core/v1";\n' : ""}
/** ${name}Spec is the desired state of ${name} */
// +kubebuilder:validation:XValidation:rule="self.field0 <= 100",message="too many"
export interface ${name}Spec {
${Array.from({ length: fields }, (_, index) => fieldSource(index)).join("\n")}
  /** Parts that it is made of */
  // +listType=map
  // +listMapKey=name
  // +kubebuilder:validation:MaxItems=16
  parts?: ${name}Part[];
  limits?: Record<string, Quantity>;
  mode?: "Auto" | "Manual" | "Off";
${template ? "  template?: PodTemplateSpec;\n" : ""}}

/** ${name}Part is one part */
export interface ${name}Part {
  // +kubebuilder:validation:MinLength=1
  name: string;
  // +kubebuilder:default=1
  count?: Int32;
}

/** ${name}Status is the observed state of ${name} */
export interface ${name}Status {
  // +listType=map
  // +listMapKey=type
  conditions?: Condition[];
  observedGeneration?: Int32;
}

/** ${name} is the Schema for the ${name.toLowerCase()}s API */
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=\`.metadata.creationTimestamp\`
export interface ${name} extends CustomResource<${name}Spec, ${name}Status> {}
`;
}

function fieldSource(index: number): string {
  return `  /** Field ${index} says how much of it there is, in words of some length */
  // +kubebuilder:validation:Minimum=0
  // +kubebuilder:validation:Maximum=${100 + index}
  field${index}?: Int32;`;
}

function controllerSource(kind: number): string {
  return `// +kubebuilder:rbac:groups=bench.example.com,resources=kind${kind}s,verbs=get;list;watch
// +kubebuilder:rbac:groups=bench.example.com,resources=kind${kind}s/status,verbs=patch
export const name${kind} = "kind${kind}";
`;
}
