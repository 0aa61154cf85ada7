import type { ServiceError } from "@grpc/grpc-js";
import { providerText } from "../sdk/providerText";
import { fieldNames, fieldOf } from "../provider/jobs/fields";
import { runVersion } from "../provider/run";
import { PortkeySimulator } from "../sdk/testing";
import { DynamicProviderHost, programReads, type Properties } from "./support/dynamicProviderHost";
import { answer, errorShapes, reset, type Fault } from "./support/faults";
import { documentedJob, failedJob, outputNames, runningJob, succeededJob } from "./support/jobs";

const apiKey = "canary-api-key-of-the-stack";
const ownKey = "canary-api-key-of-the-job";
const canary = /canary/;

/** What the end of a job does not change, and so a preview knows of a job that the up will wait for. */
const lastingNames = fieldNames.filter((name) => fieldOf(name).lasting === true);

let simulator: PortkeySimulator;
let host: DynamicProviderHost;

beforeAll(async () => {
  simulator = await PortkeySimulator.start({ apiKeys: [apiKey, ownKey] });
  host = await DynamicProviderHost.start();
  await host.configure({
    "portkey:apiKey": secret(apiKey),
    "portkey:baseUrl": simulator.baseUrl,
    "portkey:maxRetries": "0",
  });
});

afterEach(() => {
  simulator.heal();
});

afterAll(async () => {
  await host.stop();
  await simulator.close();
});

interface Failing {
  readonly error: string;
  readonly when: string;
  readonly says: string;
  readonly fault?: Fault;
  readonly id?: string;
  readonly properties?: Properties;
}

const echo = `the key ${apiKey} again`;
const wait = {
  version: runVersion,
  preview: false,
  waitFor: "succeeded",
  timeoutMs: 60_000,
  waitedMs: 60_000,
  end: "timeout",
};

