import { parseArguments } from "../../../provider/waiting/arguments";
import { prepareRun } from "../../../provider/waiting/prepareRun";
import { runVersion } from "../../../provider/waiting/run";
import type { WaitResult } from "../../../provider/waiting/wait";

const wait = jest.fn<Promise<WaitResult>, []>(() => Promise.resolve({ end: "finished", waitedMs: 61_700 }));
const nowhere = { config: () => undefined, environment: {} };
const waiting = { jobId: "ftjob-1", waitFor: "succeeded", timeout: 90 };
const run = { version: runVersion, preview: false, waitFor: "succeeded", timeoutMs: 90_000 };

beforeEach(() => wait.mockClear());

describe("a program's run with a job", () => {
  it("waits in an up, and says in whole seconds for how long", async () => {
    const prepared = prepareRun(parseArguments(waiting), false, nowhere, wait);
    await expect(prepared).resolves.toEqual({ ...run, end: "finished", waitedMs: 62_000 });
  });

  it("says why a wait was given up", async () => {
    wait.mockResolvedValueOnce({ end: "refused", waitedMs: 0, why: "401" });
    const prepared = prepareRun(parseArguments(waiting), false, nowhere, wait);
    await expect(prepared).resolves.toMatchObject({ end: "refused", why: "401" });
  });

  it.each([
    ["in a preview", waiting, true, { ...run, preview: true }],
    ["where the timeout is 0", { ...waiting, timeout: 0 }, false, { ...run, timeoutMs: 0 }],
    ["where the program does not wait", { jobId: "ftjob-1" }, false, undefined],
  ])("waits for nothing %s", async (_when, args, preview, expected) => {
    await expect(prepareRun(parseArguments(args), preview, nowhere, wait)).resolves.toEqual(expected);
    expect(wait).not.toHaveBeenCalled();
  });

  it("waits for nothing and is judged by nothing where an operator says so", async () => {
    const places = { ...nowhere, environment: { PORTKEY_SKIP_WAIT: "true" } };
    await expect(prepareRun(parseArguments(waiting), false, places, wait)).resolves.toBeUndefined();
    expect(wait).not.toHaveBeenCalled();
  });
});
