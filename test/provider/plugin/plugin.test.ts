import { CreateRequest } from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { unknownValue } from "../../../provider/plugin/values";
import { compact } from "../../../provider/text/json";
import { answer, PortkeySimulator } from "../../../sdk/testing";
import { eventually } from "../../support/eventually";
import { failedJob, runningJob, succeededJob } from "../../support/jobs";
import { PluginHost, type Properties } from "../../support/pluginHost";

const apiKey = "a-key-of-the-plugin-test";
const urn = "urn:pulumi:dev::test::portkey:index:FineTuningJob::support-bot";
const info = 1;
const warning = 2;

let simulator: PortkeySimulator;
let host: PluginHost;

beforeEach(async () => {
  simulator = await PortkeySimulator.start({ apiKeys: [apiKey] });
  simulator.goBy(simulator.simulatedClock);
  host = await PluginHost.start({ clock: simulator.simulatedClock, schema: '{"name":"portkey"}' });
  await host.configure({ apiKey: secret(apiKey), baseUrl: simulator.baseUrl });
});

afterEach(async () => {
  host.close();
  await simulator.close();
});

/** As engines write a secret. */
function secret(value: JavaScriptValue) {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

describe("the plugin", () => {
  it("says its version and gives the schema", async () => {
    const version = await new Promise((resolve, reject) => {
      host.client.getPluginInfo(new Empty(), (error, response) =>
        error ? reject(error) : resolve(response.getVersion()),
      );
    });
    expect(version).toBe("0.1.0");
  });

  it("answers clearly that it creates nothing", async () => {
    const details = await new Promise((resolve) => {
      host.client.create(new CreateRequest(), (error) => resolve(error?.details));
    });
    expect(details).toBe("The portkey package does not support create: it has only functions and a component.");
  });
});

describe("the settings of a provider", () => {
  it("are refused where one is misspelled, without its value, which may be a credential", async () => {
    const failures = await host.checkConfig({ apikey: secret("another-key") });
    expect(failures).toEqual([["", expect.stringMatching(/^portkey:apikey: .* did you mean portkey:apiKey\?/)]]);
    expect(JSON.stringify(failures)).not.toContain("another-key");
  });

  it("are refused if a number replaces a string, because the user's text is lost", async () => {
    const failures = await host.checkConfig({
      apiKey: secret(1234567890),
      traceId: 83,
      maxRetries: 2,
      requestTimeout: 45,
    });
    expect(failures).toEqual([
      ["", expect.stringMatching(/^portkey:apiKey: it is a number, but it must be a string; put it in quotes/)],
      ["", expect.stringMatching(/^portkey:traceId: it is a number, .*put it in quotes/)],
    ]);
  });

  it.each(["45", '"45s"', "45s"])("take a duration as languages write it: %s", async (requestTimeout) => {
    await expect(host.checkConfig({ requestTimeout })).resolves.toEqual([]);
    await host.configure({ apiKey, baseUrl: simulator.baseUrl, requestTimeout });
    simulator.script("ftjob-1", succeededJob("ftjob-1"));
    await expect(host.invoke("getFineTuningJob", { jobId: "ftjob-1" })).resolves.toMatchObject({ jobId: "ftjob-1" });
  });

  it("come as JSON if they are not strings", async () => {
    await host.configure({
      apiKey,
      baseUrl: simulator.baseUrl,
      headers: JSON.stringify({ "x-portkey-metadata": "of the test" }),
      maxRetries: "0",
    });
    simulator.script("ftjob-1", succeededJob("ftjob-1"));
    await host.invoke("getFineTuningJob", { jobId: "ftjob-1" });
    expect(simulator.requests[0]?.headers["x-portkey-metadata"]).toBe("of the test");
  });
});

describe("a function", () => {
  it("answers with the values of the core, and leaves out what the API has as null", async () => {
    simulator.script("ftjob-1", runningJob("ftjob-1"));
    const answer = await host.invoke("getFineTuningJob", { jobId: "ftjob-1" });
    expect(answer).toMatchObject({ jobId: "ftjob-1", status: "running", seed: 42 });
    expect(answer).not.toHaveProperty("fineTunedModel");
  });

  it.each([
    ["getFineTuningJob", { jobId: "ftjob-none" }, /^Fine-tuning job "ftjob-none": not found at/],
    ["getFineTuningJbo", {}, /^portkey:index:getFineTuningJbo: unknown function; did you mean getFineTuningJob\?/],
  ])("says in one line what is wrong: %s(%j)", async (name, args, message) => {
    await expect(host.invoke(name, args)).rejects.toThrow(message);
  });

  it("masks secret arguments in its errors, each as it is used", async () => {
    const asking = host.invoke("getLatestFineTuningJob", {
      suffix: secret(" the-secret-suffix\n"),
      metadata: secret({ "hidden-key": "hidden-value" }),
    });
    await expect(asking).rejects.toThrow('with suffix "[secret]" and with metadata [secret] = "[secret]"');
    await expect(host.invoke("getFineTuningJob", { jobId: secret("1234567890") })).rejects.toThrow(
      'job "[secret]": not found',
    );
  });

  it("masks of a connection what is a credential, as the settings' table says, and nothing else", async () => {
    const key = "pk-hidden-0123456789";
    simulator.fail(answer(404, { error: { message: `no job at ${simulator.baseUrl} with ${key} of openai-team` } }));
    const connection = secret({ apiKey: key, baseUrl: simulator.baseUrl, provider: "openai-team" });
    const missing = `at ${simulator.baseUrl} (404 no job at ${simulator.baseUrl} with [secret] of openai-team`;
    await expect(host.invoke("getFineTuningJob", { jobId: "ftjob-1", connection })).rejects.toThrow(missing);
    const { shown } = await host.failureOf({ jobId: "ftjob-1", connection });
    expect(shown).toEqual([expect.stringContaining(missing)]);
  });
});

describe("the component", () => {
  it("shows in an up that it waits, and is registered with the job's outputs", async () => {
    simulator.script("ftjob-1", { status: "running", forSeconds: 7_200 }, succeededJob("ftjob-1", "ft:support-bot"));
    const outputs = await host.construct({ jobId: "ftjob-1", waitFor: "succeeded" }).outputs;
    expect(outputs).toMatchObject({ jobId: "ftjob-1", fineTunedModel: "ft:support-bot", status: "succeeded" });
    expect(host.registered).toEqual([
      {
        type: "portkey:index:FineTuningJob",
        name: "support-bot",
        parent: "",
        custom: false,
        inputs: { jobId: "ftjob-1", waitFor: "succeeded" },
        outputs: compact(outputs),
      },
    ]);
    const lasting = host.log.filter(({ ephemeral }) => !ephemeral);
    expect(lasting).toEqual([
      { severity: info, urn, message: "running", ephemeral: false },
      {
        severity: info,
        urn,
        message: expect.stringMatching(/^succeeded after 2h( 1m)?, 120000 tokens$/),
        ephemeral: false,
      },
    ]);
  });

  it("leaves unknown in a preview what the end of the job will change, and says what the update will wait for", async () => {
    simulator.script("ftjob-1", runningJob("ftjob-1"));
    const outputs = await host.construct({ jobId: "ftjob-1", waitFor: "succeeded" }, { preview: true }).outputs;
    expect(outputs).toMatchObject({ fineTunedModel: unknownValue, status: unknownValue, seed: 42 });
    await eventually(() => host.log.length === 1, "one line");
    expect(host.log[0]?.message).toBe("running; the update will wait up to 6h for it");
    expect(simulator.count("ftjob-1")).toBe(1);
  });

  it("waits for the time in the program's customTimeouts, and warns about those without effect", async () => {
    simulator.script("ftjob-1", runningJob("ftjob-1"));
    const customTimeouts = { create: "90m", delete: "1h" };
    await host.construct({ jobId: "ftjob-1", waitFor: "succeeded" }, { preview: true, customTimeouts }).outputs;
    await eventually(() => host.log.length === 2, "two lines");
    expect(host.log.map(({ severity, message }) => [severity, message])).toEqual([
      [warning, expect.stringMatching(/^customTimeouts\.delete has no effect, .* set timeout/)],
      [expect.any(Number), "running; the update will wait up to 1h 30m for it"],
    ]);
  });

  it("skips waiting and checks if an operator says so", async () => {
    await host.configure({ apiKey, baseUrl: simulator.baseUrl, skipWait: "true" });
    simulator.script("ftjob-1", failedJob("ftjob-1"));
    const { outputs } = host.construct({ jobId: "ftjob-1", waitFor: "succeeded" });
    await expect(outputs).resolves.toMatchObject({ status: "failed" });
  });

  it.each([
    ["succeeded", "JobFailedError", /^Fine-tuning job "ftjob-1" failed: The quota for training is spent/],
    ["sucseeded", "InvalidArgumentError", /^waitFor: it must be "succeeded" or "finished", not "sucseeded"/],
  ])(
    "fails with one line under its own name, to which the engine's error points, and is not registered: %s",
    async (waitFor, name, message) => {
      simulator.script("ftjob-1", { status: "running", forSeconds: 60 }, failedJob("ftjob-1"));
      const failure = await host.failureOf({ jobId: "ftjob-1", waitFor });
      expect(failure).toEqual({
        shown: [expect.stringMatching(message)],
        program: `${name}: see the job's error for details`,
      });
      expect(host.registered).toEqual([]);
    },
  );

  it("fails with its line in the engine's error if the engine takes no log", async () => {
    host.closeEngine();
    await expect(host.construct({ jobId: "" }).outputs).rejects.toThrow(/^jobId: /);
  });

  it("says of what the API has as null that it is null, which the state need not keep", async () => {
    simulator.script("ftjob-1", runningJob("ftjob-1"));
    const outputs = await host.construct({ jobId: "ftjob-1" }, { preview: true }).outputs;
    expect(outputs).toMatchObject({ fineTunedModel: null, error: null, status: "running" });
    expect(host.registered[0]?.outputs).not.toHaveProperty("fineTunedModel");
    expect(host.registered[0]?.outputs).not.toHaveProperty("error");
  });

  it("warns about its model's shutdown, and responds before the warning", async () => {
    simulator.script("ftjob-1", succeededJob("ftjob-1", "ft:m"));
    let release = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      simulator.fail(
        (...exchange) => {
          resolve();
          release = () => answer(200, { id: "ft:m", shutdown_date: "2020-01-01" })(...exchange);
        },
        1,
        "ft:m",
      );
    });
    const { outputs } = host.construct({ jobId: "ftjob-1" });
    await expect(outputs).resolves.toMatchObject({ fineTunedModel: "ft:m" });
    expect(host.log).toEqual([]);
    await asked;
    release();
    await eventually(() => host.log.length === 1, "the warning is there");
    expect(host.log[0]?.message).toContain('its model "ft:m" was shut down on 2020-01-01');
  });

  it("does not name a model in a warning that the program keeps secret", async () => {
    simulator.script("ftjob-1", succeededJob("ftjob-1", "ft:hidden")).model("ft:hidden", { gone: true });
    const { outputs } = host.construct({ jobId: "ftjob-1" }, { secretOutputs: ["fineTunedModel"] });
    await expect(outputs).resolves.toMatchObject({ fineTunedModel: secret("ft:hidden") });
    await eventually(() => host.log.length === 1, "the warning is there");
    expect(host.log[0]?.message).toContain('its model "[secret]" is not available');
  });

  it("fails, and is not registered, where its model is required and gone", async () => {
    simulator.script("ftjob-1", succeededJob("ftjob-1", "ft:m")).model("ft:m", { gone: true });
    const { shown } = await host.failureOf({ jobId: "ftjob-1", checkModel: "require" });
    expect(shown).toEqual([expect.stringContaining('its model "ft:m" is not available')]);
    expect(host.registered).toEqual([]);
  });

  it("keeps a secret id secret, and nothing of its connection", async () => {
    simulator.script("ftjob-1", succeededJob("ftjob-1"));
    const connection = { apiKey: secret(apiKey), baseUrl: simulator.baseUrl };
    const outputs = await host.construct({ jobId: secret("ftjob-1"), connection }).outputs;
    expect(outputs["jobId"]).toEqual(secret("ftjob-1"));
    const output = {
      "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4",
      value: "ftjob-1",
      secret: true,
    };
    await expect(host.construct({ jobId: output, connection }).outputs).resolves.toMatchObject({
      jobId: secret("ftjob-1"),
    });
    expect(JSON.stringify([outputs, host.registered, host.log])).not.toContain(apiKey);
  });

  it("masks a secret id in its errors", async () => {
    const long = "hidden-".repeat(20);
    const malformed = await host.failureOf({ jobId: secret(`${long}<x>`) });
    expect(malformed.shown).toEqual([expect.stringContaining('jobId: "[secret]" is a')]);
    simulator.fail(answer(404, { error: { message: `${"x".repeat(285)} ${long} is not there` } }), 1);
    const answered = await host.failureOf({ jobId: secret(long) });
    const missing = await host.failureOf({ jobId: secret("ftjob-hidden") });
    expect(missing.shown).toEqual([expect.stringContaining("not found")]);
    expect(JSON.stringify([answered, missing])).not.toContain("hidden");
  });

  it("takes for secret outputs names of outputs that are null, not known yet, or not there", async () => {
    simulator.script("ftjob-1", { status: "running" });
    const secretOutputs = ["fineTunedModel", "error", "noSuchOutput"];
    await expect(host.construct({ jobId: "ftjob-1" }, { secretOutputs }).outputs).resolves.not.toHaveProperty(
      "noSuchOutput",
    );
    const preview = host.construct({ jobId: "ftjob-1", waitFor: "succeeded" }, { secretOutputs, preview: true });
    await expect(preview.outputs).resolves.toMatchObject({ fineTunedModel: { secret: true } });
  });

  it.each<[string, Properties]>([
    ["jobId", { jobId: 83 }],
    ["jobId", { jobId: Number("1234567890123456789") }],
  ])("refuses a %s that YAML has made a number of, whose spelling is lost: %j", async (argument, inputs) => {
    simulator.script("83", succeededJob("83"));
    const says = `${argument}: it is a ${typeof inputs["jobId"]}, but it must be a string; put it in quotes`;
    expect((await host.failureOf(inputs)).shown).toEqual([expect.stringContaining(says)]);
    await expect(host.invoke("getFineTuningJob", inputs)).rejects.toThrow(says);
    expect(simulator.requests).toEqual([]);
  });

  it.each<[string, Properties]>([
    ["suffix", { suffix: 2024 }],
    ["metadata", { metadata: { team: "a", run: 7 } }],
  ])("refuses a %s in the same way", async (argument, args) => {
    await expect(host.invoke("getLatestFineTuningJob", args)).rejects.toThrow(
      `${argument}: it is a number, but it must be a string; put it in quotes`,
    );
    expect(simulator.requests).toEqual([]);
  });

  it("takes a connection in Python's spelling", async () => {
    await host.configure({});
    simulator.script("ftjob-1", succeededJob("ftjob-1"));
    const connection = { api_key: apiKey, base_url: simulator.baseUrl };
    const { outputs } = host.construct({ jobId: "ftjob-1", connection });
    await expect(outputs).resolves.toMatchObject({ jobId: "ftjob-1", status: "succeeded" });
    const answer = host.invoke("getLatestFineTuningJob", { connection, suffix: "2024" });
    await expect(answer).rejects.toThrow('No fine-tuning job with suffix "2024"');
  });

  it("shows its lines under its name as a child if it has a parent", async () => {
    simulator.script("ftjob-1", { status: "running", forSeconds: 60 }, succeededJob("ftjob-1"));
    const parent = "urn:pulumi:dev::test::acme:index:Service::service";
    await host.construct({ jobId: "ftjob-1", waitFor: "succeeded" }, { parent }).outputs;
    expect(host.log[0]?.urn).toBe("urn:pulumi:dev::test::acme:index:Service$portkey:index:FineTuningJob::support-bot");
  });
});