const failing: readonly Failing[] = [
  { error: "NotFoundError", when: "there is no such job", says: "no such job at http", id: "ftjob-none" },
  {
    error: "AuthenticationError",
    when: "the key is not accepted",
    says: "401 Invalid API Key; code AB01; trace id trace-simulated",
    properties: { connection: { apiKey: "canary-of-nobody" } },
  },
  {
    error: "PermissionDeniedError",
    when: "the key may not read jobs",
    says: "the key may not read it (403 the key [secret] again; code AB03)",
    fault: answer(403, errorShapes.controlPlane(echo, "AB03")),
  },
  {
    error: "RequestRejectedError",
    when: "the provider rejects it",
    says: "400 openai error: the key [secret] again",
    fault: answer(400, errorShapes.provider(echo)),
  },
  {
    error: "BudgetExceededError",
    when: "the budget is spent",
    says: "412 the key [secret] again",
    fault: answer(412, errorShapes.gateway(echo)),
  },
  {
    error: "GuardrailDeniedError",
    when: "a guardrail denies it",
    says: "446 the key [secret] again",
    fault: answer(446, errorShapes.gateway(echo)),
  },
  {
    error: "RateLimitError",
    when: "there were too many requests",
    says: "429 the key [secret] again",
    fault: answer(429, errorShapes.gateway(echo)),
  },
  {
    error: "ServerError",
    when: "the server failed",
    says: 'an HTML page titled "502 the key [secret] again"',
    fault: answer(502, errorShapes.html(`502 ${echo}`)),
  },
  {
    error: "RedirectError",
    when: "the answer points elsewhere",
    says: "redirects to https://elsewhere.example/[secret],",
    fault: answer(302, "", { location: `https://elsewhere.example/${apiKey}?key=${apiKey}` }),
  },
  {
    error: "UnexpectedResponseError",
    when: "the answer is not JSON",
    says: 'is not JSON (200, text/plain, beginning "the key [secret] again")',
    fault: answer(200, echo),
  },
  {
    error: "UnexpectedResponseError",
    when: "the answer is another job",
    says: 'is another job, "ftjob-other"',
    fault: answer(200, runningJob("ftjob-other")),
  },
  { error: "ConnectionError", when: "the connection is reset", says: "no answer from 127.0.0.1:", fault: reset },
  { error: "InvalidArgumentError", when: "the id is malformed", says: "jobId: ", id: ".." },
  {
    error: "InvalidArgumentError",
    when: "the connection has an unknown setting",
    says: "connection.apiKye: there is no such setting",
    properties: { connection: { apiKye: ownKey } },
  },
  {
    error: "JobFailedError",
    when: "the job failed and was to succeed",
    says: "failed: The quota for training is spent. (code exceeded_quota; param training_file)",
    fault: answer(200, failedJob("ftjob-failing")),
    properties: { __run: wait },
  },
  {
    error: "JobFailedError",
    when: "the job failed and was to succeed, in a preview",
    says: "failed: The quota for training is spent. (code exceeded_quota; param training_file)",
    fault: answer(200, failedJob("ftjob-failing")),
    properties: { __run: { version: runVersion, preview: true, waitFor: "succeeded", timeoutMs: 60_000 } },
  },
  {
    error: "JobCancelledError",
    when: "the job was cancelled and was to succeed",
    says: "was cancelled",
    fault: answer(200, runningJob("ftjob-failing", { status: "canceled" })),
    properties: { __run: wait },
  },
  {
    error: "WaitTimeoutError",
    when: "the time is up",
    says: "is still running after waiting 1m",
    fault: answer(200, runningJob("ftjob-failing")),
    properties: { __run: wait },
  },
  {
    error: "WaitTimeoutError",
    when: "there is no time to wait, in a preview",
    says: "timeout is 0",
    fault: answer(200, runningJob("ftjob-failing")),
    properties: { __run: { version: runVersion, preview: true, waitFor: "succeeded", timeoutMs: 0 } },
  },
  {
    error: "MissingModelError",
    when: "the job has succeeded without a model",
    says: "names no fine_tuned_model",
    fault: answer(200, runningJob("ftjob-failing", { status: "succeeded" })),
    properties: { __run: wait },
  },
  {
    error: "Error",
    when: "the provider met something it was not made for",
    says: "pulumi-portkey met an error of its own",
    properties: { __run: { version: runVersion, preview: "perhaps" } },
  },
];

