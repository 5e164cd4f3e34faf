import type { RunnableDependencies, RunnableFactory } from "#cluster/runnable-factory.ts";
import type { Runnable } from "#cluster/runnable.ts";
import type { Kind } from "#meta/kind.ts";
import { qualifiedNameProblems } from "#meta/label-syntax.ts";
import { type ControllerOptions, finalizerOf } from "./controller-options.ts";
import { createController } from "./create-controller.ts";

/** A checked, frozen definition. `manager.add` takes it. */
export interface ControllerDefinition<K extends Kind = Kind> extends ControllerOptions<K>, RunnableFactory {}

/** Declares a controller; throws when the definition cannot work. Nothing runs until a manager does. */
export function defineController<K extends Kind>(options: ControllerOptions<K>): ControllerDefinition<K> {
  const problem = problemOf(options);
  if (problem !== undefined)
    throw new Error(`controller ${JSON.stringify(options.name)} cannot be defined: ${problem}`);
  const definition: ControllerDefinition<K> = {
    ...options,
    createRunnable: (dependencies: RunnableDependencies): Runnable => createController(definition, dependencies),
  };
  return Object.freeze(definition);
}

function problemOf(options: ControllerOptions<Kind>): string | undefined {
  const { name, maxConcurrentReconciles = 1, finalize, finalizer } = options;
  if (name === "") return "its name is empty";
  if (!Number.isInteger(maxConcurrentReconciles) || maxConcurrentReconciles < 1) {
    return `maxConcurrentReconciles must be a whole number of at least 1, not ${maxConcurrentReconciles}`;
  }
  if (finalize === undefined) return finalizer === undefined ? undefined : "finalizer is given but finalize is not";
  const text = finalizerOf(options);
  if (text.startsWith("/"))
    return `a kind of the core group needs an explicit finalizer, for example "example.com/${name}"`;
  const problems = text.includes("/") ? qualifiedNameProblems(text) : ["it must have the form <domain>/<name>"];
  return problems.length === 0
    ? undefined
    : `the finalizer ${JSON.stringify(text)} is not valid: ${problems.join("; ")}`;
}
