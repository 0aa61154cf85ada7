import { FineTuningJobProvider } from "../../../provider/dynamic/fineTuningJobProvider";
import { ModelUnavailableError, NotFoundError, OutageError, SettingsMismatchError } from "../../../provider/errors";
import { fieldNames, fieldOf } from "../../../provider/jobs/fields";
import { JobsClient } from "../../../provider/jobs/jobsClient";
import type { SettingsOrigin } from "../../../provider/settings/origin";
import { runVersion } from "../../../provider/run";
import { PortkeySimulator } from "../../../sdk/testing";
import { FakeClock } from "../../support/fakeClock";
import { answer } from "../../support/faults";
import { errorOf } from "../../support/outcome";
import { documentedJob, failedJob, outputNames, runningJob, succeededJob } from "../../support/jobs";

const id = "ftjob-abc123";
/** What a program run and a refresh hand to `read`. */
const inputs = { jobId: id };
const stored = { jobId: id, status: "running", fineTunedModel: null };

const run = (more: object) => ({
  ...inputs,
  __run: { version: runVersion, preview: false, waitFor: "succeeded", timeoutMs: 21_600_000, ...more },
});

let simulator: PortkeySimulator;
let clock: FakeClock;
let provider: FineTuningJobProvider;

beforeEach(async () => {
  simulator = await PortkeySimulator.start({ apiKeys: ["pk-test", "pk-connection", "pk-config"] });
  clock = new FakeClock();
  provider = providerWith({ PORTKEY_API_KEY: "pk-test", PORTKEY_BASE_URL: simulator.baseUrl });
});

afterEach(() => simulator.close());

function providerWith(environment: Record<string, string>): FineTuningJobProvider {
  return new FineTuningJobProvider(new JobsClient(clock), environment);
}

function configured(config: Record<string, string>): FineTuningJobProvider {
  const configured = providerWith({});
  void configured.configure({ config: { get: (key) => config[key], require: (key) => config[key] ?? "" } });
  return configured;
}

describe("a read in a program run", () => {
  it("returns every output, null where the API has none", async () => {
    simulator.script(id, { ...documentedJob });
    const read = await provider.read(id, inputs);
    expect(read.id).toBe(id);
    expect(Object.keys(read.props).toSorted()).toEqual(outputNames);
    expect(read.props).toMatchObject({
      jobId: id,
      status: "succeeded",
      fineTunedModel: "ft:davinci-002:my-org:custom_suffix:7q8mpxmy",
      hyperparameters: { nEpochs: 4 },
      validationFile: null,
      error: null,
    });
    expect(simulator.requests).toHaveLength(1);
  });

  it("returns a job as it is when nothing waits for it", async () => {
    simulator.script(id, { status: "paused" });
    const { props } = await provider.read(id, { ...inputs, __run: undefined });
    expect(props).toMatchObject({ status: "paused", fineTunedModel: null });
  });

  it("keeps the connection among the outputs, which a refresh needs, and nothing else of the inputs", async () => {
    simulator.script(id, succeededJob(id));
    const connection = { apiKey: "pk-connection", baseUrl: simulator.baseUrl };
    const { props } = await providerWith({}).read(id, {
      ...inputs,
      connection,
      __run: { version: runVersion, waitFor: "succeeded" },
      __provider: "x",
    });
    expect(Object.keys(props).toSorted()).toEqual(["connection", ...outputNames]);
    expect(props["connection"]).toEqual(connection);
    expect(simulator.requests[0]?.headers["x-portkey-api-key"]).toBe("pk-connection");
  });

  it("fails when the job does not exist", async () => {
    const error = await errorOf(provider.read(id, inputs));
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error.message).toContain(`Fine-tuning job "${id}": not found at ${simulator.baseUrl}`);
    expect(error.message).toContain("The key must belong to the job's workspace");
  });

  it("fails before any request where the program has found its settings elsewhere", async () => {
    const ofProgram = (settings: SettingsOrigin) => ({ ...inputs, __run: { version: runVersion, settings } });
    const places = { apiKey: "PORTKEY_API_KEY", baseUrl: "PORTKEY_BASE_URL" };
    const reading = provider.read(id, ofProgram({ places, baseUrl: "https://gateway.example/v1" }));
    const error = await errorOf(reading);
    expect(error).toBeInstanceOf(SettingsMismatchError);
    expect(error.message).toContain(
      `baseUrl (program: https://gateway.example/v1 from PORTKEY_BASE_URL; provider process: ${simulator.baseUrl} from PORTKEY_BASE_URL)`,
    );
    await expect(providerWith({}).read(id, ofProgram({ places }))).rejects.toThrow(SettingsMismatchError);
    expect(simulator.requests).toEqual([]);
    simulator.script(id, succeededJob(id));
    const agreed = provider.read(id, ofProgram({ places, baseUrl: simulator.baseUrl }));
    await expect(agreed).resolves.toMatchObject({ props: { status: "succeeded" } });
  });
});

describe("configure", () => {
  it("gives the stack's config to reads", async () => {
    simulator.script(id, succeededJob(id));
    const read = configured({ "portkey:apiKey": "pk-config", "portkey:baseUrl": simulator.baseUrl }).read(id, inputs);
    await expect(read).resolves.toMatchObject({ props: { status: "succeeded" } });
    expect(simulator.requests[0]?.headers["x-portkey-api-key"]).toBe("pk-config");
  });
});

