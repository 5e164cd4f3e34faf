import type { Library } from "#cel/library.ts";
import { AUTHORIZER_LIBRARY } from "./authorizer.ts";
import { CIDR } from "./cidr.ts";
import { TWO_VARIABLE_COMPREHENSIONS } from "./comprehensions.ts";
import { FORMATS } from "./formats.ts";
import { IP } from "./ip.ts";
import { KUBERNETES_LISTS } from "./kubernetes-lists.ts";
import { LISTS } from "./lists.ts";
import { OPTIONALS } from "./optionals.ts";
import { QUANTITY_LIBRARY } from "./quantity.ts";
import { REGEX } from "./regex.ts";
import { SEMVER_LIBRARY } from "./semver.ts";
import { SETS } from "./sets.ts";
import { STANDARD } from "./standard.ts";
import { STRINGS } from "./strings.ts";
import { URLS } from "./urls.ts";

/**
 * The libraries of Kubernetes 1.36 for the validation rules of custom resources.
 * See https://kubernetes.io/docs/reference/using-api/cel/#cel-options-language-features-and-libraries
 */
export const KUBERNETES_LIBRARIES: readonly Library[] = [
  STANDARD,
  URLS,
  REGEX,
  KUBERNETES_LISTS,
  AUTHORIZER_LIBRARY,
  OPTIONALS,
  QUANTITY_LIBRARY,
  STRINGS,
  SETS,
  IP,
  CIDR,
  FORMATS,
  TWO_VARIABLE_COMPREHENSIONS,
  SEMVER_LIBRARY,
  LISTS,
];
