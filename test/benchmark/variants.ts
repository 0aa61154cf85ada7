/** The programs that are measured side by side. All but the first two read, or make, as many jobs as the environment's `JOBS` says. */

const ids = `const ids = Array.from({ length: Number(process.env.JOBS) }, (_, index) => "ftjob-" + index);`;
/** What a program that reads jobs says of what it got: how many of the models are not their job's. */
const wrong = `const wrong = (models) => models.filter((model, index) => !model.endsWith(":" + ids[index])).length;`;

/** One program, by what it stands for. */
export interface Variant {
  /** What the table and the chart call it. */
  readonly title: string;
  readonly program: string;
  /** Whether it can have jobs, and says how many of their models are wrong as the output `wrong`. */
  readonly jobs: "none" | "made" | "read";
}

/** All variants, by their name. Ratios are to `empty`. */
export const variants = {
  bare: { title: "a program that loads nothing", jobs: "none", program: "" },

  empty: { title: "(a) an empty program", jobs: "none", program: `require("@pulumi/pulumi");` },

  resource: {
    title: "(b) the resource",
    jobs: "read",
    program: `
      const pulumi = require("@pulumi/pulumi");
      const portkey = require("pulumi-portkey");
      ${ids}
      ${wrong}
      const models = ids.map((jobId) => new portkey.FineTuningJob(jobId, { jobId }).fineTunedModel);
      exports.wrong = pulumi.all(models).apply(wrong);`,
  },

  function: {
    title: "(c) the function",
    jobs: "read",
    program: `
      const portkey = require("pulumi-portkey");
      ${ids}
      ${wrong}
      module.exports = async () => {
        const jobs = await Promise.all(ids.map((jobId) => portkey.getFineTuningJob({ jobId })));
        return { wrong: wrong(jobs.map(({ fineTunedModel }) => fineTunedModel)) };
      };`,
  },

  floor: {
    title: "(d) a dynamic resource that reads nothing",
    jobs: "made",
    program: `
      const pulumi = require("@pulumi/pulumi");
      ${ids}
      const provider = { create: async (inputs) => ({ id: inputs.jobId, outs: inputs }) };
      ids.forEach((jobId) => new pulumi.dynamic.Resource(provider, jobId, { jobId }));`,
  },

  naive: {
    title: "(e) a dynamic provider as one writes it",
    jobs: "read",
    program: `
      const pulumi = require("@pulumi/pulumi");
      ${ids}
      ${wrong}
      const apiKey = process.env.PORTKEY_API_KEY;
      const baseUrl = process.env.PORTKEY_BASE_URL ?? "https://api.portkey.ai/v1";

      async function fetchJob(jobId) {
        const response = await fetch(baseUrl + "/fine_tuning/jobs/" + jobId, { headers: { "x-portkey-api-key": apiKey } });
        if (!response.ok) {
          throw new Error("Failed to read job " + jobId + ": " + response.status + " " + response.statusText);
        }
        return response.json();
      }

      class FineTuningJobProvider {
        async create(inputs) {
          const job = await fetchJob(inputs.jobId);
          return { id: inputs.jobId, outs: { ...inputs, ...job } };
        }

        async read(id, props) {
          const job = await fetchJob(id);
          return { id, props: { ...props, ...job } };
        }

        async diff(id, olds, news) {
          const job = await fetchJob(news.jobId);
          return {
            changes: olds.status !== job.status || olds.fine_tuned_model !== job.fine_tuned_model,
            replaces: olds.jobId === news.jobId ? [] : ["jobId"],
          };
        }

        async update(id, olds, news) {
          const job = await fetchJob(news.jobId);
          return { outs: { ...news, ...job } };
        }
      }

      class FineTuningJob extends pulumi.dynamic.Resource {
        constructor(name, args, opts) {
          super(new FineTuningJobProvider(), name, { status: undefined, fine_tuned_model: undefined, ...args }, opts);
        }
      }

      const models = ids.map((jobId) => new FineTuningJob(jobId, { jobId }).fine_tuned_model);
      exports.wrong = pulumi.all(models).apply(wrong);`,
  },
} as const satisfies Readonly<Record<string, Variant>>;

export type VariantName = keyof typeof variants;
export const variantNames = Object.keys(variants) as readonly VariantName[];

/** Looks a variant up, in the one type that all entries share. */
export function variantOf(name: VariantName): Variant {
  return variants[name];
}
