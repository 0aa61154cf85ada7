// What each of the unit tests tries, with Pulumi's own mocks: there is no key, so nothing can be requested.
const { strictEqual } = require("node:assert");

module.exports = async (pulumi, FineTuningJob) => {
  delete process.env.PORTKEY_API_KEY;
  await pulumi.runtime.setMocks({
    newResource: ({ name, id, inputs }) => ({
      id: id ?? name,
      state: { ...inputs, status: "succeeded", fineTunedModel: "ft:mocked" },
    }),
    call: ({ inputs }) => inputs,
  });
  const job = new FineTuningJob("support-bot", { jobId: "ftjob-1", waitFor: "succeeded" });
  const valueOf = (output) => new Promise((resolve) => output.apply(resolve));
  strictEqual(await valueOf(job.requireFineTunedModel()), "ft:mocked");
  strictEqual(await valueOf(job.fineTunedModelOr("base")), "ft:mocked");
};
