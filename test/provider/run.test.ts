import { ModelUnavailableError } from "../../provider/errors";
import { fieldNames, fieldOf } from "../../provider/jobs/fields";
import { parseJobId } from "../../provider/jobs/jobId";
import { JobsClient } from "../../provider/jobs/jobsClient";
import { ModelLookout } from "../../provider/models/modelLookout";
import { readForRun, runJob, runVersion, waitForJob, beginRun, type Run } from "../../provider/run";
import { resolveSettings } from "../../provider/settings/settings";
import { parseArguments } from "../../provider/waiting/arguments";
import { Progress } from "../../provider/waiting/progress";
import type { WaitResult } from "../../provider/waiting/wait";
import { PortkeySimulator } from "../../sdk/testing";
import { eventually } from "../support/eventually";
import { FakeClock } from "../support/fakeClock";
import { hang } from "../support/faults";
import { succeededJob } from "../support/jobs";

const id = "ftjob-1";
const trained = succeededJob(id, "ft:m");
let simulator: PortkeySimulator;
let clock: FakeClock;
let client: JobsClient;
let lookout: ModelLookout;
let lines: string[];

beforeEach(async () => {
  clock = new FakeClock();
  simulator = await PortkeySimulator.start({ clock });
  client = new JobsClient(clock);
  lookout = new ModelLookout(client);
  lines = [];
});

afterEach(() => simulator.close());

const sources = (connection: object = {}, environment = {}) => ({
  connection: { apiKey: "pk-test", baseUrl: simulator.baseUrl, ...connection },
  config: () => undefined,
  environment,
});
const statusLine = { isReady: () => true, write: (line: string) => void lines.push(line) };

describe("a run of a program", () => {
  const wait = jest.fn<Promise<WaitResult>, []>(() => Promise.resolve({ end: "finished", waitedMs: 61_700 }));
  const waiting = { jobId: id, waitFor: "succeeded", timeout: 90 };
  const run: Run = { version: runVersion, preview: false, waitFor: "succeeded", timeoutMs: 90_000 };

  beforeEach(() => wait.mockClear());

  it("waits in an up, and says in whole seconds for how long", async () => {
    const begun = await beginRun(parseArguments(waiting), false, sources(), wait);
    expect(begun.run).toEqual({ ...run, end: "finished", waitedMs: 62_000 });
  });

  it.each<[string, object, boolean, object, Run]>([
    ["in a preview", waiting, true, {}, { ...run, preview: true }],
    ["where the timeout is 0", { ...waiting, timeout: 0 }, false, {}, { ...run, timeoutMs: 0 }],
    ["where the program does not wait", { jobId: id }, false, {}, { version: runVersion }],
    ["where an operator says so", waiting, false, { PORTKEY_SKIP_WAIT: "true" }, { version: runVersion }],
  ])("waits for nothing %s", async (_when, args, preview, environment, expected) => {
    const begun = await beginRun(parseArguments(args), preview, sources({}, environment), wait);
    expect(begun.run).toEqual(expected);
    expect(wait).not.toHaveBeenCalled();
  });

  it("checks no model if an operator turns checks off", async () => {
    const environment = { PORTKEY_SKIP_WAIT: "true" };
    const required = parseArguments({ ...waiting, checkModel: "require" });
    await expect(beginRun(required, false, sources({}, environment), wait)).resolves.toEqual({
      run: { version: runVersion },
      warnWithinMs: undefined,
    });
  });

  it("hands down that the model is required, and for how long", async () => {
    const required = parseArguments({ jobId: id, checkModel: "require", checkModelWithin: "30d" });
    await expect(beginRun(required, true, sources(), wait)).resolves.toEqual({
      run: { version: runVersion, requireModelForMs: 30 * 86_400_000 },
      warnWithinMs: undefined,
    });
  });
});

/** Waits for a job. */
function watch(
  { jobId = id, signal, ...given }: { jobId?: string; signal?: AbortSignal; timeout?: number } = {},
  connection: object = {},
) {
  const settings = resolveSettings(sources(connection));
  const progress = new Progress(statusLine, { sparse: false, clock });
  return waitForJob(client, settings, parseArguments({ jobId, ...given }), progress, signal);
}

describe("a wait for a job", () => {
  it("goes with the job until it ends, and shows it", async () => {
    simulator.script(id, { status: "queued", forSeconds: 300 }, { status: "running", forSeconds: 7_200 }, trained);
    const { end, waitedMs } = await watch();
    expect(end).toBe("finished");
    expect(waitedMs).toBeGreaterThanOrEqual(7_500_000);
    expect(waitedMs).toBeLessThanOrEqual(7_560_000);
    expect(lines[0]).toBe("queued");
    expect(lines).toContainEqual(expect.stringMatching(/^running, waited 5m/));
    expect(lines.at(-1)).toMatch(/^succeeded after 2h/);
  });

  it("ends at once when the program has failed, the request under way included", async () => {
    simulator.script(id, {}).fail(hang);
    const program = new AbortController();
    const failure = new Error("the program has failed");
    const waiting = watch({ signal: program.signal });
    await eventually(() => simulator.count(id) > 0, "the first read");
    program.abort(failure);
    await expect(waiting).rejects.toBe(failure);
  });
});

