import { InvalidArgumentError } from "../../../provider";
import { dataFunctions, type DataFunctionName } from "../../../provider/jobs/functions";
import { JobsClient } from "../../../provider/jobs/jobsClient";
import { resolveSettings } from "../../../provider/settings/settings";
import { PortkeySimulator } from "../../../sdk/testing";
import { FakeClock } from "../../support/fakeClock";
import { answer } from "../../support/faults";
import { documentedJob, failedJob, runningJob, succeededJob } from "../../support/jobs";

describe("an argument", () => {
  const jobId = "ftjob-1";
  const time = 'use Unix seconds, or an ISO date such as "2026-01-31" or "2026-01-31T12:00:00Z"';

  it.each<[DataFunctionName, unknown, string]>([
    ["getFineTuningJob", undefined, 'args: it must be an object, such as { jobId: "…" }'],
    ["getFineTuningJob", {}, "jobId: it must be a string"],
    ["getFineTuningJob", { jobId: ".." }, "jobId: "],
    ["getFineTuningJob", { jobid: "a" }, "jobid: unknown argument; did you mean jobId?"],
    ["getFineTuningJob", { jobId, limit: 5 }, "limit: unknown argument; the arguments are jobId, connection"],
    ["getFineTuningJobs", Promise.resolve({ suffix: "bot" }), "args: it must be an object"],
    ["getFineTuningJobs", { suffix: "\ud800" }, "suffix: it contains an incomplete character"],
    ["getFineTuningJobs", { suffix: " " }, "suffix: it is empty; leave it out to match any value"],
    ["getFineTuningJobs", { model: 4 }, "model: it must be a string"],
    ["getFineTuningJobs", { status: [] }, "status: the list is empty"],
    ["getFineTuningJobs", { status: "succeded" }, 'status: unknown status "succeded"; did you mean succeeded?'],
    ["getFineTuningJobs", { metadata: "team=a" }, "metadata: it must be an object of strings"],
    ["getFineTuningJobs", { metadata: { team: 5 } }, "metadata.team: it must be a string"],
    ["getFineTuningJobs", { limit: 0 }, "limit: it must be a whole number from 1 to 10000"],
    ["getFineTuningJobs", { createdAfter: "yesterday" }, `createdAfter: "yesterday" is not a time; ${time}`],
    ["getFineTuningJobs", { createdAfter: "2026-02-31" }, 'createdAfter: "2026-02-31" is not a time'],
    ["getFineTuningJobs", { createdAfter: "2026-01-31T12:00:00" }, "has no time zone; add Z at the end for UTC"],
    ["getFineTuningJobs", { createdAfter: 1_767_225_600_000 }, "createdAfter: 1767225600000 looks like milliseconds"],
    [
      "getFineTuningJobs",
      { createdAfter: 20260131 },
      `createdAfter: 20260131 is not a possible creation time; ${time}`,
    ],
    ["getFineTuningJobs", { createdBefore: new Date(0) }, "createdBefore: a value of type object is not a time"],
    ["getLatestFineTuningJob", { limit: 1 }, "limit: unknown argument"],
    ["getModel", {}, "model: it must be a model name, such as a job's fineTunedModel"],
    ["getModel", { model: ".." }, 'model: ".." is not a model name'],
    ["getModel", { model: "\ud800" }, "model: it contains an incomplete character"],
  ])("of %s that is wrong is named before anything is asked: %j", (name, args, says) => {
    const prepare = (): unknown => dataFunctions[name].prepare(args);
    expect(prepare).toThrow(InvalidArgumentError);
    expect(prepare).toThrow(says);
  });

  it.each([
    { createdAfter: "2026-01-02", createdBefore: "2026-01-01" },
    { createdAfter: 1_800_000_005, createdBefore: 1_800_000_005 },
  ])("is named when no job could fit: %j", async (args) => {
    expect(() => dataFunctions.getFineTuningJobs.prepare(args)).toThrow(
      "createdBefore: it must be later than createdAfter",
    );
  });
});

