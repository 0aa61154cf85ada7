import * as pulumi from "@pulumi/pulumi";
import { FineTunedService } from "./fineTunedService";

const config = new pulumi.Config();
const timeout = config.get("timeout");

// Such as { "support-bot": "ftjob-…", "classifier": "ftjob-…" }.
const jobs = config.requireObject<Record<string, string>>("jobs");

export const models = Object.fromEntries(
  Object.entries(jobs).map(([name, jobId]) => [name, new FineTunedService(name, { jobId, timeout }).model]),
);
