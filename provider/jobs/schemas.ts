import { z } from "zod";
import {
  checkpointFields,
  eventFields,
  jobFields,
  type CheckpointState,
  type EventState,
  type Field,
  type FieldTable,
  type FieldValues,
  type FineTuningJobState,
} from "./fields";
import { id, parsers } from "./parsers";

function valueOf(wire: Readonly<Record<string, unknown>>, { keys }: Field): unknown {
  return keys.map((key) => wire[key]).find((value) => value !== null) ?? null;
}

/** Makes the schema of an object with these fields, each of the first of its keys that has a value. */
function fieldsSchema<Table extends FieldTable>(table: Table): z.ZodType<FieldValues<Table>> {
  const fields = Object.entries(table);
  const wire = Object.fromEntries(fields.flatMap(([, { keys, type }]) => keys.map((key) => [key, parsers[type]])));
  return z.object(wire).transform(
    (found) =>
      // The parsers have the types of the table, entry for entry.
      Object.fromEntries(fields.map(([name, field]) => [name, valueOf(found, field)])) as FieldValues<Table>,
  );
}

/** What an answer holds: the job, and the id it gives, which may be a shortened or encoded form of the one asked for. */
export interface ParsedJob {
  readonly id: string;
  readonly state: FineTuningJobState;
}

/** Parses the API's `fine_tuning.job` object; unknown keys are ignored, absent and null ones become null. */
export const jobSchema: z.ZodType<ParsedJob> = z.intersection(
  z.object({ id: z.union([z.string().min(1), z.number().transform(String)], { error: "expected a job's id" }) }),
  fieldsSchema(jobFields).transform((state) => ({ state: refined(state) })),
);

/** Parses one job of a list, which is refused without an id. */
export const listedJobSchema: z.ZodType<ParsedJob> = z.intersection(z.object({ id }), jobSchema);
export const checkpointSchema: z.ZodType<CheckpointState> = fieldsSchema(checkpointFields);
export const eventSchema: z.ZodType<EventState> = fieldsSchema(eventFields);

/** Parses the newest of a job's events; anything else has no message. */
export const newestEventSchema: z.ZodType<string | undefined> = z
  .object({ data: z.array(z.object({ message: z.string() })) })
  .transform(({ data }) => data[0]?.message);

function refined(state: FineTuningJobState): FineTuningJobState {
  // Some providers name the model before it exists, or name the base model instead.
  const fineTunedModel = state.status === "succeeded" ? state.fineTunedModel : null;
  return { ...state, fineTunedModel, suffix: state.suffix ?? suffixOf(fineTunedModel) };
}

/** Finds the suffix in a model's name such as `ft:base:organization:suffix:id`. */
function suffixOf(fineTunedModel: string | null): string | null {
  const [prefix, , , suffix, id] = fineTunedModel?.split(":") ?? [];
  return prefix === "ft" && id !== undefined && suffix ? suffix : null;
}
