/** What is wrong with `value` as a DNS subdomain (RFC 1123), in the API server's words; empty when nothing is. */
export function isDnsSubdomain(value: string): readonly string[] {
  const problems: string[] = [];
  if (value.length > MAX_SUBDOMAIN) problems.push(`must be no more than ${MAX_SUBDOMAIN} characters`);
  if (!SUBDOMAIN.test(value)) {
    problems.push(
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end " +
        `with an alphanumeric character (e.g. 'example.com', regex used for validation is '${SUBDOMAIN_EXPRESSION}')`,
    );
  }
  return problems;
}

/** The same for a DNS label (RFC 1123): a subdomain without dots, of at most 63 characters. */
export function isDnsLabel(value: string): readonly string[] {
  const problems: string[] = [];
  if (value.length > MAX_LABEL) problems.push(`must be no more than ${MAX_LABEL} characters`);
  if (LABEL.test(value)) return problems;
  if (SUBDOMAIN.test(value)) problems.push("must not contain dots");
  else {
    problems.push(
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an " +
        `alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${LABEL_EXPRESSION}')`,
    );
  }
  return problems;
}

/** The same for a DNS label (RFC 1035): it begins with a letter. */
export function isDns1035Label(value: string): readonly string[] {
  const problems: string[] = [];
  if (value.length > MAX_LABEL) problems.push(`must be no more than ${MAX_LABEL} characters`);
  if (!LABEL_1035.test(value)) {
    problems.push(
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end " +
        `with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '${LABEL_1035_EXPRESSION}')`,
    );
  }
  return problems;
}

const MAX_SUBDOMAIN = 253;
const MAX_LABEL = 63;
const LABEL_EXPRESSION = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const LABEL = new RegExp(`^${LABEL_EXPRESSION}$`);
const LABEL_1035_EXPRESSION = "[a-z]([-a-z0-9]*[a-z0-9])?";
const LABEL_1035 = new RegExp(`^${LABEL_1035_EXPRESSION}$`);
const SUBDOMAIN_EXPRESSION = `${LABEL_EXPRESSION}(\\.${LABEL_EXPRESSION})*`;
const SUBDOMAIN = new RegExp(`^${SUBDOMAIN_EXPRESSION}$`);