describe("the answer", () => {
  let simulator: PortkeySimulator;

  beforeEach(async () => {
    simulator = await PortkeySimulator.start();
  });

  afterEach(() => simulator.close());

  async function ask<Name extends DataFunctionName>(name: Name, args: unknown): Promise<unknown> {
    const connection = { apiKey: "key", baseUrl: simulator.baseUrl };
    const settings = resolveSettings({ connection, config: () => undefined, environment: {} });
    return dataFunctions[name].prepare(args)(new JobsClient(new FakeClock()), settings);
  }

  it("of getFineTuningJob has all outputs of the resource, and leaves out what the API has as null", async () => {
    simulator.script("ftjob-abc123", documentedJob);
    await expect(ask("getFineTuningJob", { jobId: " ftjob-abc123 " })).resolves.toMatchObject({
      jobId: "ftjob-abc123",
      status: "succeeded",
      fineTunedModel: "ft:davinci-002:my-org:custom_suffix:7q8mpxmy",
      suffix: "custom_suffix",
      trainedTokens: 5768,
    });
    simulator.script("ftjob-1", { status: "running", fine_tuned_model: "too early" });
    const running = Object(await ask("getFineTuningJob", { jobId: "ftjob-1" }));
    expect(running).toMatchObject({ status: "running", model: "accounts/fireworks/models/qwen3-8b" });
    expect(Object.keys(running)).not.toContain("fineTunedModel");
  });

  it("of getModel is the model with the day of its end, if it has one", async () => {
    simulator.model("ft:m", { shutdownDate: "2027-01-14" }).model("ft:lasting").model("ft:gone", { gone: true });
    const lasting = { id: "ft:lasting", object: "model", createdAt: 1_721_764_800, ownedBy: "acme" };
    await expect(ask("getModel", { model: " ft:lasting " })).resolves.toEqual(lasting);
    await expect(ask("getModel", { model: "ft:m" })).resolves.toMatchObject({ id: "ft:m", shutdownDate: "2027-01-14" });
    const gone = await ask("getModel", { model: "ft:gone" }).catch((error: unknown) => error);
    expect(gone).toMatchObject({ name: "NotFoundError", code: "model_not_found" });
    expect(gone).toMatchObject({
      message:
        `Model "ft:gone": not found at ${simulator.baseUrl} (404 openai error: The model 'ft:gone' does not exist or you do not have access to it.; ` +
        "code model_not_found; trace id trace-simulated). The model was deleted or shut down, or the key has no access to it. " +
        "Otherwise, check the model name, the base URL and the provider. Not every provider has an API for its models.",
    });
  });

  it("is a job as it is, also one that has succeeded and names no model", async () => {
    simulator.script("ftjob-1", { ...succeededJob("ftjob-1"), fine_tuned_model: null });
    const job = Object(await ask("getFineTuningJob", { jobId: "ftjob-1" }));
    expect(job).toMatchObject({ jobId: "ftjob-1", status: "succeeded" });
    expect(Object.keys(job)).not.toContain("fineTunedModel");
    await expect(ask("getLatestFineTuningJob", {})).resolves.toEqual(job);
    await expect(ask("getFineTuningJobs", {})).resolves.toEqual({ jobs: [job] });
  });

  it("of getLatestFineTuningJob is the newest that has succeeded, or has the status that is given", async () => {
    simulator
      .script("ftjob-old", { ...succeededJob("ftjob-old", "ft:m:acme:bot:old"), created_at: 1 })
      .script("ftjob-new", { ...succeededJob("ftjob-new", "ft:m:acme:bot:new"), created_at: 2 })
      .script("ftjob-failed", { ...failedJob("ftjob-failed"), user_provided_suffix: "bot", created_at: 3 })
      .script("ftjob-other", { ...runningJob("ftjob-other"), created_at: 4 });
    await expect(ask("getLatestFineTuningJob", { suffix: "bot" })).resolves.toMatchObject({ jobId: "ftjob-new" });
    await expect(ask("getLatestFineTuningJob", { status: ["failed", "Canceled"] })).resolves.toMatchObject({
      jobId: "ftjob-failed",
    });
    await expect(ask("getLatestFineTuningJob", { suffix: "bot", status: "queued" })).rejects.toThrow(
      `No fine-tuning job with suffix "bot" and with status "queued" was found at ${simulator.baseUrl}: ` +
        'the list has 4 jobs, 3 with suffix "bot", none of them with status "queued". ' +
        "Change the filter, or check that the key belongs to the job's workspace.",
    );
  });

  it("of getLatestFineTuningJob counts the entries that are not jobs, where it finds none", async () => {
    simulator.fail(answer(200, { object: "list", data: [null, runningJob("ftjob-1"), { id: "ftjob-2" }, 7] }));
    await expect(ask("getLatestFineTuningJob", {})).rejects.toThrow(
      'the list has 1 job, none with status "succeeded"; 3 entries are not jobs and were ignored. Change the filter',
    );
  });

  it.each([
    ["2026-01-31", Date.UTC(2026, 0, 31)],
    ["2026-01-31T12:00:00Z", Date.UTC(2026, 0, 31, 12)],
    ["2026-01-31T12:00+02:00", Date.UTC(2026, 0, 31, 10)],
    [Date.UTC(2026, 0, 31) / 1_000, Date.UTC(2026, 0, 31)],
    [String(Date.UTC(2026, 0, 31) / 1_000), Date.UTC(2026, 0, 31)],
  ])("takes %j for its time, from which on it looks", async (createdAfter, milliseconds) => {
    simulator
      .script("at", { created_at: milliseconds / 1_000 })
      .script("before", { created_at: milliseconds / 1_000 - 1 });
    await expect(ask("getFineTuningJobs", { createdAfter })).resolves.toMatchObject({ jobs: [{ jobId: "at" }] });
    await expect(ask("getFineTuningJobs", { createdBefore: createdAfter })).resolves.toMatchObject({
      jobs: [{ jobId: "before" }],
    });
  });
});
