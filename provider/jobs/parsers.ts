import { debuglog } from "node:util";
import { isRecord } from "../text/json";
import { signatureKey, unknownMarks } from "../text/pulumiMarks";
import type { FieldTypes } from "./fields";
import type { CheckpointMetrics, Hyperparameter, Hyperparameters, Integration, JobError, TrainingMethod } from "./job";
import { normalizeStatus, type JobStatus } from "./status";
import { parseIsoTime, wholeSeconds } from "./unixTime";

const log = debuglog("portkey");

/** Makes of a value on the wire what it plainly means; null where there is none, or where it means nothing. It never fails. */
export type Parser<Value> = (wire: unknown, path: string) => Value | null;

/**
 * Makes a parser that takes what a value plainly means. One that means nothing, for which `meaningOf` is undefined, costs nothing but itself: it is
 * left out, and a line under NODE_DEBUG=portkey names its key, and never the value.
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
      log("%s is %s, not %s: it is left out", path, kindOf(wire), what);
    }
    return meaning ?? null;
  };
}

function kindOf(wire: unknown): string {
  switch (typeof wire) {
    case "string":
      return wire.trim() === "" ? "an empty text" : "a text";
    case "number":
      return Number.isFinite(wire) ? "a number" : "a number that is none";
    case "boolean":
      return "true or false";
    default:
      return Array.isArray(wire) ? "a list" : "an object";
  }
}

/** As values they would be taken for what is not known. */
const unknownMarkSet: ReadonlySet<unknown> = new Set(unknownMarks);

/** Finds the text that a value is, or a number of which a text can be made without loss. */
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

// An object in a text's place, such as a file, stands there for its id.
const text = lenient("a text", (wire) => {
  const found = textIn(isRecord(wire) ? wire["id"] : wire)?.trim();
  return found === "" ? null : found;
});
// Portkey's gateway puts the whole path of Fireworks' model here, which is no suffix.
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
// A day has no time zone; a provider that gives a time means the day that it is then in UTC. Zero is none.
const date: Parser<string> = (wire, path) => {
  const seconds = time(wire, path) ?? 0;
  return seconds === 0 ? null : (new Date(seconds * 1_000).toISOString().split("T")[0] ?? null);
};

const word = /^(?!(nan|inf|infinity)$)\p{Letter}/iu;
const hyperparameter = lenient<Hyperparameter>("a number or a word", (wire) => {
  const found = numberIn(wire) ?? textIn(wire)?.trim();
  return typeof found === "string" && !word.test(found) ? undefined : found;
});
// Portkey's gateway puts Vertex's adapter size here, a word such as ADAPTER_SIZE_FOUR, which is no batch size.
const batchSize: Parser<Hyperparameter> = (wire, path) =>
  typeof wire === "string" && /^adapter_size/i.test(wire) ? null : hyperparameter(wire, path);

const longestStatus = 100;
const status = lenient("a status", (wire): JobStatus | undefined => {
  const found = (typeof wire === "string" && textIn(wire)?.trim()) || "";
  return found.length <= longestStatus && /^\P{Control}+$/u.test(found) ? normalizeStatus(found) : undefined;
});

// Portkey's gateway makes an id of these where it does not understand what the provider has answered.
const noIds: ReadonlySet<string> = new Set(["", "undefined", "null"]);
const id = lenient("an id", (wire) => {
  const found = textIn(wire)?.trim();
  return found === undefined || noIds.has(found) ? undefined : found;
});

/** Parses the entries of a list, those that mean nothing left out; one that stands there alone is a list of one. */
function list<Entry>(entry: Parser<Entry>): Parser<Entry[]> {
  return lenient("a list", (wire, path) => {
    const entries = (Array.isArray(wire) ? wire : [wire])
      .map((one, index) => entry(one, `${path}[${index}]`))
      .filter((found) => found !== null);
    return Array.isArray(wire) || entries.length > 0 ? entries : undefined;
  });
}

type Parts<Value> = { readonly [Name in keyof Value]-?: Parser<NonNullable<Value[Name]>> };

/** Parses the parts of an object, each under its name in snake case, those that mean nothing left out. */
function object<Value extends object>(parts: Parts<Value>): Parser<Value> {
  const entries = Object.entries<Parser<unknown>>(parts).map(
    ([name, parse]) => [name, name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), parse] as const,
  );
  return lenient("an object", (wire, path) => {
    if (!isRecord(wire)) {
      return undefined;
    }
    const found = entries.map(([name, key, parse]) => [name, parse(wire[key], `${path}.${key}`)]);
    // The parts have the types of the value's, name for name.
    return Object.fromEntries(found.filter(([, value]) => value !== null)) as Value;
  });
}

/** Parses an object in whose place a text stands for one of its parts; one that says nothing is none. */
function objectOr<Value extends object>(part: keyof Value & string, parts: Parts<Value>): Parser<Value> {
  const whole = object(parts);
  return (wire, path) => {
    const found = whole(typeof wire === "string" ? { [part]: wire } : wire, path);
    return found === null || Object.keys(found).length === 0 ? null : found;
  };
}

const deepestObject = 32;
// The first changes a prototype when it is assigned; by the second Pulumi knows secrets and assets.
const reservedKeys: ReadonlySet<string> = new Set(["__proto__", signatureKey]);

/** An object whose keys are somebody's own. */
const freeObject = lenient(`an object of at most ${deepestObject} levels`, (wire) =>
  isRecord(wire) && depthOf(wire, 0) <= deepestObject ? (clean(wire) as Record<string, unknown>) : undefined,
);
const tag = lenient("a text", (wire) => (typeof wire === "boolean" ? String(wire) : textIn(wire)));
const metadata = lenient("an object", (wire, path) =>
  isRecord(wire) ? cleanEntries(wire, (value) => tag(value, `${path}.*`)) : undefined,
);

/** Leaves out of a value what Pulumi has no word for: nulls, numbers that are none, and the keys that mean something else there. */
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