describe("the newest event of a job during a wait", () => {
  const eventReads = () => simulator.requests.filter(({ path }) => path.includes("/events"));

  beforeEach(() => {
    // A request that nobody waits for comes to its end before time goes on.
    const sleep = clock.sleep.bind(clock);
    clock.sleep = async (milliseconds) => {
      await new Promise((resolve) => setTimeout(resolve, 15));
      await sleep(milliseconds);
    };
  });

  it("is shown, its credentials masked", async () => {
    simulator.script(id, { forRequests: 3 }, trained).event(id, "Step 100/1000 with pk-test");
    await watch();
    expect(lines).toContainEqual(expect.stringContaining("Step 100/1000 with [secret]"));
    expect(eventReads()[0]?.path).toBe(`/v1/fine_tuning/jobs/${id}/events?limit=1`);
  });

  it("is no longer requested after three failures, and never disturbs the wait", async () => {
    simulator.script(id, { forRequests: 8 }, trained);
    await expect(watch()).resolves.toMatchObject({ end: "finished" });
    expect(eventReads()).toHaveLength(3);
  });
});

describe("what a run gets of a job", () => {
  const read = (run: Partial<Run>) =>
    readForRun(client, lookout, resolveSettings(sources()), parseJobId(id), { version: runVersion, ...run });

  it("is every output of one that nothing waits for, null where the API has none", async () => {
    simulator.script(id, { status: "running" });
    const { outputs, pending } = await read({});
    expect(Object.keys(outputs).toSorted()).toEqual(fieldNames.toSorted());
    expect(outputs).toMatchObject({ status: "running", fineTunedModel: null });
    expect(pending).toBeUndefined();
  });

  it("is in a preview what the end will not change, and on what the update will wait", async () => {
    simulator.script(id, { status: "running", estimated_finish: 1_800_000_000, metadata: { team: "a" } });
    const { outputs, pending } = await read({ preview: true, waitFor: "finished", timeoutMs: 60_000 });
    const lasting = fieldNames.filter((name) => fieldOf(name).lasting === true);
    expect(Object.keys(outputs).toSorted()).toEqual(lasting.toSorted());
    expect(lasting).toEqual(expect.arrayContaining(["createdAt", "model", "trainingFile"]));
    expect(lasting).not.toContain("fineTunedModel");
    expect(outputs).toMatchObject({ metadata: { team: "a" }, validationFile: null, seed: 42 });
    expect(pending).toEqual({ status: "running", estimatedFinish: 1_800_000_000 });
  });
});

describe("a job that one process runs", () => {
  const signal = new AbortController().signal;
  const job = (given: object, more: object = {}) => ({
    given: { jobId: " ftjob-1 ", ...given },
    customTimeouts: undefined,
    sources: sources(),
    secrets: [],
    preview: false,
    statusLine,
    ...more,
  });

  it("is read after the wait", async () => {
    simulator.script(id, { forSeconds: 600 }, trained);
    await expect(runJob(client, lookout, job({ waitFor: "succeeded" }), signal)).resolves.toMatchObject({
      jobId: id,
      outputs: { fineTunedModel: "ft:m" },
      pending: undefined,
    });
  });

  it("has its model checked when it has succeeded, and not before", async () => {
    simulator.script(id, { status: "running" }).model("ft:m", { shutdownDate: "2026-03-02" });
    const running = await runJob(client, lookout, job({}), signal);
    await expect(running.warning).resolves.toBeUndefined();
    expect(simulator.count("ft:m")).toBe(0);
    simulator.script(id, trained);
    const { warning } = await runJob(client, lookout, job({}), signal);
    await expect(warning).resolves.toContain(
      '"ftjob-1": its model "ft:m" will be shut down on 2026-03-02 (in 60 days).',
    );
    await expect(
      runJob(client, lookout, job({ checkModel: "require", checkModelWithin: "61d" }), signal),
    ).rejects.toThrow(ModelUnavailableError);
    expect(simulator.count("ft:m")).toBe(1);
  });

  it("masks secret arguments in every error, its own id included", async () => {
    const secret = { secrets: ["ftjob-1"] };
    await expect(runJob(client, lookout, job({}, secret), signal)).rejects.toThrow('job "[secret]": not found');
    simulator.script(id, {});
    await expect(runJob(client, lookout, job({ waitFor: "succeeded", timeout: 0 }, secret), signal)).rejects.toThrow(
      'job "[secret]" is still running',
    );
    await expect(
      runJob(client, lookout, job({ jobId: "<a-secret>" }, { secrets: ["a-secret"] }), signal),
    ).rejects.toThrow('"<[secret]>" is a placeholder');
  });
});
