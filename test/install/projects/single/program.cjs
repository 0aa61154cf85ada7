const portkey = require("pulumi-portkey");
exports.model = new portkey.FineTuningJob("job", { jobId: "ftjob-1", waitFor: "succeeded" }).requireFineTunedModel();