describe.each(Object.entries(programReads))("asked by %s,", (_engine, asked) => {
  const read = (id: string, given: Properties): ReturnType<DynamicProviderHost["read"]> => host.read(id, asked(given));

  describe("a read as in a program run", () => {
    it("returns every field of the job, under the id that was asked for", async () => {
      simulator.script(documentedJob.id, documentedJob);
      await expect(read(documentedJob.id, inputs(documentedJob.id))).resolves.toEqual({
        id: "ftjob-abc123",
        properties: {
          __provider: providerText,
          createdAt: 1692661014,
          error: null,
          estimatedFinish: 0,
          fineTunedModel: "ft:davinci-002:my-org:custom_suffix:7q8mpxmy",
          finishedAt: 1692661190,
          hyperparameters: { nEpochs: 4, batchSize: 1, learningRateMultiplier: 1 },
          integrations: [],
          jobId: "ftjob-abc123",
          metadata: { key: "value" },
          method: {
            type: "supervised",
            supervised: { hyperparameters: { nEpochs: 4, batchSize: 1, learningRateMultiplier: 1 } },
          },
          model: "davinci-002",
          object: "fine_tuning.job",
          organizationId: "org-123",
          resultFiles: ["file-abc123"],
          seed: 0,
          status: "succeeded",
          suffix: "custom_suffix",
          trainedTokens: 5768,
          trainingFile: "file-abc123",
          validationFile: null,
        },
      });
    });

    it.each([
      ["succeeded", documentedJob],
      ["running", runningJob("ftjob-running")],
      ["failed", failedJob("ftjob-failed")],
      ["cancelled", runningJob("ftjob-cancelled", { status: "cancelled" })],
      ["all but empty", { id: "ftjob-empty", status: "queued" }],
    ])("has every output, null where the API has none, of a job that is %s", async (_description, job) => {
      simulator.fail(answer(200, job), 1, job.id);
      const { properties } = await read(job.id, inputs(job.id));
      expect(Object.keys(properties).toSorted()).toEqual(["__provider", ...outputNames]);
    });

    it("sends one GET with the key of the stack's config", async () => {
      simulator.script("ftjob-once", { status: "running" });
      const before = simulator.requests.length;
      await read("ftjob-once", inputs("ftjob-once"));
      expect(simulator.requests.slice(before)).toEqual([
        expect.objectContaining({
          method: "GET",
          path: "/v1/fine_tuning/jobs/ftjob-once",
          headers: expect.objectContaining({ "x-portkey-api-key": apiKey }),
        }),
      ]);
    });

    it("prefers the job's own connection, and gives it back for the refresh", async () => {
      simulator.script("ftjob-own", { status: "running" });
      const connection = { apiKey: ownKey };
      const { properties } = await read("ftjob-own", inputs("ftjob-own", { connection }));
      expect(simulator.requests.at(-1)?.headers["x-portkey-api-key"]).toBe(ownKey);
      expect(properties["connection"]).toEqual(connection);
    });

    it("keeps what the program hands down for one run out of the outputs", async () => {
      simulator.script("ftjob-waited", succeededJob("ftjob-waited"));
      const run = {
        version: runVersion,
        preview: false,
        waitFor: "succeeded",
        timeoutMs: 60_000,
        waitedMs: 12_000,
        end: "finished",
      };
      const { properties } = await read("ftjob-waited", inputs("ftjob-waited", { __run: run }));
      expect(Object.keys(properties).toSorted()).toEqual(["__provider", ...outputNames]);
      expect(properties["status"]).toBe("succeeded");
    });

    it("serves many jobs from one provider: one request for the same id, few at once", async () => {
      const ids = Array.from({ length: 40 }, (_, index) => `ftjob-many-${index % 20}`);
      const before = new Map(ids.map((id) => [id, simulator.count(id)]));
      ids.forEach((id) => simulator.script(id, { status: "running" }));
      simulator.latencyMs = 20;
      simulator.maxConcurrentRequests = 0;
      const reads = await Promise.all(ids.map((id) => read(id, inputs(id))));
      simulator.latencyMs = 0;
      expect(reads.map(({ properties }) => properties["jobId"])).toEqual(ids);
      expect(ids.map((id) => simulator.count(id) - (before.get(id) ?? 0))).toEqual(ids.map(() => 1));
      expect(simulator.maxConcurrentRequests).toBeLessThanOrEqual(8);
    });
  });

  describe("a read as in a preview", () => {
    const preview = { version: runVersion, preview: true, waitFor: "succeeded", timeoutMs: 21_600_000 };

    it.each(["succeeded", "finished"])(
      "leaves out what the end will change of a running job that the up will wait for until it has %s",
      async (waitFor) => {
        simulator.script("ftjob-open", { status: "running" });
        const { id, properties } = await read("ftjob-open", inputs("ftjob-open", { __run: { ...preview, waitFor } }));
        expect(id).toBe("ftjob-open");
        expect(Object.keys(properties).toSorted()).toEqual([
          "__pending",
          "__provider",
          ...["jobId", ...lastingNames].toSorted(),
        ]);
        expect(properties["__pending"]).toEqual({ status: "running" });
      },
    );

    it("knows all of a job that has finished", async () => {
      simulator.script("ftjob-done", succeededJob("ftjob-done", "ft:done"));
      const { properties } = await read("ftjob-done", inputs("ftjob-done", { __run: preview }));
      expect(Object.keys(properties).toSorted()).toEqual(["__provider", ...outputNames]);
      expect(properties["fineTunedModel"]).toBe("ft:done");
    });

    it("knows all of a failed job that was only to finish", async () => {
      simulator.script("ftjob-over", failedJob("ftjob-over"));
      const { properties } = await read(
        "ftjob-over",
        inputs("ftjob-over", { __run: { ...preview, waitFor: "finished" } }),
      );
      expect(properties).toMatchObject({ status: "failed", error: { code: "exceeded_quota" } });
    });
  });

  describe("an error of a read", () => {
    it.each(failing)(
      "when $when: one line for the user, and on stderr $error alone",
      async ({ error, says, fault, id = "ftjob-failing", properties = {} }) => {
        if (fault !== undefined) {
          simulator.fail(fault);
        }
        const failure = await failureOf(read(id, inputs(id, properties)));
        simulator.heal();
        expect(failure.details).toContain(says);
        expect(failure.details).toMatch(/^[^\n]+$/);
        expect(failure.details).not.toMatch(canary);
        expect(await host.takeStderr()).toBe(`${error}: see the job's row\n`);
      },
    );
  });
});

