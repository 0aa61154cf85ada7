import Portkey from "portkey-ai";
import { FineTuningJobProvider } from "../provider/dynamic/fineTuningJobProvider";
import { JobsClient } from "../provider/jobs/jobsClient";
import { dataFunctions } from "../provider/jobs/functions";
import { ModelLookout } from "../provider/models/modelLookout";
import { resolveSettings } from "../provider/settings/settings";
import { PortkeySimulator } from "../sdk/testing";
import { jobsOfAllKinds, valuesOfOurJob, valuesOfSdkJob } from "./support/conformance";
import { answer, errorShapes } from "./support/faults";
import { Gateway } from "./support/gateway";
import { errorOf } from "./support/outcome";

const providerKey = "sk-of-the-provider";

let gateway: Gateway;
let simulator: PortkeySimulator;
let provider: FineTuningJobProvider;

beforeAll(async () => {
  gateway = await Gateway.start();
  simulator = await PortkeySimulator.start();
  provider = new FineTuningJobProvider(new JobsClient(), {});
});

afterEach(() => {
  simulator.heal();
});

afterAll(async () => {
  await gateway.stop();
  await simulator.close();
});

describe("through the real gateway", () => {
  it.each(jobsOfAllKinds)("%s has the values that the real SDK returns, field by field", async (_description, job) => {
    simulator.fail(answer(200, job), 2, job.id);
    const expected = valuesOfSdkJob(await readWithSdk(job.id));
    const outputs = valuesOfOurJob(await readWithProvider(job.id), job);
    expect(outputs).toEqual(expected);
    expect(outputs).toMatchObject({ jobId: job.id, status: job.status });
  });
});

describe("a model, through the real gateway,", () => {
  const model = "ft:gpt-4.1-2025-04-14:acme:a/b:1";
  const settings = (more: Readonly<Record<string, unknown>>) =>
    resolveSettings({ connection: connection(more), config: () => undefined, environment: {} });
  /** Without something that looks at the answer, the gateway fails on a good one that it need not transform (Portkey-AI/gateway#1389). */
  const guarded = () => ({
    provider: "openai",
    api_key: providerKey,
    custom_host: simulator.baseUrl,
    output_guardrails: [{ "default.regexMatch": { rule: ".*" }, deny: false }],
  });
  const ask = () =>
    dataFunctions.getModel.prepare({ model })(new JobsClient(), settings({ config: JSON.stringify(guarded()) }));

  it("has its shutdown date, and is requested by one segment of the path", async () => {
    simulator.model(model, { shutdownDate: "2027-01-14" });
    await expect(ask()).resolves.toMatchObject({ id: model, shutdownDate: "2027-01-14", ownedBy: "acme" });
    expect(simulator.count(model)).toBe(1);
  });

  it("is gone where the provider says so, and not known from anything else", async () => {
    const job = { fineTunedModel: model, model: null };
    const endOf = () => new ModelLookout(new JobsClient()).endOf(settings({}), model, job);
    simulator.model(model, { gone: true });
    await expect(endOf()).resolves.toEqual({ is: "gone" });
    simulator.fail(answer(404, { error: errorShapes.provider("Not found").error }), 1, model);
    await expect(endOf()).resolves.toMatchObject({ is: "unknown" });
    simulator.fail(answer(403, { error: errorShapes.provider("Not allowed").error }), 1, model);
    await expect(endOf()).resolves.toMatchObject({ is: "unknown" });
    simulator.model(model);
    await expect(endOf()).resolves.toMatchObject({
      is: "unknown",
      why: expect.stringContaining("(500 Something went wrong"),
    });
  });
});

describe("a refusal of the provider, through the real gateway,", () => {
  it.each([
    [401, "AuthenticationError", "AuthenticationError"],
    [404, "NotFoundError", "NotFoundError"],
    [429, "RateLimitError", "RateLimitError"],
    [503, "InternalServerError", "ServerError"],
  ])("of %d is %s of the SDK, and %s with its message here", async (status, sdk, ours) => {
    simulator.fail(answer(status, { error: errorShapes.provider("refused", "of-the-provider").error }));
    const theirs = await errorOf(readWithSdk("ftjob-refused"));
    const error = await errorOf(readWithProvider("ftjob-refused"));
    expect(theirs).toMatchObject({ status });
    expect(theirs.constructor.name).toBe(sdk);
    expect(error).toMatchObject({ name: ours, status, code: "of-the-provider" });
    expect(error.message).toContain(`(${theirs.message}; code of-the-provider)`);
    expect(error.message).not.toContain(providerKey);
  });

  it("is told as the gateway's own when it is the gateway that refuses", async () => {
    const headers = { "x-portkey-custom-host": "http://192.168.0.1/v1" };
    const error = await errorOf(provider.read("ftjob-1", { connection: connection({ headers }) }));
    expect(error).toMatchObject({ name: "RequestRejectedError", status: 400 });
    expect(error.message).toContain("(400 Invalid custom host");
  });

  it("is a ServerError when the gateway can't reach the provider", async () => {
    const away = await PortkeySimulator.start();
    const headers = { "x-portkey-custom-host": away.baseUrl };
    await away.close();
    const error = await errorOf(provider.read("ftjob-1", { connection: connection({ headers }) }));
    expect(error).toMatchObject({ name: "ServerError", status: 500 });
  });
});

function connection(more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    baseUrl: gateway.baseUrl,
    provider: "openai",
    authorization: providerKey,
    headers: { "x-portkey-custom-host": simulator.baseUrl },
    maxRetries: 0,
    ...more,
  };
}

async function readWithProvider(jobId: string): Promise<unknown> {
  const { connection: _ours, ...outputs } = (await provider.read(jobId, { connection: connection() })).props ?? {};
  return outputs;
}

async function readWithSdk(jobId: string): Promise<object> {
  const client = new Portkey({
    apiKey: "not needed by the gateway",
    baseURL: gateway.baseUrl,
    provider: "openai",
    Authorization: `Bearer ${providerKey}`,
    customHost: simulator.baseUrl,
  });
  const { getHeaders: _headers, ...job } = await client.fineTuning.jobs.retrieve(jobId);
  return job;
}
