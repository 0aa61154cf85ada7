/** One of the programs that are measured side by side. */
interface Program {
  readonly title: string;
  /** The largest number of jobs to measure: programs that store each job in the state take minutes for a thousand. */
  readonly most: number;
  /** Reads `JOBS` jobs. Its output `wrong` is the number of wrong models. */
  readonly source: string;
}

const start = `
  const pulumi = require("@pulumi/pulumi");
  const ids = Array.from({ length: Number(process.env.JOBS) }, (_, index) => "ftjob-" + index);
  const wrong = (models) => models.filter((model, index) => !model.endsWith(":" + ids[index])).length;
  const apiKey = process.env.PORTKEY_API_KEY;
  const baseUrl = process.env.PORTKEY_BASE_URL;`;

export const programs = {
  empty: { title: "an empty program", most: 1_000, source: `require("@pulumi/pulumi"); exports.wrong = 0;` },

  axios: {
    title: "inline axios",
    most: 1_000,
    source: `${start}
      const axios = require("axios");
      const headers = { "x-portkey-api-key": apiKey };
      module.exports = async () => {
        const read = async (jobId) => (await axios.get(baseUrl + "/fine_tuning/jobs/" + jobId, { headers })).data;
        const jobs = await Promise.all(ids.map(read));
        return { wrong: wrong(jobs.map((job) => job.fine_tuned_model)) };
      };`,
  },

  function: {
    title: "the function",
    most: 1_000,
    source: `${start}
      const portkey = require("pulumi-portkey");
      module.exports = async () => {
        const jobs = await Promise.all(ids.map((jobId) => portkey.getFineTuningJob({ jobId })));
        return { wrong: wrong(jobs.map((job) => job.fineTunedModel)) };
      };`,
  },

  emptyRead: {
    title: "a dynamic provider whose `read` does nothing",
    most: 100,
    source: `${start}
      const provider = { read: async (id, props) => ({ id, props }) };
      ids.forEach((id) => new pulumi.dynamic.Resource(provider, id, { jobId: id }, { id }));
      exports.wrong = 0;`,
  },

  resource: {
    title: "the resource",
    most: 100,
    source: `${start}
      const portkey = require("pulumi-portkey");
      const models = ids.map((jobId) => new portkey.FineTuningJob(jobId, { jobId }).fineTunedModel);
      exports.wrong = pulumi.all(models).apply(wrong);`,
  },

  uncheckedResource: {
    title: 'the resource with `checkModel: "off"`',
    most: 100,
    source: `${start}
      const portkey = require("pulumi-portkey");
      const read = (jobId) => new portkey.FineTuningJob(jobId, { jobId, checkModel: "off" });
      exports.wrong = pulumi.all(ids.map((jobId) => read(jobId).fineTunedModel)).apply(wrong);`,
  },

  naive: {
    title: "a typical dynamic provider",
    most: 100,
    source: `${start}
      const fetchJob = async (jobId) => {
        const response = await fetch(baseUrl + "/fine_tuning/jobs/" + jobId, { headers: { "x-portkey-api-key": apiKey } });
        if (!response.ok) throw new Error("Failed to read job " + jobId + ": " + response.status);
        return response.json();
      };
      const provider = {
        create: async (inputs) => ({ id: inputs.jobId, outs: { ...inputs, ...(await fetchJob(inputs.jobId)) } }),
        read: async (id, props) => ({ id, props: { ...props, ...(await fetchJob(id)) } }),
        diff: async (id, olds, news) => ({ changes: olds.status !== (await fetchJob(news.jobId)).status }),
        update: async (id, olds, news) => ({ outs: { ...news, ...(await fetchJob(news.jobId)) } }),
      };
      class FineTuningJob extends pulumi.dynamic.Resource {
        constructor(name, args) {
          super(provider, name, { status: undefined, fine_tuned_model: undefined, ...args });
        }
      }
      const models = ids.map((jobId) => new FineTuningJob(jobId, { jobId }).fine_tuned_model);
      exports.wrong = pulumi.all(models).apply(wrong);`,
  },
} satisfies Readonly<Record<string, Program>>;

export type ProgramName = keyof typeof programs;
