import { succeededJob, type PortkeySimulator } from "pulumi-portkey/testing";

const jobId = "ftjob-AF1WoRqd3aJAHsqc9NY7iL8F";
const model = "accounts/acme/models/support-bot-1";
/** The third read of the job, about 20 s after the first, returns that it has succeeded. */
const lastsSeconds = 15;
const estimatedSeconds = 28;

/** Scripts the last seconds of the job that the recorded program waits for. */
export function train(simulator: PortkeySimulator): void {
  const estimatedFinish = Math.round(Date.now() / 1_000) + estimatedSeconds;
  simulator.script(jobId, { estimated_finish: estimatedFinish, forSeconds: lastsSeconds }, succeededJob(jobId, model));
  simulator.event(jobId, "Step 1120/1200");
}
