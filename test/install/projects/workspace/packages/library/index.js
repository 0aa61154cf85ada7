const pulumi = require("@pulumi/pulumi");
const { FineTuningJob } = require("pulumi-portkey");

exports.Bot = class extends pulumi.ComponentResource {
  constructor(name) {
    super("library:index:Bot", name);
    const job = new FineTuningJob(name, { jobId: "ftjob-1", waitFor: "succeeded" }, { parent: this });
    this.model = job.requireFineTunedModel();
    this.registerOutputs({ model: this.model });
  }
};
