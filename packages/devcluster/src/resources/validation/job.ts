import { jsonEqual } from "homeostat/internal/std/compare.ts";
import { fields, isFields, items, number, text, type Fields } from "#resources/fields.ts";
import type { StrategyContext } from "#resources/resource.ts";
import { invalid, notSupported, required, type FieldError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";
import { labelSelector, nonNegative, oneOf } from "./checks.ts";
import { validatePodTemplate } from "./pod-spec.ts";
import { selects } from "./workloads.ts";

/** The rules of a Job, metadata apart. */
export function validateJob(job: ApiObject): readonly FieldError[] {
  const spec = fields(job["spec"]);
  return [...validateGenerated(job, spec), ...validateJobSpec(spec, "spec"), ...validateSelected(spec)];
}

/** The selector and the labels that the API server made must be there, unless the user selects by hand. */
function validateGenerated(job: ApiObject, spec: Fields): readonly FieldError[] {
  if (spec["manualSelector"] === true) return isFields(spec["selector"]) ? [] : [required("spec.selector")];
  const uid = job.metadata.uid ?? "";
  const selector = spec["selector"];
  const expected = { matchLabels: { "batch.kubernetes.io/controller-uid": uid } };
  const errors: FieldError[] = [];
  if (!jsonEqual(selector, expected))
    errors.push(invalid("spec.selector", selector ?? null, "`selector` not auto-generated"));
  return errors;
}

function validateSelected(spec: Fields): readonly FieldError[] {
  const labels = fields(fields(fields(spec["template"])["metadata"])["labels"]);
  if (selects(spec["selector"], labels)) return [];
  return [invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`")];
}

function validateJobSpec(spec: Fields, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const count of [
    "parallelism",
    "completions",
    "activeDeadlineSeconds",
    "backoffLimit",
    "ttlSecondsAfterFinished",
    "backoffLimitPerIndex",
    "maxFailedIndexes",
  ]) {
    errors.push(...nonNegative(spec[count], `${field}.${count}`));
  }
  const mode = spec["completionMode"];
  if (mode !== undefined && mode !== "NonIndexed" && mode !== "Indexed") {
    errors.push(notSupported(`${field}.completionMode`, mode, ["NonIndexed", "Indexed"]));
  }
  if (mode === "Indexed" && spec["completions"] === undefined) {
    errors.push(required(`${field}.completions`, "when completion mode is Indexed"));
  }
  errors.push(
    ...validateFailurePolicy(fields(spec["podFailurePolicy"]), `${field}.podFailurePolicy`),
    ...labelSelector(spec["selector"], `${field}.selector`),
    ...validateJobTemplate(spec, field),
  );
  return errors;
}

function validateJobTemplate(spec: Fields, field: string): readonly FieldError[] {
  const template = fields(spec["template"]);
  const policy = text(fields(template["spec"])["restartPolicy"]);
  const errors = validatePodTemplate(template, `${field}.template`);
  const at = `${field}.template.spec.restartPolicy`;
  // The default of pods is not one of the values that a Job accepts: "Always" reads as "nothing was said".
  if (policy === "Always") return [...errors, required(at, 'valid values: "OnFailure", "Never"')];
  return errors;
}

function validateFailurePolicy(policy: Fields, field: string): readonly FieldError[] {
  return items(policy["rules"]).flatMap((rule, index) => {
    const at = `${field}.rules[${index}]`;
    const errors = [...oneOf(text(rule["action"]), ["Count", "FailIndex", "FailJob", "Ignore"], `${at}.action`)];
    const codes = rule["onExitCodes"];
    if (isFields(codes) && codes["operator"] === "In" && Array.isArray(codes["values"])) {
      codes["values"].forEach((code: unknown, position) => {
        if (code === 0)
          errors.push(invalid(`${at}.onExitCodes.values[${position}]`, 0, "must not be 0 for the In operator"));
      });
    }
    return errors;
  });
}

/** What of a Job cannot change: its template (unless suspended and not started), selector, completion mode, completions. */
export function validateJobUpdate(job: ApiObject, old: ApiObject, context: StrategyContext): readonly FieldError[] {
  if (context.subresource !== "") return [];
  const next = fields(job["spec"]);
  const before = fields(old["spec"]);
  const errors: FieldError[] = [];
  const immutable = (key: string): void => {
    if (!jsonEqual(next[key], before[key]))
      errors.push(invalid(`spec.${key}`, next[key] ?? null, "field is immutable"));
  };
  const elastic = next["completionMode"] === "Indexed" && number(next["completions"]) === number(next["parallelism"]);
  if (!elastic) immutable("completions");
  for (const key of ["selector", "podFailurePolicy", "backoffLimitPerIndex", "completionMode", "managedBy"])
    immutable(key);
  const suspended = before["suspend"] === true && fields(old["status"])["startTime"] === undefined;
  if (!suspended) immutable("template");
  return errors;
}

/** The rules of a CronJob; its name leaves room for the suffix of its jobs. */
export function validateCronJob(cronJob: ApiObject): readonly FieldError[] {
  const spec = fields(cronJob["spec"]);
  const errors: FieldError[] = [];
  const name = cronJob.metadata.name ?? "";
  if (name.length > MAX_CRON_JOB_NAME)
    errors.push(invalid("metadata.name", name, `must be no more than ${MAX_CRON_JOB_NAME} characters`));
  errors.push(...validateSchedule(text(spec["schedule"])), ...validateTimeZone(spec["timeZone"]));
  errors.push(
    ...nonNegative(spec["startingDeadlineSeconds"], "spec.startingDeadlineSeconds"),
    ...oneOf(spec["concurrencyPolicy"], ["Allow", "Forbid", "Replace"], "spec.concurrencyPolicy"),
    ...nonNegative(spec["successfulJobsHistoryLimit"], "spec.successfulJobsHistoryLimit"),
    ...nonNegative(spec["failedJobsHistoryLimit"], "spec.failedJobsHistoryLimit"),
    ...validateJobSpec(fields(fields(spec["jobTemplate"])["spec"]), "spec.jobTemplate.spec"),
  );
  return errors;
}

const MAX_CRON_JOB_NAME = 52;

function validateSchedule(schedule: string): readonly FieldError[] {
  const field = "spec.schedule";
  if (schedule === "") return [required(field)];
  if (schedule.includes("TZ")) {
    return [invalid(field, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead")];
  }
  if (schedule.startsWith("@")) {
    const known = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"].includes(schedule);
    return known || /^@every \S+$/.test(schedule)
      ? []
      : [invalid(field, schedule, `unrecognized descriptor: ${schedule}`)];
  }
  const parts = schedule.split(/\s+/).filter((part) => part !== "");
  if (parts.length !== 5) {
    return [invalid(field, schedule, `expected exactly 5 fields, found ${parts.length}: [${parts.join(" ")}]`)];
  }
  const problem = parts.map((part, index) => cronProblem(part, CRON_FIELDS[index])).find((one) => one !== undefined);
  return problem === undefined ? [] : [invalid(field, schedule, problem)];
}

interface CronField {
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const CRON_FIELDS: readonly CronField[] = [
  { min: 0, max: 59, names: [] },
  { min: 0, max: 23, names: [] },
  { min: 1, max: 31, names: [] },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 6, names: DAYS },
];

/** The first thing wrong with a field of a cron schedule; undefined when nothing is. */
function cronProblem(part: string, field: CronField | undefined): string | undefined {
  if (field === undefined) return undefined;
  const { min, max, names } = field;
  for (const one of part.split(",")) {
    const [range = "", step, ...rest] = one.split("/");
    if (rest.length > 0) return `too many slashes: ${one}`;
    if (step !== undefined && !/^\d+$/.test(step))
      return `failed to parse int from ${step}: strconv.Atoi: parsing ${JSON.stringify(step)}: invalid syntax`;
    if (step !== undefined && Number(step) === 0) return `step of range should be a positive number: ${one}`;
    if (range === "*" || range === "?") continue;
    const ends = range.split("-");
    if (ends.length > 2) return `too many hyphens: ${one}`;
    const values: number[] = [];
    for (const end of ends) {
      const named = names.indexOf(end.toLowerCase());
      if (named < 0 && !/^\d+$/.test(end))
        return `failed to parse int from ${end}: strconv.Atoi: parsing ${JSON.stringify(end)}: invalid syntax`;
      values.push(named < 0 ? Number(end) : named + min);
    }
    const [start = min, stop = start] = values;
    if (start < min) return `beginning of range (${start}) below minimum (${min}): ${one}`;
    if (stop > max) return `end of range (${stop}) above maximum (${max}): ${one}`;
    if (start > stop) return `beginning of range (${start}) beyond end of range (${stop}): ${one}`;
  }
  return undefined;
}

function validateTimeZone(zone: unknown): readonly FieldError[] {
  if (zone === undefined) return [];
  const field = "spec.timeZone";
  const name = text(zone);
  if (name === "") return [invalid(field, name, "timeZone must be nil or non-empty string")];
  if (name.toLowerCase() === "local")
    return [
      invalid(field, name, "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"),
    ];
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return [];
  } catch {
    return [invalid(field, name, `unknown time zone ${name}`)];
  }
}
