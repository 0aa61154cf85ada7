import * as pulumi from "@pulumi/pulumi";
import { type Clock, systemClock } from "../../provider/http/clock";
import type { Progress, ProgressOptions } from "../../provider/waiting/progress";
import { progressOf } from "../../sdk/progress";
import { progress, silence } from "../support/progress";

/** The time that jest's timers let pass. */
const fakeTime: Clock = { ...systemClock, elapsed: () => Date.now() };
describe("progress without an engine", () => {
  let lines: string[];

  beforeEach(() => {
    lines = [];
    jest.spyOn(process.stderr, "write").mockImplementation((text) => lines.push(String(text)) > 0);
  });

  afterEach(() => jest.restoreAllMocks());

  it("goes to stderr at each change of status, and not else", () => {
    const shown = progressOf("support-bot", pulumi.output("urn"));
    for (const status of ["queued", "queued", "running", "running", "running", "queued", "succeeded"]) {
      shown.show(progress({ status }, 60));
    }
    expect(lines).toEqual(
      ["queued", "running", "queued", "succeeded"].map(
        (status) => `support-bot: ${status === "succeeded" ? "succeeded after 1m" : `1m, ${status}`}\n`,
      ),
    );
  });

  it("keeps a six-hour wait short", () => {
    const shown = progressOf("support-bot", pulumi.output("urn"));
    for (let waited = 0; waited < 6 * 3600; waited += 60) {
      shown.show(progress({}, waited, `Step ${waited}`));
    }
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.length).toBeLessThan(25);
  });
});

describe("progress with an engine", () => {
  let logged: unknown[][];
  const urn = "urn:pulumi:dev::project::type::name";

  beforeEach(() => {
    logged = [];
    jest.useFakeTimers();
    jest.spyOn(pulumi.runtime, "getMonitor").mockReturnValue({} as ReturnType<typeof pulumi.runtime.getMonitor>);
    jest.spyOn(pulumi.log, "info").mockImplementation((...given) => {
      logged.push(given);
      return Promise.resolve();
    });
  });

  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  const lines = () => logged.map(([line, , , ephemeral]) => [line, ephemeral]);

  /** Makes a progress whose row is there. */
  async function onRow(options: Partial<ProgressOptions>): Promise<Progress> {
    const shown = progressOf("support-bot", pulumi.output(urn), { clock: fakeTime, ...options });
    await jest.advanceTimersByTimeAsync(0);
    return shown;
  }

  it("goes to the job's row: for good at each change of status, for a moment else", async () => {
    const shown = await onRow({ sparse: false });
    for (const status of ["queued", "running", "running", "succeeded"]) {
      shown.show(progress({ status }));
    }
    shown.close();
    expect(lines()).toEqual([
      ["queued", false],
      ["running", false],
      ["running", true],
      ["succeeded", false],
    ]);
    const rows = await Promise.all(logged.map(([, row]) => pulumi.runtime.serializeProperty("", row, new Set())));
    expect(rows).toEqual(logged.map(() => ({ urn })));
  });

  it("never keeps the event of a read before", async () => {
    const shown = await onRow({ sparse: false });
    shown.show(progress({ status: "queued" }, 0, "Created"));
    shown.show(progress({ status: "running" }, 10, "Created"));
    shown.show(progress({ status: "running" }, 20, "Step 1/30"));
    shown.show(progress({ status: "succeeded" }, 30, "Step 21/30"));
    shown.close();
    expect(lines()).toEqual([
      ["queued", false],
      ["10s, running", false],
      ["20s, running, Step 1/30", true],
      ["succeeded after 30s", false],
    ]);
  });

  it("lets the times go on between two reads, every 5 s, until it is closed", async () => {
    const shown = await onRow({ sparse: false });
    shown.show(progress({}, 60));
    await jest.advanceTimersByTimeAsync(11_000);
    shown.show(silence(71, 71));
    await jest.advanceTimersByTimeAsync(5_000);
    shown.close();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(lines()).toEqual([
      ["1m, running", false],
      ["1m 5s, running", true],
      ["1m 10s, running", true],
      ["no answer for 1m 11s, 1m 11s, running before", true],
      ["no answer for 1m 15s, 1m 15s, running before", true],
    ]);
  });

  it("goes there less and less often where every line is kept, but at each change of status and when answers stay away", async () => {
    const shown = await onRow({ sparse: true });
    for (let waited = 0; waited <= 6 * 3600; waited += 10) {
      const job = { status: waited < 5 * 3600 ? "queued" : "running" };
      const silent = waited >= 4 * 3600 && waited < 4.1 * 3600;
      shown.show(silent ? silence(1, waited, job) : progress(job, waited));
    }
    expect(logged.length).toBeGreaterThan(5);
    expect(logged.length).toBeLessThan(30);
    expect(lines()).toContainEqual(["no answer for 1s, 4h, queued before", true]);
    expect(lines().filter(([, ephemeral]) => ephemeral === false)).toEqual([
      ["queued", false],
      ["5h, running", false],
    ]);
  });

  it("goes on between two reads before the first good one too", async () => {
    const shown = await onRow({ sparse: false });
    shown.show({ ...silence(5, 5), job: undefined });
    await jest.advanceTimersByTimeAsync(5_000);
    shown.close();
    expect(lines()).toEqual([
      ["no answer for 5s, 5s", true],
      ["no answer for 10s, 10s", true],
    ]);
  });

  it("is left out until the row's urn is there, so that it holds back no other line", async () => {
    const later = new Promise<string>((resolve) => setTimeout(() => resolve(urn), 1_000));
    const shown = progressOf("support-bot", pulumi.output(later), { sparse: false });
    shown.show(progress({}, 10));
    expect(logged).toEqual([]);
    await jest.advanceTimersByTimeAsync(1_000);
    shown.show(progress({}, 20));
    shown.close();
    expect(lines()).toEqual([["20s, running", false]]);
  });

  it("says nothing of a job that had finished before anything was waited for", async () => {
    const shown = await onRow({ sparse: false });
    shown.show(progress({ status: "succeeded" }));
    shown.close();
    expect(logged).toEqual([]);
  });

  it("survives a log that fails", async () => {
    jest.spyOn(pulumi.log, "info").mockRejectedValue(new Error("the engine is gone"));
    const shown = await onRow({ sparse: true });
    expect(() => shown.show(progress())).not.toThrow();
    await jest.advanceTimersByTimeAsync(0);
  });
});
