import { strictEqual } from "node:assert";
import * as portkey from "pulumi-portkey";
import { FineTuningJob } from "pulumi-portkey";

strictEqual(portkey.FineTuningJob, FineTuningJob);
export const model = new FineTuningJob("job", { jobId: "ftjob-1", waitFor: "succeeded" }).requireFineTunedModel();
