import * as fc from "fast-check";
import { type ParsedJob, jobSchema, modelSchema, newestEventSchema } from "../../../provider/jobs/schemas";
import { documentedStatuses } from "../../../provider/jobs/status";
import { documentedJob, failedJob, outputNames, runningJob, succeededJob } from "../../support/jobs";

const minimal = { id: "ftjob-1", status: "running" };
const stateKeys: readonly string[] = outputNames.filter((name) => name !== "jobId");

const parse = (wire: unknown): ParsedJob => jobSchema.parse(JSON.parse(JSON.stringify(wire)));
const stateOf = (more: object) => parse({ ...minimal, ...more }).state;
const issuePath = (wire: unknown): string => jobSchema.safeParse(wire).error?.issues[0]?.path.join(".") ?? "no error";

describe("a job", () => {
  it("needs an id and a status; everything else is null", () => {
    const { status, ...rest } = parse(minimal).state;
    expect(status).toBe("running");
    expect(Object.keys(rest).toSorted()).toEqual(stateKeys.filter((key) => key !== "status"));
    expect(Object.values(rest)).toEqual(Object.keys(rest).map(() => null));
  });

  it("has null where the API has null", () => {
    const nulls = Object.fromEntries(Object.keys(documentedJob).map((key) => [key, null]));
    expect(parse({ ...nulls, ...minimal })).toEqual(parse(minimal));
  });

  it("may have keys that nobody knows", () => {
    expect(parse({ ...minimal, colour: "blue", nested: { deep: [1] } })).toEqual(parse(minimal));
  });
});

describe("the suffix", () => {
  it.each([
    [
      "the one its owner chose",
      { user_provided_suffix: "support-bot", fine_tuned_model: "ft:m:acme:other:1" },
      "support-bot",
    ],
    ["the one that the gateway has for Bedrock's model", { suffix: "support-bot" }, "support-bot"],
    ["no path of Fireworks'", { suffix: "accounts/acme/models/bot" }, null],
    ["else the fourth part of the model's name", { fine_tuned_model: "ft:m:acme:support-bot:1" }, "support-bot"],
    ["that of a checkpoint's name too", { fine_tuned_model: "ft:m:acme:support-bot:1:ckpt-step-90" }, "support-bot"],
    ["null where that part is empty", { fine_tuned_model: "ft:m:acme::1" }, null],
    ["null where the model's name has another form", { fine_tuned_model: "accounts/acme/models/m:a:b:c:d" }, null],
    ["null where there is no model", { fine_tuned_model: null }, null],
  ])("is %s", (_what, more, suffix) => {
    expect(stateOf({ status: "succeeded", ...more }).suffix).toBe(suffix);
  });

  it("is not taken from the name of a model that is named too early", () => {
    expect(stateOf({ status: "running", fine_tuned_model: "ft:m:acme:support-bot:1" }).suffix).toBeNull();
  });
});

describe("the id", () => {
  it.each([
    [" ftjob-1\n", "ftjob-1"],
    [8573923472834, "8573923472834"],
    [0, "0"],
  ])("%j is %j", (id, parsed) => {
    expect(parse({ ...minimal, id }).id).toBe(parsed);
  });

  it.each(["", null, {}, [], true, "undefined", "null"])("%j is none", (id) => {
    expect(issuePath({ ...minimal, id })).toBe("id");
  });
});

describe("the status", () => {
  it.each<[string, string]>([
    ...documentedStatuses.map((status): [string, string] => [status, status]),
    ["notRunning", "notRunning"],
    ["canceled", "cancelled"],
    [" queued\n", "queued"],
    ["x".repeat(100), "x".repeat(100)],
  ])("%s is %s", (wire, status) => {
    expect(stateOf({ status: wire }).status).toBe(status);
  });

  it.each(["", "  ", null, 1, {}, ["succeeded"], "x".repeat(101)])("%j is none", (status) => {
    expect(issuePath({ ...minimal, status })).toBe("status");
  });
});

