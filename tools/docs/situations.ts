import * as portkey from "../../sdk";
import { FineTuningJobProvider } from "../../provider/dynamic/fineTuningJobProvider";
import * as errors from "../../provider/errors";
import { nameJob } from "../../provider/errors/jobErrors";
import { answerError } from "../../provider/http/answerError";
import type { SettingsOrigin } from "../../provider/settings/origin";
import { runVersion } from "../../provider/run";
import { asItIs } from "../../provider/text/redact";
import { answer, failedJob, PortkeySimulator, reset, runningJob, runProgram, succeededJob } from "../../sdk/testing";

/** A situation in which something is wrong between a program and Portkey. It rejects with the error that the user sees. */
type Situation = (simulator: PortkeySimulator) => Promise<unknown>;

const jobId = "ftjob-AF1WoRqd3aJAHsqc9NY7iL8F";
const retiring = "gpt-4.1-mini-2025-04-14.ft-0a1b2c3d4e5f40718293a4b5c6d7e8f9-support-bot";
const publicBaseUrl = "https://api.portkey.ai/v1";

type ClassName = {
  [Name in keyof typeof errors]: (typeof errors)[Name] extends abstract new (...given: never) => errors.PortkeyError
    ? Name
    : never;
}[keyof typeof errors];

/** At least one situation for each error class. */
const situations: Readonly<Record<Exclude<ClassName, "AnswerError" | "PortkeyError">, readonly Situation[]>> = {
  InvalidArgumentError: [
    readJob({ waitfor: "succeeded" }),
    readJob({ jobId: "file-abc123" }),
    readJob({ jobId: "accounts/acme/models/support-bot-1" }),
    readJob({ waitFor: "succeeded", timeout: "soon" }),
    readJob({ connection: { baseUrl: "http://gateway.example/v1" } }),
    readJob({}, { config: { "portkey:baseURL": "https://gateway.example/v1" } }),
  ],
  MissingCredentialsError: [readJob({}, { config: { "portkey:apiKey": "" } })],
  AuthenticationError: [
    answeredAt(publicBaseUrl, 401, { success: false, data: { message: "Invalid API Key", errorCode: "AB01" } }),
  ],
  PermissionDeniedError: [
    answered(403, { success: false, data: { message: "You do not have enough permissions", errorCode: "AB03" } }),
  ],
  NotFoundError: [readJob({})],
  BudgetExceededError: [answered(412, { status: "failure", message: "Usage limit exceeded" })],
  GuardrailDeniedError: [answered(446, { error: { message: "The guardrail checks failed", type: "hooks_failed" } })],
  RateLimitError: [answered(429, { status: "failure", message: "Rate limit reached" })],
  RedirectError: [answered(301, "", { location: "https://www.portkey.ai/v1" })],
  ProxyError: [answered(407, "Cache access denied")],
  RequestRejectedError: [
    answered(400, { status: "failure", message: "Either x-portkey-config or x-portkey-provider header is required" }),
  ],
  ServerError: [answered(503, "<html><head><title>503 Service Temporarily Unavailable</title></head></html>")],
  ConnectionError: [
    (simulator) => {
      simulator.fail(reset);
      return readJob({})(simulator);
    },
  ],
  IncompleteListError: [
    (simulator) => {
      simulator.fail(answer(200, { object: "list", data: [], has_more: true }));
      return run(simulator, () => portkey.getLatestFineTuningJob({ suffix: "support-bot" }));
    },
  ],
  ListTooLongError: [
    (simulator) => {
      for (let index = 0; index <= 10_000; index += 1) {
        const id = `ftjob-${index}`;
        simulator.script(id, runningJob(id));
      }
      return run(simulator, () => portkey.getFineTuningJobs());
    },
  ],
  SecureConnectionError: [
    (simulator) => readJob({ connection: { baseUrl: simulator.baseUrl.replace("http:", "https:") } })(simulator),
  ],
  UnexpectedResponseError: [
    answered(200, "<html><head><title>Sign in</title></head></html>"),
    answered(200, runningJob("ftjob-another")),
    answered(200, { error: { message: "The upstream provider timed out" } }),
  ],
  InternalError: [
    () =>
      new FineTuningJobProvider(undefined, { PORTKEY_API_KEY: "a-key" }).read(jobId, {
        __run: { version: runVersion, preview: "perhaps" },
      }),
  ],
  JobCancelledError: [ended({ ...failedJob(jobId), status: "cancelled", error: null })],
  JobFailedError: [ended(failedJob(jobId))],
  MissingModelError: [ended({ ...succeededJob(jobId), fine_tuned_model: null })],
  ModelUnavailableError: [
    ended(succeededJob(jobId, retiring), { checkModel: "require" }, (simulator) =>
      simulator.model(retiring, { gone: true }),
    ),
    ended(succeededJob(jobId, retiring), { checkModel: "require" }),
  ],
  NoMatchingJobError: [
    (simulator) => {
      simulator.script(jobId, { ...runningJob(jobId), user_provided_suffix: "support-bot" });
      return run(simulator, () => portkey.getLatestFineTuningJob({ suffix: "support-bot" }));
    },
    (simulator) => {
      const jobs = [runningJob(jobId), null, { id: "ftjob-of-no-status" }];
      simulator.fail(answer(200, { object: "list", data: jobs, has_more: false }));
      return run(simulator, () => portkey.getLatestFineTuningJob({ suffix: "support-bot" }));
    },
  ],
  OutageError: [
    (simulator) => {
      simulator.script(jobId, runningJob(jobId)).fail(answer(503, "Bad gateway"));
      return readJob({ waitFor: "succeeded" })(simulator);
    },
  ],
  ReadOnlyError: [() => new FineTuningJobProvider().create()],
  SettingsMismatchError: [
    readOtherwise({
      places: { apiKey: "PORTKEY_API_KEY", baseUrl: "PORTKEY_BASE_URL" },
      baseUrl: "https://gateway.example/v1",
    }),
    readOtherwise({ places: { apiKey: "portkey:apiKey" } }),
    readOtherwise({ places: {} }),
  ],
  VersionMismatchError: [
    () => new FineTuningJobProvider(undefined, { PORTKEY_API_KEY: "a-key" }).read(jobId, { __run: { version: 0 } }),
  ],
  WaitTimeoutError: [
    (simulator) => {
      const estimated_finish = Math.round(simulator.simulatedClock.now() / 1_000) + 7 * 3_600;
      simulator.script(jobId, runningJob(jobId, { estimated_finish }));
      return readJob({ waitFor: "succeeded" })(simulator);
    },
    (simulator) => {
      simulator.script(jobId, runningJob(jobId));
      return readJob({ waitFor: "succeeded", timeout: 0 })(simulator);
    },
  ],
};

