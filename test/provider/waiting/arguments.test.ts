import { parseArguments } from "../../../provider/waiting/arguments";

const jobId = "ftjob-abc123";

describe("parseArguments", () => {
  it("knows defaults for all but the job's id", () => {
    expect(parseArguments({ jobId })).toEqual({
      jobId,
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
    [` ${jobId}\n`, jobId],
    ["a%2Fb", "a%2Fb"],
    ["a/b", "a/b"],
  ])("trims the id %j and leaves its spelling: %j", (given, trimmed) => {
    expect(parseArguments({ jobId: given }).jobId).toBe(trimmed);
  });

  it.each(["succeeded", "finished"])("takes waitFor %s", (waitFor) => {
    expect(parseArguments({ jobId, waitFor }).waitFor).toBe(waitFor);
  });

  it.each([
    ["90m", 5_400],
    ["1h30m", 5_400],
    ["2d", 172_800],
    [45, 45],
    [0, 0],
    ["0s", 0],
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
});