describe("the fine-tuned model", () => {
  it.each<[string, unknown, string | null]>([
    ["succeeded", "ft:m", "ft:m"],
    [" Succeeded\n", " ft:m ", "ft:m"],
    ["succeeded", { id: "ft:m", object: "model" }, "ft:m"],
    ["succeeded", "", null],
    ["succeeded", null, null],
    ["running", "base-model", null],
    ["failed", "base-model", null],
    ["canceled", "base-model", null],
    ["paused", "base-model", null],
  ])("of a job that is %s, and called %j, is %j", (status, fine_tuned_model, model) => {
    expect(stateOf({ status, fine_tuned_model }).fineTunedModel).toBe(model);
  });
});

describe("a field", () => {
  const wandb = { project: "p", name: null, entity: "e", tags: ["a", "b"], run_id: "x" };
  const grader = {
    type: "multi",
    calculate_output: "0.5*a",
    graders: { a: { input: "{{x}}", name: null } },
    list: [1, null],
  };
  const metadata = { team_name: "a", "kebab-case": "b", constructor: "c", "": "d" };

  it.each<[object, object]>([
    [{ created_at: 1721764800.9 }, { createdAt: 1721764800 }],
    [{ estimated_finish: "1721764800123" }, { estimatedFinish: 1721764800 }],
    [{ created_at: 0 }, { createdAt: 0 }],
    [{ completed_at: 1721768400000 }, { finishedAt: 1721768400 }],
    [{ completed_at: 1, finished_at: null }, { finishedAt: 1 }],
    [{ error: { code: "", message: null, param: null } }, {}],
    [{ error: "Training file is broken" }, { error: { message: "Training file is broken" } }],
    [{ error: { code: 400, message: "Broken", param: null } }, { error: { code: "400", message: "Broken" } }],
    [
      { error: { code: "invalid", message: "Broken", param: "training_file", more: 1 } },
      { error: { code: "invalid", message: "Broken", param: "training_file" } },
    ],
    [{ hyperparameters: { n_epochs: "auto", beta: null } }, { hyperparameters: { nEpochs: "auto" } }],
    [{ hyperparameters: { n_epochs: "3", beta: 0 } }, { hyperparameters: { nEpochs: 3, beta: 0 } }],
    [{ hyperparameters: { n_epochs: 3, batch_size: "ADAPTER_SIZE_FOUR" } }, { hyperparameters: { nEpochs: 3 } }],
    [{ model: "", training_file: "", validation_file: "", organization_id: "" }, {}],
    [{ metadata }, { metadata }],
    [{ metadata: { run: 7, final: true } }, { metadata: { run: "7", final: "true" } }],
    [
      { integrations: [{ type: "wandb", wandb }, { type: "other", wandb: null }, {}] },
      { integrations: [{ type: "wandb", wandb: { project: "p", entity: "e", tags: ["a", "b"] } }, { type: "other" }] },
    ],
    [
      {
        method: {
          type: "reinforcement",
          supervised: null,
          reinforcement: { grader, hyperparameters: { eval_interval: "auto" } },
        },
      },
      {
        method: {
          type: "reinforcement",
          reinforcement: {
            grader: { type: "multi", calculate_output: "0.5*a", graders: { a: { input: "{{x}}" } }, list: [1] },
            hyperparameters: { evalInterval: "auto" },
          },
        },
      },
    ],
  ])("is read as the API has it: %j", (wire, fields) => {
    expect(stateOf(wire)).toEqual({ ...stateOf({}), ...fields });
  });

  it("leaves out a grader that is nested too deeply to keep, and it alone", () => {
    let nested: Record<string, unknown> = {};
    for (let level = 0; level < 5_000; level += 1) {
      nested = { grader: nested };
    }
    const method = { reinforcement: { grader: nested, hyperparameters: { n_epochs: 1 } } };
    expect(jobSchema.parse({ ...minimal, method }).state.method).toEqual({
      reinforcement: { hyperparameters: { nEpochs: 1 } },
    });
  });
});

