import { extend } from "homeostat/internal/std/extend.ts";
import { randomInteger, type Random } from "homeostat/internal/std/random.ts";
import { StatusError } from "#status/status-error.ts";
import { KeyExistsError, type ApiObject } from "#storage/store.ts";
import { admitMutating, admitValidating, type AdmissionAttributes } from "./admit.ts";
import type { Outcome, ResourceRequest } from "./context.ts";
import { decodeBody } from "./decode.ts";
import { alreadyExists } from "./errors.ts";
import { tableFor } from "./get.ts";
import { trackFields } from "./managed-fields.ts";
import { presented } from "./object-json.ts";
import { validateNew } from "./validate-write.ts";
import { writeOptionsOf, type WriteOptions } from "./write-options.ts";
import {
  inRequestNamespace,
  strategyContext,
  strategyToRequest,
  strategyToStorage,
  timestamp,
  toStrategy,
  withoutDuplicateOwners,
} from "./write-scope.ts";

/**
 * POST of a new object: decode, default, admit, prepare, validate, admit again, store.
 * See https://kubernetes.io/docs/reference/using-api/api-concepts/#api-verbs
 */
export async function createObject(request: ResourceRequest): Promise<Outcome> {
  const options = writeOptionsOf(request.http, request.query, "CreateOptions");
  const body = await decodeBody(request);
  const { strategy } = request.resource;
  const sent = withoutDuplicateOwners(request, inRequestNamespace(request, withoutSystemFields(body)));
  const defaulted = strategy.applyDefaults(sent, request.version.version);
  const tracked = trackFields(request, undefined, defaulted, options.manager);
  const attributes = createAttributes(tracked, options);
  const admitted = await admitMutating(request, attributes);
  return storeWithName(request, admitted, options);
}

/** Tries with another name when a generated one is taken. */
const GENERATED_NAME_TRIES = 8;

async function storeWithName(request: ResourceRequest, object: ApiObject, options: WriteOptions): Promise<Outcome> {
  const { name = "", generateName = "" } = object.metadata;
  const isGenerated = name === "" && generateName !== "";
  for (let tries = 1; ; tries++) {
    const named = isGenerated ? withName(object, generatedName(generateName, request.context.random)) : object;
    try {
      return await storeNew(request, withSystemFields(request, named), options);
    } catch (error) {
      if (!(error instanceof KeyExistsError)) throw error;
      if (!isGenerated) throw existsError(request, error, named);
      if (tries === GENERATED_NAME_TRIES) throw exhaustedNames(request, error, named);
    }
  }
}

/**
 * Prepares, validates and stores a new object that has its name and system fields; what the main create and those by PUT
 * and apply have in common. Throws `KeyExistsError` when there is one already.
 */
export async function storeNew(request: ResourceRequest, object: ApiObject, options: WriteOptions): Promise<Outcome> {
  const { resource } = request;
  const prepared = resource.strategy.prepareForCreate(toStrategy(request, object), strategyContext(request));
  await validateNew(request, prepared);
  await admitValidating(request, createAttributes(strategyToRequest(request, prepared), options));
  const { name = "", namespace = "", resourceVersion = "" } = prepared.metadata;
  const key = resource.namespaced ? `${namespace}/${name}` : name;
  const table = tableFor(request);
  if (options.dryRun) {
    const existing = table.get(key);
    if (existing !== undefined) throw new KeyExistsError(existing);
    const { resourceVersion: _none, ...metadata } = prepared.metadata;
    return { code: 201, object: strategyToRequest(request, { ...prepared, metadata }) };
  }
  if (resourceVersion !== "" && resourceVersion !== "0") {
    throw new StatusError(500, "", "resourceVersion should not be set on objects to be created");
  }
  const stored = table.create(key, strategyToStorage(request, prepared));
  return { code: 201, object: presented(stored.object, request), stored };
}

/** What clients cannot set on a new object. */
function withoutSystemFields(object: ApiObject): ApiObject {
  if (!SYSTEM_FIELDS.some((name) => name in object.metadata)) return object;
  const {
    uid: _uid,
    creationTimestamp: _created,
    deletionTimestamp: _deleted,
    deletionGracePeriodSeconds: _grace,
    selfLink: _link,
    ...metadata
  } = object.metadata;
  return { ...object, metadata };
}

const SYSTEM_FIELDS = ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"];

/** With a UID and the time. */
export function withSystemFields(request: ResourceRequest, object: ApiObject): ApiObject {
  const { metadata } = withoutSystemFields(object);
  const system = { uid: request.context.random.uuid(), creationTimestamp: timestamp(request) };
  return { ...object, metadata: extend(metadata, system) };
}

/** 409 for a name that is taken. */
function existsError({ resource }: ResourceRequest, { existing }: KeyExistsError, object: ApiObject): StatusError {
  const error = alreadyExists(resource, object.metadata.name ?? "");
  if (existing.object.metadata.deletionTimestamp === undefined) return error;
  return new StatusError(error.code, error.reason, `object is being deleted: ${error.message}`, detailsOf(error));
}

function exhaustedNames(request: ResourceRequest, error: KeyExistsError, object: ApiObject): StatusError {
  const exists = existsError(request, error, object);
  const message = `${exists.message}, the server was not able to generate a unique name for the object`;
  return new StatusError(exists.code, exists.reason, message, { details: { ...exists.details, retryAfterSeconds: 1 } });
}

function detailsOf({ details }: StatusError): { readonly details?: NonNullable<StatusError["details"]> } {
  return details === undefined ? {} : { details };
}

export function createAttributes(object: ApiObject, options: WriteOptions): AdmissionAttributes {
  const { name = "" } = object.metadata;
  const raw = { ...options.raw, kind: "CreateOptions" };
  return { operation: "CREATE", name, object, oldObject: undefined, dryRun: options.dryRun, options: raw };
}

function withName(object: ApiObject, name: string): ApiObject {
  return { ...object, metadata: extend(object.metadata, { name }) };
}

/** No vowels and no digits that look like letters: no bad words. */
const SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
const SUFFIX_LENGTH = 5;
const MAX_NAME_LENGTH = 63;

function generatedName(prefix: string, random: Random): string {
  let suffix = "";
  for (let index = 0; index < SUFFIX_LENGTH; index++)
    suffix += SUFFIX_LETTERS[randomInteger(random, SUFFIX_LETTERS.length)] ?? "";
  return prefix.slice(0, MAX_NAME_LENGTH - SUFFIX_LENGTH) + suffix;
}