/** Situations in which a model is required and there is none. */
const withoutModel: readonly Situation[] = [
  requireModel(runningJob(jobId)),
  requireModel(failedJob(jobId)),
  requireModel({ ...succeededJob(jobId), fine_tuned_model: null }),
  requireModel(runningJob(jobId), { waitFor: "succeeded" }, { PORTKEY_SKIP_WAIT: "true" }),
];

/** Returns the messages for these situations. */
export async function messagesWithoutModel(): Promise<readonly string[]> {
  return inTurn(withoutModel, (error) => (error instanceof Error ? error.message : String(error)));
}

/** Runs the situations for an error class in sequence, and returns their messages. */
export async function messagesOf(className: string): Promise<readonly string[]> {
  return inTurn(new Map(Object.entries(situations)).get(className) ?? [], (error, simulator) =>
    printed(className, error, simulator),
  );
}

async function inTurn(
  some: readonly Situation[],
  messageOf: (error: unknown, simulator: PortkeySimulator) => string,
): Promise<readonly string[]> {
  const messages: string[] = [];
  for (const situation of some) {
    const simulator = await PortkeySimulator.start();
    try {
      messages.push(messageOf(await errorOf(situation(simulator)), simulator));
    } finally {
      await simulator.close();
    }
  }
  return messages;
}

function printed(className: string, error: unknown, { baseUrl, origin }: PortkeySimulator): string {
  if (!(error instanceof errors.PortkeyError) || error.name !== className) {
    throw new Error(`A situation for ${className} led to ${String(error)}`);
  }
  return (
    error.message
      .replaceAll(baseUrl, publicBaseUrl)
      .replaceAll(new URL(origin).host, new URL(publicBaseUrl).host)
      .replaceAll(/at (\d{4}-\d\d-\d\d )?\d\d:\d\d UTC/g, "at 14:05 UTC")
      // The times of retries are random.
      .replace(/stopped after \d+m( \d+s)?/, "stopped after 10m 40s")
  );
}

function readJob(
  args: Readonly<Record<string, unknown>>,
  options: { readonly config?: Readonly<Record<string, string>> } = {},
): Situation {
  return (simulator) =>
    run(simulator, () => ({ job: new portkey.FineTuningJob("support-bot", { jobId, ...args }) }), options);
}

function answered(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Situation {
  return (simulator) => {
    simulator.fail(answer(status, body, headers));
    return readJob({})(simulator);
  };
}

/** A response from the real address, if the message depends on it. */
function answeredAt(baseUrl: string, status: number, body: unknown): Situation {
  const request = { subject: { name: nameJob(jobId), baseUrl }, afterMissing: "", offer: "", redact: asItIs };
  const response = { status, headers: {}, body: JSON.stringify(body) };
  return () => Promise.reject(answerError(response, { ...request, tries: 1, nowMs: 0 }));
}

/** A program whose settings differ from the provider's, which has PORTKEY_API_KEY. */
function readOtherwise(settings: SettingsOrigin): Situation {
  const provider = new FineTuningJobProvider(undefined, { PORTKEY_API_KEY: "a-key" });
  return () => provider.read(jobId, { __run: { version: runVersion, settings } });
}

function ended(
  job: Parameters<PortkeySimulator["script"]>[1],
  args: Readonly<Record<string, unknown>> = {},
  prepare: (simulator: PortkeySimulator) => unknown = () => undefined,
): Situation {
  return (simulator) => {
    prepare(simulator.script(jobId, job));
    return readJob({ waitFor: "succeeded", ...args })(simulator);
  };
}

function requireModel(
  job: Parameters<PortkeySimulator["script"]>[1],
  args: Readonly<Record<string, unknown>> = {},
  environment: Readonly<Record<string, string>> = {},
): Situation {
  return (simulator) => {
    simulator.script(jobId, job);
    const program = () => ({
      model: new portkey.FineTuningJob("support-bot", { jobId, ...args }).requireFineTunedModel(),
    });
    return runProgram(program, { portkey: simulator, environment });
  };
}

function run(
  portkey: PortkeySimulator,
  program: () => unknown,
  options: { readonly config?: Readonly<Record<string, string>> } = {},
): Promise<unknown> {
  return runProgram(program, { portkey, ...options });
}

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("Nothing went wrong.");
}