describe("a wait", () => {
  let slow: PluginHost;

  beforeEach(async () => {
    // By the system's clock, which does not run to the end of a wait by itself.
    slow = await PluginHost.start();
    await slow.configure({ apiKey, baseUrl: simulator.baseUrl });
    simulator.script("ftjob-1", runningJob("ftjob-1"));
  });

  afterEach(() => slow.close());

  it.each([
    ["the engine cancels", (): Promise<void> => slow.cancel()],
    ["the engine has given the request up, as when the program has failed", undefined],
  ])("ends when %s", async (_when, cancel) => {
    const { outputs, giveUp } = slow.construct({ jobId: "ftjob-1", waitFor: "succeeded" });
    const error = outputs.catch((reason: unknown) => reason);
    await eventually(() => simulator.count("ftjob-1") === 1, "the first request");
    await (cancel?.() ?? giveUp());
    expect(String(await error)).toMatch(/cancelled/i);
    expect(slow.registered).toEqual([]);
  });
});

describe("a method of the component", () => {
  const constructed = async (secretOutputs: string[] = [], preview = false): Promise<unknown> =>
    host.construct({ jobId: "ftjob-1", ...(preview && { waitFor: "succeeded" }) }, { secretOutputs, preview }).outputs;

  it("gives the model, once there is one", async () => {
    simulator.script("ftjob-1", succeededJob("ftjob-1", "ft:m"));
    await constructed();
    await expect(host.call("requireFineTunedModel")).resolves.toMatchObject({ value: "ft:m" });
    await expect(host.call("fineTunedModelOr", { fallback: "base" })).resolves.toMatchObject({ value: "ft:m" });
  });

  it("gives what depends on the job and on the fallback, whichever it is", async () => {
    simulator.script("ftjob-1", runningJob("ftjob-1"));
    await constructed();
    const { dependencies } = await host.call("fineTunedModelOr", { fallback: "base" });
    expect(dependencies).toEqual(["urn:of:support-bot", "urn:of:fallback"]);
  });

  it("masks credentials in what the job says of its error", async () => {
    simulator.script("ftjob-1", { ...failedJob("ftjob-1"), error: { message: `bad key ${apiKey} given` } });
    await constructed();
    await expect(host.call("requireFineTunedModel")).rejects.toThrow("MissingModelError");
    expect(host.log.at(-1)?.message).toContain("bad key [secret] given");
  });

  it("gives the fallback while there is none, in previews too", async () => {
    simulator.script("ftjob-1", runningJob("ftjob-1"));
    await constructed();
    await expect(host.call("fineTunedModelOr", { fallback: "base" })).resolves.toMatchObject({ value: "base" });
    await expect(host.call("fineTunedModelOr", { fallback: unknownValue })).resolves.toMatchObject({
      value: unknownValue,
    });
  });

  it("gives what is not known in a preview of a job that the update will wait for", async () => {
    simulator.script("ftjob-1", runningJob("ftjob-1"));
    await constructed([], true);
    await expect(host.call("requireFineTunedModel")).resolves.toMatchObject({ value: unknownValue });
    await expect(host.call("fineTunedModelOr", { fallback: "base" })).resolves.toMatchObject({ value: unknownValue });
  });

  it("gives a secret where the model or the fallback is one", async () => {
    simulator.script("ftjob-1", runningJob("ftjob-1"));
    await constructed();
    await expect(host.call("fineTunedModelOr", { fallback: secret("base") })).resolves.toMatchObject({
      value: secret("base"),
    });
    simulator.script("ftjob-1", succeededJob("ftjob-1", "ft:m"));
    await constructed(["fineTunedModel"]);
    await expect(host.call("requireFineTunedModel")).resolves.toMatchObject({ value: secret("ft:m") });
  });

  it.each([
    [runningJob("ftjob-1"), /^Fine-tuning job "ftjob-1" is running and has no fine-tuned model yet\. Run again when/],
    [
      failedJob("ftjob-1"),
      /^Fine-tuning job "ftjob-1" failed, so it has no fine-tuned model: The quota .* is spent\. Start/,
    ],
  ])("fails on the job's line if a model is required and there is none", async (job, message) => {
    simulator.script("ftjob-1", job);
    await constructed();
    await expect(host.call("requireFineTunedModel")).rejects.toThrow(
      "MissingModelError: see the job's error for details",
    );
    expect(host.log.at(-1)).toMatchObject({ urn: "urn:of:support-bot", message: expect.stringMatching(message) });
  });

  it("names nothing in that error that the program keeps secret, and what says not to wait", async () => {
    await host.configure({ apiKey, baseUrl: simulator.baseUrl, skipWait: "true" });
    simulator.script("ftjob-hidden", failedJob("ftjob-hidden"));
    await host.construct({ jobId: secret("ftjob-hidden") }, { secretOutputs: ["error"] }).outputs;
    await expect(host.call("requireFineTunedModel")).rejects.toThrow("MissingModelError");
    expect(host.log.at(-1)?.message).toContain('Fine-tuning job "[secret]" failed');
    expect(host.log.at(-1)?.message).not.toMatch(/hidden|quota/);
    simulator.script("ftjob-hidden", runningJob("ftjob-hidden"));
    await host.construct({ jobId: secret("ftjob-hidden") }).outputs;
    await expect(host.call("requireFineTunedModel")).rejects.toThrow("MissingModelError");
    expect(host.log.at(-1)?.message).toContain("portkey:skipWait turns waiting off");
  });

  it("is named in an error where there is no such one", async () => {
    simulator.script("ftjob-1", runningJob("ftjob-1"));
    await constructed();
    await expect(host.call("requireFineTunedModle")).rejects.toThrow("InvalidArgumentError");
    expect(host.log.at(-1)?.message).toContain("unknown method; did you mean requireFineTunedModel?");
  });
});

