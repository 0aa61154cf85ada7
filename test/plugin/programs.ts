interface Programs {
  /** Gives a resource the model of a job, or a fallback. */
  readonly fallsBack: string;
  /** Needs the model of a job that it does not wait for. */
  readonly requires: string;
  /** Fails while a job waits. */
  readonly failsWhileWaiting: string;
  /** Reads one job with the stack's settings and one by a provider of its own, and asks a function through that. */
  readonly twoProviders: string;
  /** Its process ends three seconds after it has begun to wait for a job. */
  readonly crashesWhileWaiting: string;
}

/** What users may write besides the examples. */
export const otherPrograms: Readonly<Record<"python" | "go", Programs>> = {
  python: {
    fallsBack: `
import pulumi
import pulumi_portkey as portkey

job = portkey.FineTuningJob("job", job_id="ftjob-1")
pulumi.Stash("service", input=job.fine_tuned_model_or(fallback="base"))
`,
    requires: `
import pulumi
import pulumi_portkey as portkey

job = portkey.FineTuningJob("job", job_id="ftjob-1")
pulumi.Stash("service", input=job.require_fine_tuned_model())
`,
    failsWhileWaiting: `
import pulumi_portkey as portkey

portkey.FineTuningJob("next", job_id="ftjob-next", wait_for="succeeded", poll_interval=1)
raise RuntimeError("a mistake in the program")
`,
    twoProviders: `
import pulumi
import pulumi_portkey as portkey

other = portkey.Provider("other", api_key=pulumi.Config().require_secret("otherKey"), request_timeout=45)
job = portkey.FineTuningJob("job", job_id="ftjob-1")
of_other = portkey.FineTuningJob("of-other", job_id="ftjob-2", opts=pulumi.ResourceOptions(provider=other))
found = portkey.get_fine_tuning_job_output(job_id="ftjob-3", opts=pulumi.InvokeOutputOptions(provider=other))
pulumi.export("models", [job.fine_tuned_model, of_other.require_fine_tuned_model(), found.fine_tuned_model])
`,
    crashesWhileWaiting: `
import os
import threading
import pulumi_portkey as portkey

portkey.FineTuningJob("next", job_id="ftjob-next", wait_for="succeeded", poll_interval=1)
threading.Timer(3, lambda: os._exit(1)).start()
`,
  },
  go: {
    fallsBack: goProgram(`
		job, err := portkey.NewFineTuningJob(ctx, "job", &portkey.FineTuningJobArgs{JobId: pulumi.String("ftjob-1")})
		if err != nil {
			return err
		}
		model, err := job.FineTunedModelOr(ctx, &portkey.FineTuningJobFineTunedModelOrArgs{
			Fallback: pulumi.String("base"),
		})
		if err != nil {
			return err
		}
		_, err = pulumi.NewStash(ctx, "service", &pulumi.StashArgs{Input: model})
		return err
`),
    requires: goProgram(`
		job, err := portkey.NewFineTuningJob(ctx, "job", &portkey.FineTuningJobArgs{JobId: pulumi.String("ftjob-1")})
		if err != nil {
			return err
		}
		model, err := job.RequireFineTunedModel(ctx)
		if err != nil {
			return err
		}
		_, err = pulumi.NewStash(ctx, "service", &pulumi.StashArgs{Input: model})
		return err
`),
    failsWhileWaiting: goProgram(
      `
		_, err := portkey.NewFineTuningJob(ctx, "next", &portkey.FineTuningJobArgs{
			JobId:        pulumi.String("ftjob-next"),
			WaitFor:      portkey.WaitForSucceeded,
			PollInterval: pulumi.Float64(1),
		})
		if err != nil {
			return err
		}
		return errors.New("a mistake in the program")
`,
      ["errors"],
    ),
    twoProviders: goProgram(
      `
		other, err := portkey.NewProvider(ctx, "other", &portkey.ProviderArgs{
			ApiKey:         config.New(ctx, "").RequireSecret("otherKey"),
			RequestTimeout: pulumi.Float64(45),
		})
		if err != nil {
			return err
		}
		job, err := portkey.NewFineTuningJob(ctx, "job", &portkey.FineTuningJobArgs{JobId: pulumi.String("ftjob-1")})
		if err != nil {
			return err
		}
		ofOther, err := portkey.NewFineTuningJob(ctx, "of-other",
			&portkey.FineTuningJobArgs{JobId: pulumi.String("ftjob-2")}, pulumi.Provider(other))
		if err != nil {
			return err
		}
		modelOfOther, err := ofOther.RequireFineTunedModel(ctx)
		if err != nil {
			return err
		}
		found := portkey.GetFineTuningJobOutput(ctx,
			portkey.GetFineTuningJobOutputArgs{JobId: pulumi.String("ftjob-3")}, pulumi.Provider(other))
		ctx.Export("models", pulumi.StringArray{
			job.FineTunedModel.Elem(), modelOfOther, found.FineTunedModel().Elem(),
		})
		return nil
`,
      ["github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"],
    ),
    crashesWhileWaiting: goProgram(
      `
		_, err := portkey.NewFineTuningJob(ctx, "next", &portkey.FineTuningJobArgs{
			JobId:        pulumi.String("ftjob-next"),
			WaitFor:      pulumi.String("succeeded"),
			PollInterval: pulumi.Float64(1),
		})
		if err != nil {
			return err
		}
		time.Sleep(3 * time.Second)
		panic("boom")
`,
      ["time"],
    ),
  },
};

function goProgram(body: string, imports: readonly string[] = []): string {
  const own = ["example.com/pulumi-portkey/sdk/go/portkey", "github.com/pulumi/pulumi/sdk/v3/go/pulumi"];
  return `
package main

import (
${[...imports, ...own].map((path) => `\t"${path}"`).join("\n")}
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {${body}	})
}
`;
}