describe("a field in a form that nobody foresaw", () => {
  it.each<[object, object]>([
    [{ created_at: "2024-07-23T20:00:00Z" }, { createdAt: 1721764800 }],
    [{ created_at: "2024-07-23T22:00:00.25+02:00" }, { createdAt: 1721764800 }],
    [{ created_at: 1721764800123456 }, { createdAt: 1721764800 }],
    [{ created_at: "1721764800123456789" }, { createdAt: 1721764800 }],
    [{ finished_at: "", completed_at: "2024-07-23" }, { finishedAt: 1721692800 }],
    [
      { hyperparameters: { learning_rate_multiplier: "1e-05" } },
      { hyperparameters: { learningRateMultiplier: 0.00001 } },
    ],
    [{ hyperparameters: { n_epochs: " max " } }, { hyperparameters: { nEpochs: "max" } }],
    [
      { trained_tokens: "1.2E5", seed: "+42" },
      { trainedTokens: 120_000, seed: 42 },
    ],
    [{ result_files: [{ id: "file-1", object: "file" }, "file-2", 3] }, { resultFiles: ["file-1", "file-2", "3"] }],
    [
      { training_file: { id: "file-1" }, model: { id: "gpt" } },
      { trainingFile: "file-1", model: "gpt" },
    ],
    [{ method: "supervised" }, { method: { type: "supervised" } }],
    [{ integrations: { type: "wandb" } }, { integrations: [{ type: "wandb" }] }],
    [
      { integrations: [{ wandb: { tags: "nightly", name: 7 } }] },
      { integrations: [{ wandb: { tags: ["nightly"], name: "7" } }] },
    ],
    [{ error: { message: 5, code: {} } }, { error: { message: "5" } }],
  ])("is taken for what it plainly means: %j", (wire, fields) => {
    expect(stateOf(wire)).toEqual({ ...stateOf({}), ...fields });
  });

  it.each<[object]>([
    [{ created_at: "", finished_at: " " }],
    [{ created_at: "yesterday" }],
    [{ created_at: "2024-02-31" }],
    [{ created_at: {}, finished_at: true, completed_at: [], estimated_finish: "soon" }],
    [{ error: [] }],
    [{ hyperparameters: [] }],
    [{ metadata: "none" }],
    [{ object: {}, organization_id: [], training_file: false, validation_file: { name: "f" }, model: 1e300 }],
    [{ seed: "auto", trained_tokens: "1,000" }],
    [{ seed: 2 ** 64, trained_tokens: 1.5 }],
    [{ fine_tuned_model: ["too", "early"] }],
  ])("is null where it means nothing, and costs nothing else: %j", (wire) => {
    expect(stateOf(wire)).toEqual(stateOf({}));
  });

  it.each<[object, object]>([
    [
      { hyperparameters: { n_epochs: 3, batch_size: {}, beta: false, learning_rate: "" } },
      { hyperparameters: { nEpochs: 3 } },
    ],
    [{ hyperparameters: { n_epochs: "NaN", beta: "1,000", batch_size: 8 } }, { hyperparameters: { batchSize: 8 } }],
    [{ metadata: { team: { name: "a" }, list: [], run: "7" } }, { metadata: { run: "7" } }],
    [{ result_files: [null, {}, [], false, "file-1"] }, { resultFiles: ["file-1"] }],
    [{ integrations: [1, { type: "wandb", wandb: "project" }] }, { integrations: [{ type: "wandb" }] }],
    [
      { method: { type: "dpo", dpo: { hyperparameters: { beta: [], n_epochs: 2 } }, supervised: 5 } },
      { method: { type: "dpo", dpo: { hyperparameters: { nEpochs: 2 } } } },
    ],
  ])("costs no sibling inside: %j", (wire, fields) => {
    expect(stateOf(wire)).toEqual({ ...stateOf({}), ...fields });
  });

  it("is a number that is not finite, anywhere", () => {
    const { state } = jobSchema.parse(
      JSON.parse(
        `{"id":"a","status":"running","created_at":1e999,"seed":-1e999,"suffix":1e999,"hyperparameters":{"n_epochs":1e999},
          "metadata":{"loss":1e999,"run":1},"method":{"reinforcement":{"grader":{"a":1e999,"b":[1,-1e999]}}}}`,
      ),
    );
    expect(state).toEqual({
      ...stateOf({}),
      hyperparameters: {},
      metadata: { run: "1" },
      method: { reinforcement: { grader: { b: [1] } } },
    });
  });
});

