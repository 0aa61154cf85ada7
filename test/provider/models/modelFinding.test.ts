import { ModelUnavailableError } from "../../../provider/errors";
import { JobsClient } from "../../../provider/jobs/jobsClient";
import { modelWarning, requireModel } from "../../../provider/models/modelFinding";
import { ModelLookout } from "../../../provider/models/modelLookout";
import { resolveSettings } from "../../../provider/settings/settings";
import { PortkeySimulator } from "../../../sdk/testing";
import { FakeClock } from "../../support/fakeClock";
import { answer } from "../../support/faults";

const dayMs = 86_400_000;
const base = "gpt-4.1-2025-04-14";
const job = { jobId: "ftjob-1", fineTunedModel: "ft:m", model: base };
const anotherBase = "Start a new job on a base model that is still supported, and use its id.";
let simulator: PortkeySimulator;

beforeEach(async () => {
  simulator = await PortkeySimulator.start();
  simulator.model("ft:m");
});

afterEach(() => simulator.close());

/** Looks at noon of this day. */
function on(day: string) {
  const clock = new FakeClock(Date.parse(`${day}T12:00Z`));
  const connection = { apiKey: "key", baseUrl: simulator.baseUrl };
  const settings = resolveSettings({ connection, config: () => undefined, environment: {} });
  return [new ModelLookout(new JobsClient(clock)), settings] as const;
}

describe("what is known against a model", () => {
  it.each([
    ["2026-10-15", undefined],
    ["2026-10-16", "will be shut down on 2027-01-14 (in 90 days)"],
    ["2027-01-13", "will be shut down on 2027-01-14 (in 1 day)"],
    ["2027-01-14", "was shut down on 2027-01-14"],
    ["2027-06-01", "was shut down on 2027-01-14"],
  ])("is on %s, 90 days ahead, %j", async (day, says) => {
    simulator.model(base, { shutdownDate: "2027-01-14" });
    const line =
      says &&
      `Fine-tuning job "ftjob-1": its model "ft:m" ${says}, together with its base model "${base}". ${anotherBase}`;
    await expect(modelWarning(...on(day), job, 90 * dayMs)).resolves.toBe(line);
  });

  it("is that it is gone, or its base", async () => {
    simulator.model(base, { gone: true });
    await expect(modelWarning(...on("2026-01-01"), job, 0)).resolves.toBe(
      `Fine-tuning job "ftjob-1": its model "ft:m" needs the base model "${base}", which is not available: it was shut down, or the key has no access to it. ${anotherBase}`,
    );
    simulator.model("ft:m", { gone: true });
    await expect(modelWarning(...on("2026-01-01"), job, 0)).resolves.toBe(
      'Fine-tuning job "ftjob-1": its model "ft:m" is not available: it was deleted or shut down, or the key has no access to it. ' +
        "Start a new job and use its id, or use a key with access to the model.",
    );
  });

  it("is not requested without warnings, or for a job without a model", async () => {
    simulator.model("ft:m", { gone: true });
    await expect(modelWarning(...on("2026-01-01"), job, undefined)).resolves.toBeUndefined();
    await expect(modelWarning(...on("2026-01-01"), { ...job, fineTunedModel: null }, 0)).resolves.toBeUndefined();
    await requireModel(...on("2026-01-01"), job, undefined);
    expect(simulator.requests).toEqual([]);
  });

  it("is retried after a failure, if it is required", async () => {
    simulator.model("ft:m", { gone: true }).fail(answer(503), 1, "ft:m");
    await expect(modelWarning(...on("2026-01-01"), job, 0)).resolves.toBeUndefined();
    expect(simulator.count("ft:m")).toBe(1);
    simulator.fail(answer(503), 1, "ft:m");
    await expect(requireModel(...on("2026-01-01"), job, 0)).rejects.toThrow("is not available");
  });

  it("is nothing if it can't be checked, unless it is required", async () => {
    await expect(modelWarning(...on("2026-01-01"), job, 0)).resolves.toBeUndefined();
    const required = requireModel(...on("2026-01-01"), job, 0);
    await expect(required).rejects.toThrow(ModelUnavailableError);
    await expect(required).rejects.toThrow(
      'its model "ft:m" could not be checked, and checkModel is "require". Run again. If the error continues, set checkModel to "warn". The error: ' +
        `Model "${base}": not found at`,
    );
  });

  it.each([
    [0, "2027-01-13", false],
    [0, "2027-01-14", true],
    [30 * dayMs, "2026-12-14", false],
    [30 * dayMs, "2026-12-15", true],
  ])("fails, where it is required for %d ms, on %s: %j", async (forMs, day, fails) => {
    simulator.model("ft:m", { shutdownDate: "2027-01-14" }).model(base);
    const error = await requireModel(...on(day), job, forMs).catch((thrown: unknown) => thrown);
    expect(error instanceof ModelUnavailableError).toBe(fails);
  });
});
