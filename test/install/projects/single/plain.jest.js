const pulumi = require("@pulumi/pulumi");
const { FineTuningJob } = require("pulumi-portkey");
const deploy = require("./mocked.cjs");

test("deploys the mocked model", () => deploy(pulumi, FineTuningJob));