describe("a read that something waits for", () => {
  it("leaves out in a preview what the end of the job will change, and returns what the program shows on the job's status line", async () => {
    simulator.script(id, { estimated_finish: 1_800_000_000, metadata: { team: "a" } });
    const { props } = await provider.read(id, run({ preview: true }));
    const lasting = fieldNames.filter((name) => fieldOf(name).lasting === true);
    expect(Object.keys(props).toSorted()).toEqual(["__pending", "jobId", ...lasting].toSorted());
    expect(props).toMatchObject({ __pending: { status: "running", estimatedFinish: 1_800_000_000 } });
  });

  it.each([true, false])("fails for a job that has failed, preview: %p", async (preview) => {
    simulator.script(id, failedJob(id));
    await expect(provider.read(id, run({ preview }))).rejects.toThrow("(code exceeded_quota");
    await expect(provider.read(id, run({ preview, waitFor: "finished" }))).resolves.toMatchObject({
      props: { status: "failed", fineTunedModel: null, error: { code: "exceeded_quota" } },
    });
  });

  it("uses what the program says about the end of the wait", async () => {
    simulator.script(id, {});
    await expect(provider.read(id, run({ end: "timeout", waitedMs: 21_600_000 }))).rejects.toThrow(
      'Fine-tuning job "ftjob-abc123" is still running after waiting 6h. Raise the timeout',
    );
    await expect(provider.read(id, run({ timeoutMs: 0, preview: true }))).rejects.toThrow("timeout is 0");
    simulator.fail(answer(502));
    await expect(provider.read(id, run({ end: "outage", waitedMs: 900_000 }))).rejects.toThrow(OutageError);
  });

  it("fails if the program requires the model and it does not exist; otherwise the model is not requested", async () => {
    simulator.script(id, succeededJob(id, "ft:m")).model("ft:m", { gone: true });
    await expect(provider.read(id, inputs)).resolves.toMatchObject({ props: { fineTunedModel: "ft:m" } });
    expect(simulator.count("ft:m")).toBe(0);
    const required = { ...inputs, __run: { version: runVersion, requireModelForMs: 0 } };
    await expect(provider.read(id, required)).rejects.toThrow(ModelUnavailableError);
  });

  it("takes what a program of another version hands down for an error that says so", async () => {
    for (const handedDown of [
      { waitFor: "succeeded", timeoutMs: 60_000 },
      { version: runVersion + 1, waitFor: "succeeded" },
      { version: 1, waitFor: "succeeded", timeout: 60 },
    ]) {
      await expect(provider.read(id, { ...inputs, __run: handedDown })).rejects.toThrow(
        `Fine-tuning job "${id}": the program and the provider process, which loads it from the project folder, use different versions of pulumi-portkey.`,
      );
    }
    expect(simulator.requests).toEqual([]);
  });
});

describe("a read in a refresh", () => {
  it("returns every output of a running job, and never waits", async () => {
    simulator.script(id, runningJob(id, { trained_tokens: 7 }));
    const { props } = await provider.read(id, {
      ...stored,
      __run: { version: runVersion, waitFor: "succeeded", timeoutMs: 21_600_000 },
    });
    expect(Object.keys(props).toSorted()).toEqual(outputNames);
    expect(props).toMatchObject({ status: "running", trainedTokens: 7 });
    expect(clock.sleeps).toEqual([]);
    expect(simulator.count(id)).toBe(1);
  });

  it("lets a job that is gone leave the state", async () => {
    await expect(provider.read(id, stored)).resolves.toEqual({ id: "", props: {} });
  });

  it.each([401, 403, 500])("keeps a job in the state that could not be read: %d", async (status) => {
    simulator.script(id, succeededJob(id)).fail(answer(status));
    await expect(provider.read(id, stored)).rejects.toMatchObject({ status });
  });
});

describe("what the terminal shows of an error", () => {
  it.each<[string, () => Promise<unknown>]>([
    ["InvalidArgumentError", () => provider.read("..", inputs)],
    ["NotFoundError", () => provider.read("ftjob-none", inputs)],
    ["ReadOnlyError", () => provider.create()],
  ])("is one line, once: %s", async (name, read) => {
    const error = await errorOf(read());
    expect(error.name).toBe(name);
    expect(error.stack).toBe("see the job's error for details");
    expect(String(error)).toBe(name);
    expect(`${error}: ${error.stack}`).toBe(`${name}: see the job's error for details`);
    expect(error.message).not.toBe("");
    expect(error.message).not.toContain("\n");
  });

  it("of an error of our own making is what to do about it", async () => {
    const error = await errorOf(provider.read(id, { ...inputs, __run: { version: runVersion, preview: "perhaps" } }));
    expect(error.message).toMatch(
      /^An unexpected error occurred in pulumi-portkey \(\w+\)\. Set NODE_DEBUG=portkey to see the details/,
    );
    expect(error.stack).toBe("see the job's error for details");
    expect(error.message).not.toContain("perhaps");
  });
});
