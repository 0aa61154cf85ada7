import { debuglog } from "node:util";
import { isRecord } from "../text/json";
import { signatureKey, unknownMarks } from "../text/pulumiMarks";
import type { FieldTypes } from "./fields";
import type { CheckpointMetrics, Hyperparameter, Hyperparameters, Integration, JobError, TrainingMethod } from "./job";
import { normalizeStatus, type JobStatus } from "./status";
import { parseIsoTime, wholeSeconds } from "./unixTime";

const log = debuglog("portkey");

/** Parses a value of a response by its evident meaning; null if it is missing or has no meaning. It never throws. */
export type Parser<Value> = (wire: unknown, path: string) => Value | null;

/**
 * Creates a parser that accepts any form of a value whose meaning is evident. A value without meaning (`meaningOf` returns undefined) is
 * ignored, and a line under NODE_DEBUG=portkey names its key, never the value.
 */
function lenient<Value>(
  what: string,
  meaningOf: (wire: NonNullable<unknown>, path: string) => Value | null | undefined,
): Parser<Value> {
  return (wire, path) => {
    if (wire === undefined || wire === null) {
      return null;
    }
    const meaning = meaningOf(wire, path);
    if (meaning === undefined) {
      log("%s is %s, not %s; it is ignored", path, kindOf(wire), what);
    }
    return meaning ?? null;
  };
}

function kindOf(wire: unknown): string {
  switch (typeof wire) {
    case "string":
      return wire.trim() === "" ? "an empty string" : "a string";
    case "number":
      return Number.isFinite(wire) ? "a number" : "a number that is not finite";
    case "boolean":
      return "true or false";
    default:
      return Array.isArray(wire) ? "a list" : "an object";
  }
}

/** Pulumi would read these strings as unknown values. */
const unknownMarkSet: ReadonlySet<unknown> = new Set(unknownMarks);

/** Returns a string, or a number that can be converted to a string without loss. */
function textIn(wire: unknown): string | undefined {
  if (unknownMarkSet.has(typeof wire === "string" ? wire.trim() : undefined)) {
    return undefined;
  }
  const isExact = typeof wire === "number" && (Number.isSafeInteger(wire) || !Number.isInteger(wire));
  return typeof wire === "string" ? wire : isExact && Number.isFinite(wire) ? String(wire) : undefined;
}

const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

function numberIn(wire: unknown): number | undefined {
  const value = typeof wire === "string" && decimal.test(wire.trim()) ? Number(wire) : wire;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

// If the value is an object, such as a file, its id is used.
const text = lenient("a string", (wire) => {
  const found = textIn(isRecord(wire) ? wire["id"] : wire)?.trim();
  return found === "" ? null : found;
});
// Portkey's gateway returns the whole path of a Fireworks model here, which is not a suffix.
const suffix: Parser<string> = (wire, path) => {
  const found = text(wire, path);
  return found?.includes("/") === true ? null : found;
};
const number = lenient("a number", numberIn);
const count = lenient("a whole number", (wire) => {
  const found = numberIn(wire);
  return Number.isSafeInteger(found) ? found : undefined;
});
const time = lenient("a time", (wire) => {
  const seconds = numberIn(wire) ?? (typeof wire === "string" ? parseIsoTime(wire)?.seconds : undefined);
  return seconds === undefined ? undefined : wholeSeconds(seconds);
});
// A day has no time zone. If a provider returns a time, the day in UTC is used. Zero means none.
const date: Parser<string> = (wire, path) => {
  const seconds = time(wire, path) ?? 0;
  return seconds === 0 ? null : (new Date(seconds * 1_000).toISOString().split("T")[0] ?? null);
};

const word = /^(?!(nan|inf|infinity)$)\p{Letter}/iu;
const hyperparameter = lenient<Hyperparameter>("a number or a word", (wire) => {
  const found = numberIn(wire) ?? textIn(wire)?.trim();
  return typeof found === "string" && !word.test(found) ? undefined : found;
});
// Portkey's gateway returns Vertex's adapter size here, such as ADAPTER_SIZE_FOUR, which is not a batch size.
const batchSize: Parser<Hyperparameter> = (wire, path) =>
  typeof wire === "string" && /^adapter_size/i.test(wire) ? null : hyperparameter(wire, path);

const longestStatus = 100;
const status = lenient("a status", (wire): JobStatus | undefined => {
  const found = (typeof wire === "string" && textIn(wire)?.trim()) || "";
  return found.length <= longestStatus && /^\P{Control}+$/u.test(found) ? normalizeStatus(found) : undefined;
});

// Portkey's gateway returns these ids if it does not understand the provider's response.
const noIds: ReadonlySet<string> = new Set(["", "undefined", "null"]);
const id = lenient("an id", (wire) => {
  const found = textIn(wire)?.trim();
  return found === undefined || noIds.has(found) ? undefined : found;
});

/** Parses a list, without entries that have no meaning. A single value is read as a list of one. */
function list<Entry>(entry: Parser<Entry>): Parser<Entry[]> {
  return lenient("a list", (wire, path) => {
    const entries = (Array.isArray(wire) ? wire : [wire])
      .map((one, index) => entry(one, `${path}[${index}]`))
      .filter((found) => found !== null);
    return Array.isArray(wire) || entries.length > 0 ? entries : undefined;
  });
}

type Parts<Value> = { readonly [Name in keyof Value]-?: Parser<NonNullable<Value[Name]>> };

/** Parses the parts of an object, each by its name in snake case, without parts that have no meaning. */
function object<Value extends object>(parts: Parts<Value>): Parser<Value> {
  const entries = Object.entries<Parser<unknown>>(parts).map(
    ([name, parse]) => [name, name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), parse] as const,
  );
  return lenient("an object", (wire, path) => {
    if (!isRecord(wire)) {
      return undefined;
    }
    const found = entries.map(([name, key, parse]) => [name, parse(wire[key], `${path}.${key}`)]);
    // The parts have the declared types, by name.
    return Object.fromEntries(found.filter(([, value]) => value !== null)) as Value;
  });
}

