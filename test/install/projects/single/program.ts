import * as pulumi from "@pulumi/pulumi";
import { FineTuningJob, getFineTuningJob, type FineTuningJobArgs } from "pulumi-portkey";
import type { NotFoundError } from "pulumi-portkey/provider";
import type { PortkeySimulator, runProgram } from "pulumi-portkey/testing";

const args: FineTuningJobArgs = { jobId: "ftjob-1", waitFor: "succeeded" };
const job = new FineTuningJob("job", args);

export const model: pulumi.Output<string> = job.requireFineTunedModel();
export const epochs: pulumi.Output<number | string | undefined> = job.hyperparameters.apply((found) => found?.nEpochs);
export const status: Promise<string> = getFineTuningJob({ jobId: "ftjob-1" }).then((found) => found.status);
export type Entries = [NotFoundError["message"], PortkeySimulator["baseUrl"], ReturnType<typeof runProgram>];
