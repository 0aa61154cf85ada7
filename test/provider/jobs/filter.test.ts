import type { FineTuningJobState } from "../../../provider/jobs/fields";
import { conditionsOf, whyNoneFits, type JobFilter } from "../../../provider/jobs/filter";
import { jobSchema } from "../../../provider/jobs/schemas";
import { runningJob } from "../../support/jobs";

const midnight = Date.UTC(2026, 0, 1) / 1_000;
const job = (more: object = {}): FineTuningJobState =>
  jobSchema.parse(runningJob("ftjob-1", { created_at: midnight, ...more })).state;
const fits = (filter: JobFilter, more?: object) => conditionsOf(filter).every(({ holds }) => holds(job(more)));

describe("a filter", () => {
  it.each<[JobFilter, object, object]>([
    [{ status: ["running", "queued"] }, { status: "QUEUED" }, { status: "failed" }],
    [{ status: ["paused"] }, { status: "paused" }, { status: "running" }],
    [{ status: ["paused"] }, { status: "PAUSED" }, { status: "pausing" }],
    [{ model: "qwen3-8b" }, { model: "qwen3-8b" }, { model: "qwen3-32b" }],
    [{ suffix: "bot" }, { user_provided_suffix: "bot" }, { user_provided_suffix: "bot2" }],
    [
      { suffix: "bot" },
      { status: "succeeded", fine_tuned_model: "ft:m:acme:bot:1" },
      { fine_tuned_model: "ft:m:acme:bot:1" },
    ],
    [{ metadata: { team: "a" } }, { metadata: { team: "a", more: "b" } }, { metadata: { team: "b" } }],
    [{ metadata: { team: "a", stage: "b" } }, { metadata: { team: "a", stage: "b" } }, { metadata: { team: "a" } }],
    [{ metadata: { toString: "a" } }, { metadata: { toString: "a" } }, { metadata: null }],
    [{ createdAfter: midnight }, { created_at: midnight }, { created_at: midnight - 1 }],
    [{ createdBefore: midnight }, { created_at: midnight - 1 }, { created_at: midnight }],
    [{ createdAfter: 0 }, { created_at: 5 }, { created_at: null }],
  ])("%j lets %j pass and not %j", (filter, one, other) => {
    expect(fits(filter, one)).toBe(true);
    expect(fits(filter, other)).toBe(false);
  });

  it("of nothing lets all pass", () => {
    expect(conditionsOf({})).toEqual([]);
    expect(fits({})).toBe(true);
  });
});

describe("why none fits", () => {
  const jobs = [job({ user_provided_suffix: "bot" }), job({ user_provided_suffix: "bot", model: "other" }), job()];

  it.each<[JobFilter, string]>([
    [{ suffix: "robot" }, 'none with suffix "robot"'],
    [{ suffix: "bot", status: ["succeeded"] }, '2 with suffix "bot", none of them with status "succeeded"'],
    [
      {
        suffix: "bot",
        model: "other",
        createdAfter: midnight,
        createdBefore: midnight,
        status: ["failed", "cancelled"],
      },
      '2 with suffix "bot", 1 of them with model "other", 1 of them created at or after 2026-01-01T00:00:00Z, ' +
        "none of them created before 2026-01-01T00:00:00Z",
    ],
    [{ metadata: { team: "a" } }, 'none with metadata team = "a"'],
  ])("%j: %s", (filter, why) => {
    expect(whyNoneFits(jobs, filter)).toBe(why);
  });

  it("says which providers name suffixes, where no job has any", () => {
    expect(whyNoneFits([job(), job()], { suffix: "bot" })).toBe(
      'none with suffix "bot", and no job has a suffix (OpenAI and Amazon Bedrock return suffixes; Azure OpenAI, Vertex AI and Fireworks do not: ' +
        "filter by model, metadata or createdAfter instead)",
    );
  });
});