/** Parses an object, or a string that stands for one of its parts; null for an empty object. */
function objectOr<Value extends object>(part: keyof Value & string, parts: Parts<Value>): Parser<Value> {
  const whole = object(parts);
  return (wire, path) => {
    const found = whole(typeof wire === "string" ? { [part]: wire } : wire, path);
    return found === null || Object.keys(found).length === 0 ? null : found;
  };
}

const deepestObject = 32;
// Assigning the first one changes a prototype. Pulumi recognises secrets and assets by the second one.
const reservedKeys: ReadonlySet<string> = new Set(["__proto__", signatureKey]);

/** An object with arbitrary keys. */
const freeObject = lenient(`an object of at most ${deepestObject} levels`, (wire) =>
  isRecord(wire) && depthOf(wire, 0) <= deepestObject ? (clean(wire) as Record<string, unknown>) : undefined,
);
const tag = lenient("a string", (wire) => (typeof wire === "boolean" ? String(wire) : textIn(wire)));
const metadata = lenient("an object", (wire, path) =>
  isRecord(wire) ? cleanEntries(wire, (value) => tag(value, `${path}.*`)) : undefined,
);

/** Removes what Pulumi can't represent: nulls, numbers that are not finite, and reserved keys. */
function clean(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(clean).filter((entry) => entry !== null);
  }
  if (isRecord(value)) {
    return cleanEntries(value, clean);
  }
  const isNone = (typeof value === "number" && !Number.isFinite(value)) || unknownMarkSet.has(value);
  return isNone ? null : value;
}

function cleanEntries<Value>(
  wire: Readonly<Record<string, unknown>>,
  parse: (value: unknown) => Value | null,
): Record<string, Value> {
  const entries = Object.entries(wire).flatMap(([key, value]): Array<[string, Value]> => {
    const found = reservedKeys.has(key) ? null : parse(value);
    return found === null ? [] : [[key, found]];
  });
  return Object.fromEntries(entries);
}

function depthOf(value: unknown, above: number): number {
  if (typeof value !== "object" || value === null || above > deepestObject) {
    return above;
  }
  return Object.values(value).reduce<number>((deepest, entry) => Math.max(deepest, depthOf(entry, above + 1)), above);
}

const hyperparameters = object<Hyperparameters>({
  batchSize,
  beta: hyperparameter,
  computeMultiplier: hyperparameter,
  evalInterval: hyperparameter,
  evalSamples: hyperparameter,
  learningRate: hyperparameter,
  learningRateMultiplier: hyperparameter,
  nEpochs: hyperparameter,
  reasoningEffort: text,
});

/** The parser of each type of field. */
export const parsers: { readonly [Type in keyof FieldTypes]: Parser<FieldTypes[Type]> } = {
  id,
  text,
  suffix,
  texts: list(text),
  count,
  time,
  date,
  status,
  error: objectOr<JobError>("message", { code: text, message: text, param: text }),
  hyperparameters,
  method: objectOr<TrainingMethod>("type", {
    type: text,
    supervised: object({ hyperparameters }),
    dpo: object({ hyperparameters }),
    reinforcement: object({ grader: freeObject, hyperparameters }),
  }),
  integrations: list(
    objectOr<Integration>("type", {
      type: text,
      wandb: object({ project: text, name: text, entity: text, tags: list(text) }),
    }),
  ),
  metadata,
  metrics: object<CheckpointMetrics>({
    step: count,
    trainLoss: number,
    trainMeanTokenAccuracy: number,
    validLoss: number,
    validMeanTokenAccuracy: number,
    fullValidLoss: number,
    fullValidMeanTokenAccuracy: number,
  }),
  data: freeObject,
};
