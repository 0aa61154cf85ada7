"""Finds the newest model of a family, and waits for the job that trains the next one."""

import pulumi
import pulumi_portkey as portkey

config = pulumi.Config()

# The newest model that there is now; the base model until the first job of the family has succeeded.
succeeded = portkey.get_fine_tuning_jobs(suffix=config.require("suffix"), status="succeeded", limit=1).jobs
base_model = config.get("baseModel") or "amazon.nova-lite-v1:0"
newest_model = succeeded[0].fine_tuned_model if succeeded else base_model

# The up holds until this job has succeeded, and fails if it does not.
job = portkey.FineTuningJob(
    "next",
    job_id=config.require("jobId"),
    wait_for="succeeded",
    timeout=config.get("timeout") or "6h",
)

pulumi.export("newestModel", newest_model)
pulumi.export("nextModel", job.require_fine_tuned_model())
