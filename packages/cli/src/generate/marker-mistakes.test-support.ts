import type { Mistake } from "./mistakes.test-support.ts";

/** Markers that are wrong, stand wrong or contradict their type. */
export const MARKER_MISTAKES: Readonly<Record<string, Mistake>> = {
  "a misspelt marker": { spec: "// +kubebuilder:validation:Minimun=1\nsize?: Int32;" },
  "a misspelt argument": {
    kind: "// +kubebuilder:printcolumn:name=Size,type=integer,JsonPath=.spec.size",
  },
  "an argument of the wrong type": { spec: "// +kubebuilder:validation:Minimum=one\nsize?: Int32;" },
  "a missing argument": { kind: "// +kubebuilder:subresource:scale:specpath=.spec.size" },
  "a marker without its value": { spec: "// +kubebuilder:validation:MaxLength\nname?: string;" },
  "a string that does not end": { spec: '// +kubebuilder:validation:Pattern="^a\nname?: string;' },
  "a marker of kinds on a field": { spec: "// +kubebuilder:subresource:status\nsize?: Int32;" },
  "a marker at the end of a line": { spec: "size?: Int32; // +kubebuilder:validation:Minimum=1" },
  "a marker below the last member": { spec: "size?: Int32;\n// +kubebuilder:validation:Minimum=1" },
  "a limit twice": {
    spec: "// +kubebuilder:validation:Minimum=1\n// +kubebuilder:validation:Minimum=2\nsize?: Int32;",
    allowed: true,
  },
  "a version name twice": {
    files: { "api/v1/doc.ts": "// +versionName=v2\n// +versionName=v1\nexport {};\n" },
    allowed: true,
  },
  "a limit on the wrong type": { spec: "// +kubebuilder:validation:MaxLength=3\nsize?: Int32;" },
  "a fraction as limit of an integer": { spec: "// +kubebuilder:validation:Minimum=0.5\nsize?: Int32;" },
  "a pattern that is none": { spec: "// +kubebuilder:validation:Pattern=`^(a`\nname?: string;" },
  "unique items": { spec: "// +kubebuilder:validation:UniqueItems=true\nnames?: string[];" },
  "an unknown list type": { spec: "// +listType=maps\nnames?: string[];" },
  "a list type on no list": { spec: "// +listType=set\nname?: string;" },
  "a list key that is no field": {
    spec: "// +listType=map\n// +listMapKey=id\nparts?: { name: string }[];",
  },
  "a list key twice": {
    spec: "// +listType=map\n// +listMapKey=name\n// +listMapKey=name\nparts?: { name: string }[];",
  },
  "a list key that is optional": {
    spec: "// +listType=map\n// +listMapKey=name\nparts?: { name?: string }[];",
  },
  "a list key without list type": { spec: "// +listMapKey=name\nparts?: { name: string }[];" },
  "a map list without keys": { spec: "// +listType=map\nparts?: { name: string }[];" },
  "a set of objects": { spec: "// +listType=set\nparts?: { name: string }[];" },
  "a default of another type": { spec: "// +kubebuilder:default=big\nsize?: Int32;" },
  "a default below the minimum": {
    spec: "// +kubebuilder:validation:Minimum=1\n// +kubebuilder:default=0\nsize?: Int32;",
  },
  "a default that is no value of the union": { spec: '// +kubebuilder:default=Medium\nsize?: "Small" | "Large";' },
  "a default that lacks what is required": { spec: "// +kubebuilder:default={}\npart?: { name: string };" },
  "a default with an unknown field": { spec: '// +kubebuilder:default={nam: "a"}\npart?: { name?: string };' },
  "exactly one of, with a required field": {
    spec: "part: Part;",
    more: "// +kubebuilder:validation:ExactlyOneOf=a;b\nexport interface Part {\n  a: string;\n  b?: string;\n}\n",
  },
  "exactly one of, with an unknown field": {
    spec: "part: Part;",
    more: "// +kubebuilder:validation:ExactlyOneOf=a;c\nexport interface Part {\n  a?: string;\n  b?: string;\n}\n",
  },
  "a narrower enum over that of the type": {
    spec: "// +kubebuilder:validation:Enum=Small\nsize?: Size;",
    more: 'export type Size = "Small" | "Large";\n',
  },
  "an embedded resource that is a string": { spec: "// +kubebuilder:validation:EmbeddedResource\nname?: string;" },
};

/** Rules in CEL that do not compile, do not fit or cost too much. */
export const CEL_MISTAKES: Readonly<Record<string, Mistake>> = {
  "CEL that does not parse": rule('rule="self.size > "'),
  "CEL that compares a number with a text": rule(`rule="self.size == 'a'"`),
  "CEL with an unknown field": rule('rule="self.sise > 1"'),
  "CEL that is no condition": rule('rule="self.size + 1"'),
  "CEL that costs too much": {
    spec: [
      '// +kubebuilder:validation:XValidation:rule="self.all(a, self.all(b, a == b || a.contains(b)))"',
      "// +kubebuilder:validation:MaxItems=1000",
      "names?: string[];",
    ].join("\n"),
  },
  "CEL that looks at the old value of what has none": {
    spec: "// +kubebuilder:validation:MaxItems=10\nnames?: Name[];",
    more: '// +kubebuilder:validation:MaxLength=10\n// +kubebuilder:validation:XValidation:rule="self == oldSelf"\nexport type Name = string;\n',
  },
  "a message expression that is no text": rule('rule="self.size > 1",messageExpression="self.size"'),
  "an unknown reason": rule('rule="self.size > 1",reason=Wrong'),
  "an empty rule": rule('rule=""'),
};

function rule(args: string): Mistake {
  return {
    spec: "part: Part;",
    more: `// +kubebuilder:validation:XValidation:${args}\nexport interface Part {\n  size: Int32;\n}\n`,
  };
}