describe("a read as in a refresh", () => {
  it("reads the job anew with the outputs that the state has", async () => {
    simulator.script("ftjob-later", { status: "running", forRequests: 1 }, succeededJob("ftjob-later", "ft:later"));
    const stored = await host.read("ftjob-later", { inputs: inputs("ftjob-later") });
    expect(stored.properties).toMatchObject({ status: "running", fineTunedModel: null });
    const refreshed = await refresh("ftjob-later", stored.properties);
    expect(refreshed.id).toBe("ftjob-later");
    expect(refreshed.properties).toMatchObject({ status: "succeeded", fineTunedModel: "ft:later" });
    expect(Object.keys(refreshed.properties)).toEqual(Object.keys(stored.properties));
  });

  it("uses the connection that the state has, and keeps it", async () => {
    simulator.script("ftjob-kept", { status: "running" });
    const connection = { apiKey: ownKey };
    const stored = await host.read("ftjob-kept", { inputs: inputs("ftjob-kept", { connection }) });
    const refreshed = await refresh("ftjob-kept", stored.properties);
    expect(simulator.requests.at(-1)?.headers["x-portkey-api-key"]).toBe(ownKey);
    expect(refreshed.properties["connection"]).toEqual(connection);
  });

  it("drops a job that is gone: an empty id and no error", async () => {
    const { id } = await refresh("ftjob-gone", { ...inputs("ftjob-gone"), status: "running" });
    expect(id).toBe("");
  });

  it("fails for any other error, so that the state stays", async () => {
    simulator.fail(answer(503, errorShapes.gateway("Overloaded")), 1);
    const failure = await failureOf(refresh("ftjob-busy", { ...inputs("ftjob-busy"), status: "running" }));
    expect(failure.details).toContain("503 Overloaded");
    expect(await host.takeStderr()).toBe("ServerError: see the job's row\n");
  });

  it.each(["running", "failed", "cancelled", "paused"])(
    "never judges: a job that is %s is no error",
    async (status) => {
      simulator.script("ftjob-any", { status });
      const { properties } = await refresh("ftjob-any", { ...inputs("ftjob-any"), status: "queued" });
      expect(properties["status"]).toBe(status);
    },
  );
});