describe("what a read hangs on", () => {
  it.each([
    ["id", { id: { id: "ftjob-1" } }],
    ["id", { id: 1e300 }],
    ["status", { status: "run\u001b[31mning" }],
    ["fine_tuned_model", { status: "succeeded", fine_tuned_model: { name: "ft:m" } }],
    ["fine_tuned_model", { status: "completed", fine_tuned_model: false }],
  ])("is an error that names %s where it means nothing: %j", (path, more) => {
    expect(issuePath({ ...minimal, ...more })).toBe(path);
  });
});

const wireKeys = [...Object.keys(runningJob("")), "completed_at", "method", "metadata"];
const known: ReadonlySet<string> = new Set(wireKeys);

/** Lists all objects and arrays inside a value. */
function reachable(value: unknown): object[] {
  return typeof value === "object" && value !== null ? [value, ...Object.values(value).flatMap(reachable)] : [];
}

const plain: ReadonlySet<unknown> = new Set([Object.prototype, Array.prototype]);

function isSoundJob({ id, state }: ParsedJob, wire: unknown): boolean {
  const { status, fineTunedModel, createdAt, finishedAt, estimatedFinish, seed, trainedTokens } = state;
  // A text, a number, or an object with it for an id.
  const named = (model: unknown) => [model, Object(model).id].map((name: unknown) => String(name ?? "").trim());
  const inside = reachable(state);
  return (
    id !== "" &&
    status.trim() !== "" &&
    Object.keys(state).toSorted().join() === stateKeys.join() &&
    (fineTunedModel === null ||
      (status === "succeeded" && named(Object(wire).fine_tuned_model).includes(fineTunedModel))) &&
    [createdAt, finishedAt, estimatedFinish, seed, trainedTokens].every(
      (one) => one === null || Number.isFinite(one),
    ) &&
    inside.every((value) => plain.has(Object.getPrototypeOf(value)) && !Object.hasOwn(value, "__proto__")) &&
    inside.slice(1).every((value) => Object.values(value).every((entry) => entry !== null && entry !== undefined))
  );
}

/** Tells whether an error says something, and of a document that is an object which key of the API it is about. */
function isSoundIssue(issue: { path: PropertyKey[]; message: string } | undefined, wire: unknown): boolean {
  const isObject = typeof wire === "object" && wire !== null && !Array.isArray(wire);
  return issue !== undefined && issue.message !== "" && (!isObject || known.has(String(issue.path[0])));
}