describe("a function of an engine that sends outputs", () => {
  it("is asked so where the engine offers it, and nowhere else", async () => {
    await expect(host.handshake({ acceptsOutputsInInvoke: true })).resolves.toBe(true);
    await expect(host.handshake()).resolves.toBe(false);
  });

  it("is unknown, and asks nothing, while an argument is not known", async () => {
    await expect(host.invoke("getFineTuningJobs", { suffix: unknownValue })).resolves.toEqual({ jobs: unknownValue });
    await expect(host.invoke("getModel", { model: unknownValue })).resolves.toMatchObject({
      id: unknownValue,
      shutdownDate: unknownValue,
    });
    expect(simulator.requests).toEqual([]);
  });

  it("gives secrets where an argument is one; a connection is none", async () => {
    simulator.script("ftjob-1", succeededJob("ftjob-1", "ft:m"));
    const kept = await host.invoke("getFineTuningJob", { jobId: secret("ftjob-1") });
    expect(kept).toMatchObject({ fineTunedModel: secret("ft:m"), status: secret("succeeded") });
    const connection = secret({ apiKey });
    const open = await host.invoke("getFineTuningJob", { jobId: "ftjob-1", connection });
    expect(open).toMatchObject({ fineTunedModel: "ft:m" });
  });
});
