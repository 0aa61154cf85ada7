import { z } from "zod";
import { isRecord } from "../text/json";
import {
  checkpointFields,
  eventFields,
  jobFields,
  modelFields,
  type CheckpointState,
  type EventState,
  type Field,
  type FieldTable,
  type FieldValues,
  type FineTuningJobState,
  type ModelState,
} from "./fields";
import { parsers, type Parser } from "./parsers";

/** Reports what was expected under a key. */
type Refuse = (key: string, expected: string) => void;

/** Creates the schema of an object whose fields never fail: `parse` decides which of them are required. */
function schemaOf<Value>(parse: (wire: Readonly<Record<string, unknown>>, refuse: Refuse) => Value): z.ZodType<Value> {
  return z.custom<Readonly<Record<string, unknown>>>(isRecord, "expected object").transform((wire, context) =>
    parse(wire, (key, expected) => {
      context.addIssue({ code: "custom", path: [key], message: `expected ${expected}` });
    }),
  );
}

/** Parses the fields of a table, each from the first of its keys that has a value. Refuses an object without a required field. */
function fieldsOf<Table extends FieldTable>(
  table: Table,
  wire: Readonly<Record<string, unknown>>,
  refuse: Refuse,
): FieldValues<Table> {
  const values = Object.entries<Field>(table).map(([name, { keys, type, required }]) => {
    const parse: Parser<unknown> = parsers[type];
    const found = keys.map((key) => parse(wire[key], key)).find((value) => value !== null) ?? null;
    if (required !== undefined && found === null) {
      refuse(keys[0], required);
    }
    return [name, found];
  });
  // The parsers have the declared types, by name.
  return Object.fromEntries(values) as FieldValues<Table>;
}

/** A parsed job, and its id in the response, which may be a shortened or encoded form of the requested id. */
export interface ParsedJob {
  readonly id: string;
  readonly state: FineTuningJobState;
}

/**
 * Parses the API's `fine_tuning.job` object. It is refused without an id or a status, and if it has succeeded but its model's name is not
 * readable. Other fields that are missing or have no meaning are null.
 */
export const jobSchema: z.ZodType<ParsedJob> = schemaOf((wire, refuse) => {
  const id = parsers.id(wire["id"], "id") ?? "";
  if (id === "") {
    refuse("id", "a job's id");
  }
  const state = fieldsOf(jobFields, wire, refuse);
  if (state.status === "succeeded" && state.fineTunedModel === null && !isAbsent(wire["fine_tuned_model"])) {
    refuse("fine_tuned_model", "a model's name");
  }
  return { id, state: refined(state) };
});

/** Parses a checkpoint, which must have at least one value. */
export const checkpointSchema: z.ZodType<CheckpointState> = entrySchema(checkpointFields, "a checkpoint");
/** Parses an event, which must have at least one value. */
export const eventSchema: z.ZodType<EventState> = entrySchema(eventFields, "an event");

/** Parses a model. Azure's older API has the shutdown date in another place. */
export const modelSchema: z.ZodType<ModelState> = schemaOf((wire, refuse) => {
  const state = fieldsOf(modelFields, wire, refuse);
  const { deprecation } = wire;
  const end = isRecord(deprecation) ? parsers.date(deprecation["inference"], "deprecation.inference") : null;
  return { ...state, shutdownDate: state.shutdownDate ?? end };
});

function entrySchema<Table extends FieldTable>(table: Table, what: string): z.ZodType<FieldValues<Table>> {
  return schemaOf((wire, refuse) => {
    const values = fieldsOf(table, wire, refuse);
    if (Object.values(values).every((value) => value === null)) {
      refuse("id", what);
    }
    return values;
  });
}

/** Parses the message of a job's newest event; undefined if there is none. */
export const newestEventSchema: z.ZodType<string | undefined> = z
  .object({ data: z.array(z.unknown()) })
  .transform(({ data: [newest] }) =>
    isRecord(newest) && typeof newest["message"] === "string" ? newest["message"] : undefined,
  );

function isAbsent(wire: unknown): boolean {
  return wire === undefined || wire === null || (typeof wire === "string" && wire.trim() === "");
}

function refined(state: FineTuningJobState): FineTuningJobState {
  // Some providers return a model before it exists, or the base model.
  const fineTunedModel = state.status === "succeeded" ? state.fineTunedModel : null;
  return { ...state, fineTunedModel, suffix: state.suffix ?? suffixOf(fineTunedModel) };
}

/** Finds the suffix in a model's name such as `ft:base:organization:suffix:id`. */
function suffixOf(fineTunedModel: string | null): string | null {
  const [prefix, , , suffix, id] = fineTunedModel?.split(":") ?? [];
  return prefix === "ft" && id !== undefined && suffix ? suffix : null;
}
