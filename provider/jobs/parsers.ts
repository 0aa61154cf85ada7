import { z } from "zod";
import { compact } from "../text/json";
import type { FieldTypes } from "./fields";
import type { CheckpointMetrics, Hyperparameters, Integration, JobError, TrainingMethod } from "./job";
import { normalizeStatus, type JobStatus } from "./status";
import { firstMillisecondTime } from "./unixTime";

const deepestObject = 32;
const longestStatus = 100;

const text = z
  .string()
  .trim()
  .nullish()
  .transform((value) => value || null);
const number = z.union(
  [
    z.number(),
    z
      .string()
      .regex(/^-?\d+(\.\d+)?$/)
      .transform(Number),
  ],
  { error: "expected a number" },
);
const time = number
  .nullish()
  .transform((value) =>
    value === null || value === undefined
      ? null
      : Math.floor(Math.abs(value) > firstMillisecondTime ? value / 1000 : value),
  );
const count = number.nullish().transform((value) => value ?? null);
const hyperparameter = z
  .union([z.literal("auto"), number], { error: 'expected a number or "auto"' })
  .nullish()
  .transform((value) => value ?? undefined);

// Portkey's gateway puts Vertex's adapter size here, a word such as ADAPTER_SIZE_FOUR, which is no batch size.
const batchSize = z.union([hyperparameter, z.string().transform(() => undefined)]);

const hyperparameters = z
  .object({
    batch_size: batchSize,
    beta: hyperparameter,
    compute_multiplier: hyperparameter,
    eval_interval: hyperparameter,
    eval_samples: hyperparameter,
    learning_rate: hyperparameter,
    learning_rate_multiplier: hyperparameter,
    n_epochs: hyperparameter,
    reasoning_effort: text,
  })
  .transform((wire): Hyperparameters =>
    clean({
      batchSize: wire.batch_size,
      beta: wire.beta,
      computeMultiplier: wire.compute_multiplier,
      evalInterval: wire.eval_interval,
      evalSamples: wire.eval_samples,
      learningRate: wire.learning_rate,
      learningRateMultiplier: wire.learning_rate_multiplier,
      nEpochs: wire.n_epochs,
      reasoningEffort: wire.reasoning_effort,
    }),
  );

/** An object whose keys are somebody's own. */
const freeObject = z.record(z.string(), z.unknown()).transform((value, context) => {
  if (depthOf(value, 0) > deepestObject) {
    context.addIssue({ code: "custom", message: `expected at most ${deepestObject} levels` });
    return z.NEVER;
  }
  return withoutNulls(value) as Record<string, unknown>;
});

const method = z
  .object({
    type: text,
    supervised: z.object({ hyperparameters: hyperparameters.nullish() }).transform(clean).nullish(),
    dpo: z.object({ hyperparameters: hyperparameters.nullish() }).transform(clean).nullish(),
    reinforcement: z
      .object({ grader: freeObject.nullish(), hyperparameters: hyperparameters.nullish() })
      .transform(clean)
      .nullish(),
  })
  .transform((wire): TrainingMethod => clean(wire));

const integration = z
  .object({
    type: text,
    wandb: z
      .object({
        project: text,
        name: text,
        entity: text,
        tags: list(z.string()),
      })
      .transform(clean)
      .nullish(),
  })
  .transform((wire): Integration => clean(wire));

const jobError = z
  .union(
    [
      z.string().transform((message) => clean({ message: message || undefined })),
      z
        .object({
          code: z.union([z.string(), z.number().transform(String)]).nullish(),
          message: text,
          param: text,
        })
        .transform((wire) => clean({ code: wire.code || undefined, message: wire.message, param: wire.param })),
    ],
    { error: "expected a string or an object of code, message and param" },
  )
  .nullish()
  .transform((error): JobError | null => (error && Object.keys(error).length > 0 ? error : null));

const metadata = z
  .record(
    z.string(),
    z
      .union([z.string(), z.number().transform(String), z.boolean().transform(String)], { error: "expected a string" })
      .nullish(),
  )
  .nullish()
  .transform((value) => (value ? (clean(value) as Record<string, string>) : null));

const status = z
  .string()
  .trim()
  .min(1)
  .max(longestStatus)
  .regex(/^\P{Cc}*$/u, "expected a text without control characters")
  .transform((value): JobStatus => normalizeStatus(value));

// The gateway makes an id of these where it does not understand what the provider has answered.
const noIds: ReadonlySet<string> = new Set(["", "undefined", "null"]);
export const id = z
  .union([z.string(), z.number().transform(String)], { error: "expected an id" })
  .refine((value) => !noIds.has(value), "expected an id");

const metrics = z
  .object({
    step: count,
    train_loss: count,
    train_mean_token_accuracy: count,
    valid_loss: count,
    valid_mean_token_accuracy: count,
    full_valid_loss: count,
    full_valid_mean_token_accuracy: count,
  })
  .transform((wire): CheckpointMetrics =>
    clean({
      step: wire.step,
      trainLoss: wire.train_loss,
      trainMeanTokenAccuracy: wire.train_mean_token_accuracy,
      validLoss: wire.valid_loss,
      validMeanTokenAccuracy: wire.valid_mean_token_accuracy,
      fullValidLoss: wire.full_valid_loss,
      fullValidMeanTokenAccuracy: wire.full_valid_mean_token_accuracy,
    }),
  );

/** The parser of each type of field: what is absent or null becomes null, but for an id and a status, which have to be there. */
export const parsers: { readonly [Type in keyof FieldTypes]: z.ZodType<FieldTypes[Type] | null> } = {
  id,
  text,
  // Portkey's gateway puts the whole path of Fireworks' model here, which is no suffix.
  suffix: text.transform((value) => (value?.includes("/") === true ? null : value)),
  texts: orNull(list(z.string())),
  count,
  time,
  status,
  error: jobError,
  hyperparameters: orNull(hyperparameters.nullish()),
  method: orNull(method.nullish()),
  integrations: orNull(list(integration)),
  metadata,
  metrics: orNull(metrics.nullish()),
  data: orNull(freeObject.nullish()),
};

function orNull<Value>(schema: z.ZodType<Value | null | undefined>): z.ZodType<Value | null> {
  return schema.transform((value) => value ?? null);
}

/** A list whose entries that are null are left out. */
function list<Entry extends z.ZodType>(entry: Entry) {
  return z
    .array(entry.nullable())
    .nullish()
    .transform((values) => values?.filter((value): value is NonNullable<typeof value> => value !== null));
}

// The first changes a prototype when it is assigned; by the second Pulumi knows secrets and assets.
const reservedKeys: ReadonlySet<string> = new Set(["__proto__", "4dabf18193072939515e22adb298388d"]);

/** Leaves out what is null or undefined, and the keys that mean something else to who gets them. */
function clean<Value extends object>(value: Value): ReturnType<typeof compact<Value>> {
  return Object.fromEntries(Object.entries(compact(value)).filter(([key]) => !reservedKeys.has(key))) as ReturnType<
    typeof compact<Value>
  >;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter((entry) => entry !== null).map(withoutNulls);
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(clean(value)).map(([key, entry]) => [key, withoutNulls(entry)]));
  }
  return value;
}

function depthOf(value: unknown, above: number): number {
  if (typeof value !== "object" || value === null || above > deepestObject) {
    return above;
  }
  return Object.values(value).reduce<number>((deepest, entry) => Math.max(deepest, depthOf(entry, above + 1)), above);
}