describe("an error of any read", () => {
  it("lists the places for credentials when there are none", async () => {
    const unconfigured = await DynamicProviderHost.start();
    await unconfigured.configure({});
    const failure = await failureOf(unconfigured.read("ftjob-none", { inputs: inputs("ftjob-none") }));
    await unconfigured.stop();
    expect(failure.details).toMatch(/PORTKEY_API_KEY.*portkey:apiKey.*connection: \{ apiKey \}/);
    expect(unconfigured.stderr).toBe("MissingCredentialsError: see the job's row\n");
  });

  it("has its stack on stderr when NODE_DEBUG asks for it, and still no credential", async () => {
    const debugged = await DynamicProviderHost.start({ environment: { NODE_DEBUG: "portkey" } });
    await debugged.configure({ "portkey:apiKey": apiKey, "portkey:baseUrl": simulator.baseUrl });
    simulator.fail(answer(403, errorShapes.gateway(echo)), 1);
    const failure = await failureOf(debugged.read("ftjob-none", { inputs: inputs("ftjob-none") }));
    await debugged.stop();
    expect(failure.details).toContain("the key may not read it");
    expect(debugged.stderr).toMatch(/PermissionDeniedError: .*\n +at /);
    expect(debugged.stderr).not.toMatch(canary);
  });
});

describe("a field of an answer that means nothing", () => {
  it("costs nothing else, and is named on stderr when NODE_DEBUG asks for it, without its value", async () => {
    const debugged = await DynamicProviderHost.start({ environment: { NODE_DEBUG: "portkey" } });
    await debugged.configure({ "portkey:apiKey": apiKey, "portkey:baseUrl": simulator.baseUrl });
    const odd = {
      created_at: "odd-value",
      seed: {},
      hyperparameters: { n_epochs: 3, beta: [] },
      metadata: { "odd-key": { a: 1 } },
      result_files: ["file-1", false],
    };
    simulator.fail(answer(200, { ...succeededJob("ftjob-odd", "ft:m"), ...odd }), 1);
    const { properties } = await debugged.read("ftjob-odd", { inputs: inputs("ftjob-odd") });
    await debugged.stop();
    expect(properties).toMatchObject({ fineTunedModel: "ft:m", createdAt: null, resultFiles: ["file-1"] });
    expect(
      debugged.stderr
        .replaceAll(/^PORTKEY \d+: /gm, "")
        .trimEnd()
        .split("\n"),
    ).toEqual([
      "created_at is a text, not a time: it is left out",
      "result_files[1] is true or false, not a text: it is left out",
      "hyperparameters.beta is a list, not a number or a word: it is left out",
      "metadata.* is an object, not a text: it is left out",
      "seed is an object, not a whole number: it is left out",
    ]);
  });
});

describe("a job", () => {
  it("is not created", async () => {
    const before = simulator.requests.length;
    const failure = await failureOf(host.create(inputs("ftjob-new")));
    expect(failure.details).toMatch(/^A FineTuningJob only reads a job; it never creates one\. [^\n]+$/);
    expect(simulator.requests).toHaveLength(before);
  });

  it("is not touched when its resource is deleted", async () => {
    const before = simulator.requests.length;
    await host.delete("ftjob-old", { ...inputs("ftjob-old"), status: "running" });
    expect(simulator.requests).toHaveLength(before);
  });
});

describe("the host's stderr", () => {
  it("has nothing but the lines that the errors above account for", async () => {
    await host.stop();
    expect(host.stderr.split("\n").filter((line) => !/^\w*Error: see the job's row$/.test(line))).toEqual([""]);
  });
});

/** Asks as any engine does in a refresh: with the outputs of the state, and the inputs beside them. */
function refresh(id: string, outputs: Properties): ReturnType<DynamicProviderHost["read"]> {
  return host.read(id, { inputs: inputs(id), properties: outputs });
}

/** What the SDK sends for a job; the engine adds nothing. */
function inputs(jobId: string, more: Properties = {}): Properties {
  return { jobId, __provider: providerText, ...more };
}

/** Marks a value as a secret, the way Pulumi does on the wire. */
function secret(value: string): Properties {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

async function failureOf(call: Promise<unknown>): Promise<ServiceError> {
  return call.then(
    () => Promise.reject(new Error("there was no error")),
    (error: ServiceError) => error,
  );
}
