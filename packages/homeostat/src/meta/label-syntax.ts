/**
 * What is wrong with `value` as an annotation key or a finalizer, in the API server's words; empty when nothing is.
 * See https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
export function qualifiedNameProblems(value: string): readonly string[] {
  const slash = value.indexOf("/");
  const name = value.slice(slash + 1);
  if (name.includes("/")) {
    return [
      `a qualified name ${namePattern} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const problems = slash < 0 ? [] : prefixProblems(value.slice(0, slash));
  if (name === "") problems.push("name part must be non-empty");
  else if (Buffer.byteLength(name) > 63) problems.push("name part must be no more than 63 bytes");
  if (!qualifiedName.test(name)) problems.push(`name part ${namePattern}`);
  return problems;
}

/** The same for the key of a label and of a label selector, which differs in one message. */
export function labelKeyProblems(value: string): readonly string[] {
  return qualifiedNameProblems(value).map((one) => one.replace(/^a qualified name /, "a valid label key "));
}

/** What is wrong with `value` as the value of a label, in the API server's words; empty when nothing is. */
export function labelValueProblems(value: string): readonly string[] {
  const problems: string[] = [];
  if (Buffer.byteLength(value) > 63) problems.push("must be no more than 63 bytes");
  if (value !== "" && !qualifiedName.test(value)) {
    problems.push(
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end " +
        "with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is " +
        `'(${nameExpression})?')`,
    );
  }
  return problems;
}

function prefixProblems(prefix: string): string[] {
  if (prefix === "") return ["prefix part must be non-empty"];
  const problems: string[] = [];
  if (Buffer.byteLength(prefix) > 253) problems.push("prefix part must be no more than 253 bytes");
  if (!subdomain.test(prefix)) {
    problems.push(
      "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must " +
        `start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomainExpression}')`,
    );
  }
  return problems;
}

const nameExpression = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const qualifiedName = new RegExp(`^${nameExpression}$`);
const namePattern =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
  `(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${nameExpression}')`;
const subdomainExpression = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
const subdomain = new RegExp(`^${subdomainExpression}$`);
