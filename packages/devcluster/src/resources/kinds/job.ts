import type { ObjectMeta } from "homeostat/internal/meta/object.ts";
import { jsonEqual } from "homeostat/internal/std/compare.ts";
import type { KindRules } from "#resources/kind-rules.ts";
import { cronJobDefaults, jobDefaults } from "#resources/defaults/workloads.ts";
import { changeField, fields, text } from "#resources/fields.ts";
import { validateCronJob, validateJob, validateJobUpdate } from "#resources/validation/job.ts";
import { workloadNameWarnings } from "#resources/validation/name-warnings.ts";
import type { ApiObject } from "#storage/store.ts";

/** Jobs: selector and labels are made from the UID unless the user selects by hand. */
export const jobRules: KindRules = {
  generation: "spec",
  defaults: (job) => withTemplateLabels(changeField(job, "spec", jobDefaults)),
  prepareForCreate: (job) => withTemplateLabels(withSelector(job)),
  // Labels that come from the template are given after validation, which has seen them there.
  metadataToValidate: (job) =>
    jsonEqual(job.metadata.labels, templateLabels(job)) ? withoutLabels(job.metadata) : job.metadata,
  validate: validateJob,
  validateUpdate: validateJobUpdate,
  warnings: (object, old) => (old === undefined ? workloadNameWarnings(object) : []),
  defaultGarbageCollection: "Orphan",
};

export const cronJobRules: KindRules = {
  generation: "spec",
  defaults: (cronJob) => changeField(cronJob, "spec", cronJobDefaults),
  validate: validateCronJob,
  warnings: (object, old) => (old === undefined ? workloadNameWarnings(object) : []),
};

/** The labels that a Job gives its pods; the unprefixed ones are older. */
function jobLabels(job: ApiObject): Readonly<Record<string, string>> {
  const { uid = "", name = "" } = job.metadata;
  return {
    "batch.kubernetes.io/controller-uid": uid,
    "batch.kubernetes.io/job-name": name,
    "controller-uid": uid,
    "job-name": name,
  };
}

function withSelector(job: ApiObject): ApiObject {
  return changeField(job, "spec", (spec) => {
    if (spec["manualSelector"] === true) return spec;
    const labels = jobLabels(job);
    const uidLabel = "batch.kubernetes.io/controller-uid";
    const template = fields(spec["template"]);
    const metadata = fields(template["metadata"]);
    const selector = fields(spec["selector"]);
    return {
      ...spec,
      selector: { ...selector, matchLabels: { ...fields(selector["matchLabels"]), [uidLabel]: labels[uidLabel] } },
      template: { ...template, metadata: { ...metadata, labels: { ...fields(metadata["labels"]), ...labels } } },
    };
  });
}

/** A Job without labels has those of its pods. */
function withTemplateLabels(job: ApiObject): ApiObject {
  if (Object.keys(job.metadata.labels ?? {}).length > 0) return job;
  const labels = templateLabels(job);
  return Object.keys(labels).length === 0 ? job : { ...job, metadata: { ...job.metadata, labels } };
}

function templateLabels(job: ApiObject): Readonly<Record<string, string>> {
  const labels = fields(fields(fields(fields(job["spec"])["template"])["metadata"])["labels"]);
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, text(value)]));
}

function withoutLabels({ labels: _labels, ...metadata }: ObjectMeta): ObjectMeta {
  return metadata;
}
