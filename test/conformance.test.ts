import Portkey from "portkey-ai";
import { FineTuningJobProvider } from "../provider/dynamic/fineTuningJobProvider";
import { PortkeyError } from "../provider/errors";
import { JobsClient } from "../provider/jobs/jobsClient";
import { PortkeySimulator } from "../sdk/testing";
import { jobNames, jobsOfAllKinds, valuesOfOurJob, valuesOfSdk } from "./support/conformance";
import { answer, errorShapes, type Fault } from "./support/faults";
import { Gateway } from "./support/gateway";

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
    const expected = valuesOfSdk(await readWithSdk(job.id), jobNames);
    const outputs = valuesOfOurJob(await readWithProvider(job.id), job);
    expect(outputs).toEqual(expected);
    expect(outputs).toMatchObject({ jobId: job.id, status: job.status });
  });

  it("both ask the provider for the same path with the same key", async () => {
    simulator.script("ftjob-asked", { status: "running" });
    const before = simulator.requests.length;
    await readWithSdk("ftjob-asked");
    await readWithProvider("ftjob-asked");
    const asked = simulator.requests
      .slice(before)
      .map(({ method, path, headers }) => [method, path, headers.authorization]);
    const expected = ["GET", "/v1/fine_tuning/jobs/ftjob-asked", `Bearer ${providerKey}`];
    expect(asked).toEqual([expected, expected]);
  });
});

interface Refused {
  readonly status: number;
  readonly sdk: string;
  readonly ours: string;
  readonly code: string;
  readonly fault: Fault;
}

const refused: readonly Refused[] = [
  refusal(400, "BadRequestError", "RequestRejectedError", "unsupported"),
  refusal(401, "AuthenticationError", "AuthenticationError", "invalid_api_key"),
  refusal(403, "PermissionDeniedError", "PermissionDeniedError", "forbidden"),
  refusal(404, "NotFoundError", "NotFoundError", "fine_tune_not_found"),
  refusal(412, "APIError", "BudgetExceededError", "budget"),
  refusal(429, "RateLimitError", "RateLimitError", "rate_limit_exceeded"),
  refusal(500, "InternalServerError", "ServerError", "server_error"),
  refusal(503, "InternalServerError", "ServerError", "overloaded"),
];

describe("a refusal of the provider, through the real gateway,", () => {
  it.each(refused)(
    "of $status is $sdk of the SDK, and $ours with its message here",
    async ({ status, sdk, ours, code, fault }) => {
      simulator.fail(fault);
      const theirs = await errorOf(readWithSdk("ftjob-refused"));
      const error = await errorOf(readWithProvider("ftjob-refused"));
      expect(theirs).toMatchObject({ status });
      expect(theirs.constructor.name).toBe(sdk);
      expect(error).toBeInstanceOf(PortkeyError);
      expect(error).toMatchObject({ name: ours, status, code });
      expect(error.message).toContain(`(${theirs.message}; code ${code})`);
      expect(error.message).not.toContain(providerKey);
    },
  );

  it("of a job that does not exist drops the job from the state in a refresh", async () => {
    await expect(provider.read("ftjob-none", { connection: connection(), status: "running" })).resolves.toEqual({
      id: "",
      props: {},
    });
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

function refusal(status: number, sdk: string, ours: string, code: string): Refused {
  return {
    status,
    sdk,
    ours,
    code,
    fault: answer(status, { error: errorShapes.provider(`refused with ${status}`, code).error }),
  };
}

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

async function readWithSdk(jobId: string): Promise<unknown> {
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

async function errorOf(call: Promise<unknown>): Promise<Error> {
  return call.then(
    () => Promise.reject(new Error("there was no error")),
    (error: Error) => error,
  );
}
