"""Finds the newest model of a family, waits for the job that creates the next one, and gives each of them to a service."""

from typing import Optional

import pulumi
import pulumi_portkey as portkey


class Service(pulumi.ComponentResource):
    """Stands for a resource that uses a model, such as a Deployment's environment, a config map or a parameter."""

    model: pulumi.Output[str]

    def __init__(
        self, name: str, model: pulumi.Input[str], opts: Optional[pulumi.ResourceOptions] = None
    ) -> None:
        super().__init__("example:index:Service", name, {"model": model}, opts)
        self.model = pulumi.Output.from_input(model)
        self.register_outputs({"model": self.model})


config = pulumi.Config()
base_model = config.get("baseModel") or "amazon.nova-lite-v1:0"

# The newest model, or the base model until the first job of the family has succeeded.
succeeded = portkey.get_fine_tuning_jobs(suffix=config.require("suffix"), status="succeeded", limit=1).jobs
newest_model = (succeeded[0].fine_tuned_model if succeeded else None) or base_model

# The up waits until this job has succeeded, and fails if it does not.
job = portkey.FineTuningJob(
    "next",
    job_id=config.require("jobId"),
    wait_for=portkey.WaitFor.SUCCEEDED,
    timeout=config.get("timeout") or "6h",
)

stable = Service("stable", newest_model)
candidate = Service("candidate", job.require_fine_tuned_model())

pulumi.export("newestModel", stable.model)
pulumi.export("nextModel", candidate.model)