describe("any JSON", () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("", "auto", "1e999", "-5", "canceled"),
  );
  const key = fc.oneof(
    fc.constantFrom("__proto__", "constructor", "prototype", "toString", "hyperparameters", "message", "code", "wandb"),
    fc.string({ maxLength: 8 }),
  );
  const anything = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.oneof(text, fc.double(), fc.integer(), fc.boolean(), fc.constant(null)),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(key, tie("value"), { maxKeys: 5 }),
    ),
  })).value;
  const somewhatLikely: Record<string, fc.Arbitrary<unknown>> = {
    id: fc.oneof(text, fc.integer(), anything),
    status: fc.oneof(fc.constantFrom(...documentedStatuses, "canceled", "paused"), anything),
    fine_tuned_model: fc.oneof(text, anything),
  };
  const oddJob = fc
    .tuple(
      fc.constantFrom(documentedJob, runningJob("ftjob-1"), succeededJob("ftjob-1"), failedJob("ftjob-1")),
      fc
        .subarray(wireKeys, { maxLength: 3 })
        .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, somewhatLikely[name] ?? anything])))),
      fc.dictionary(key, anything, { maxKeys: 3 }),
    )
    .map(([job, changes, more]) => Object.fromEntries(Object.entries({ ...more, ...job, ...changes })));
  const documents = fc.oneof({ weight: 1, arbitrary: anything }, { weight: 4, arbitrary: oddJob });

  it("either is a valid job or gives an error that names a path, and does nothing else", () => {
    const prototype = Reflect.ownKeys(Object.prototype);
    let valid = 0;
    fc.assert(
      fc.property(documents, (document) => {
        const wire: unknown = JSON.parse(JSON.stringify(document) ?? "null");
        const parsed = jobSchema.safeParse(wire);
        expect(Reflect.ownKeys(Object.prototype)).toEqual(prototype);
        const isSound = parsed.success ? isSoundJob(parsed.data, wire) : isSoundIssue(parsed.error.issues[0], wire);
        expect(isSound).toBe(true);
        valid += parsed.success ? 1 : 0;
      }),
      { numRuns: 2_000 },
    );
    expect(valid).toBeGreaterThan(20);
  });

  it("loses the key by which Pulumi knows a secret, wherever its user chose the keys", () => {
    const marked = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "x" };
    const { state } = jobSchema.parse({
      ...minimal,
      metadata: marked,
      method: { type: "reinforcement", reinforcement: { grader: { type: "python", inner: marked } } },
    });
    expect(state.metadata).toEqual({ value: "x" });
    expect(state.method?.reinforcement?.grader).toEqual({ type: "python", inner: { value: "x" } });
  });

  it("loses what Pulumi writes for a value that is not known, and is refused where it is the model's name", () => {
    const marker = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const grader = { type: "python", a: marker };
    const state = stateOf({ metadata: { a: marker, b: "c" }, model: marker, method: { reinforcement: { grader } } });
    expect(state).toMatchObject({ metadata: { b: "c" }, model: null });
    expect(state.method?.reinforcement?.grader).toEqual({ type: "python" });
    expect(issuePath({ ...minimal, status: "succeeded", fine_tuned_model: marker })).toBe("fine_tuned_model");
    expect(issuePath({ ...minimal, status: marker })).toBe("status");
  });
});

describe("events", () => {
  it.each([
    [{ object: "list", data: [{ message: "Step 100" }, { message: "Step 90" }] }, "Step 100"],
    [{ data: [{ message: "", level: "info" }] }, ""],
    [{ data: [] }, undefined],
    [{ data: [{ text: "Step" }] }, undefined],
    [{ data: {} }, undefined],
    [null, undefined],
    ["text", undefined],
  ])("%j have the newest message %j", (events, message) => {
    expect(newestEventSchema.safeParse(events).data).toBe(message);
  });
});

describe("a model", () => {
  it.each([
    [{ shutdown_date: "2027-01-14" }, "2027-01-14"],
    [{ shutdown_date: "2027-01-14T00:00:00Z" }, "2027-01-14"],
    [{ deprecation: { fine_tune: 1_767_225_600, inference: 1_799_884_800 } }, "2027-01-14"],
    [{ shutdown_date: null }, null],
    [{ shutdown_date: "in spring" }, null],
    [{ shutdown_date: 0, deprecation: { fine_tune: 1_767_225_600 } }, null],
    [{}, null],
  ])("with %j ends on %j", (more, shutdownDate) => {
    const wire = { id: "gpt-4.1", object: "model", created: 1_744_316_542, owned_by: "system", ...more };
    expect(modelSchema.parse(wire)).toEqual({
      id: "gpt-4.1",
      object: "model",
      createdAt: 1_744_316_542,
      ownedBy: "system",
      shutdownDate,
    });
  });

  it("needs an id", () => {
    expect(() => modelSchema.parse({ object: "model" })).toThrow("expected a model's name");
  });
});
