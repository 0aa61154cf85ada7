import { meaninglessTimeouts, parseArguments, type CustomTimeouts } from "../../../provider/waiting/arguments";

const jobId = "ftjob-abc123";

describe("parseArguments", () => {
  it("knows defaults for all but the job's id", () => {
    expect(parseArguments({ jobId })).toEqual({
      jobId: { given: jobId, decoded: jobId },
      waitFor: undefined,
      timeoutMs: 21_600_000,
      pollIntervalMs: undefined,
    });
  });

  it("takes null and undefined as left out", () => {
    const none = { jobId, waitFor: null, timeout: null, pollInterval: undefined };
    expect(parseArguments(none)).toEqual(parseArguments({ jobId }));
  });

  it.each([
    ["90m", 5_400],
    ["2d", 172_800],
    [45, 45],
    [0, 0],
  ])("reads the timeout %j as %d seconds", (timeout, seconds) => {
    expect(parseArguments({ jobId, timeout }).timeoutMs).toBe(seconds * 1_000);
  });

  it.each([
    ["1s", 1],
    [1, 1],
    ["5m", 300],
  ])("reads the poll interval %j as %d seconds", (pollInterval, seconds) => {
    expect(parseArguments({ jobId, pollInterval }).pollIntervalMs).toBe(seconds * 1_000);
  });

  it.each<[CustomTimeouts, unknown, number]>([
    [{ read: "90m", create: "3h" }, undefined, 5_400],
    [{ create: "1.5h" }, null, 5_400],
    [{ read: "0s", create: "90m" }, undefined, 5_400],
    [{ read: "3h", create: "3h" }, "90m", 5_400],
    [{ read: "3h" }, 0, 0],
  ])("takes from customTimeouts %j, with the timeout %j, %d seconds", (customTimeouts, timeout, seconds) => {
    expect(parseArguments({ jobId, timeout }, customTimeouts).timeoutMs).toBe(seconds * 1_000);
  });

  it("refuses an invalid custom timeout by its name", () => {
    expect(() => parseArguments({ jobId }, { create: "soon" })).toThrow(
      /^customTimeouts\.create: "soon" is not a duration/,
    );
  });
});

describe("meaninglessTimeouts", () => {
  it.each<[CustomTimeouts | undefined, RegExp | undefined]>([
    [undefined, undefined],
    [{ create: "1h", read: "1h", update: "", delete: "" }, undefined],
    [{ update: "1h" }, /^customTimeouts\.update has no effect, .* set timeout or customTimeouts\.read\.$/],
    [{ update: "1h", delete: "1h" }, /^customTimeouts\.update and customTimeouts\.delete have no effect/],
  ])("says of %j what to use: %s", (customTimeouts, warning) => {
    const said = meaninglessTimeouts(customTimeouts);
    expect(warning === undefined ? said === undefined : warning.test(said ?? "")).toBe(true);
  });
});
