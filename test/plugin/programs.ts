interface Programs {
  /** Reads one job with the stack's settings and one by a provider of its own, and asks a function through that. */
  readonly twoProviders: string;
  /** Its process ends three seconds after it has begun to wait for a job. */
  readonly crashesWhileWaiting: string;
}

/** What users may write besides the examples. */
export const otherPrograms: Readonly<Record<"python" | "go", Programs>> = {
  python: {
    twoProviders: `
import pulumi
import pulumi_portkey as portkey

other = portkey.Provider("other", api_key=pulumi.Config().require_secret("otherKey"))
job = portkey.FineTuningJob("job", job_id="ftjob-1")
of_other = portkey.FineTuningJob("of-other", job_id="ftjob-2", opts=pulumi.ResourceOptions(provider=other))
found = portkey.get_fine_tuning_job_output(job_id="ftjob-3", opts=pulumi.InvokeOutputOptions(provider=other))
pulumi.export("models", [job.fine_tuned_model, of_other.fine_tuned_model, found.fine_tuned_model])
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
    twoProviders: `
package main

import (
	"example.com/pulumi-portkey/sdk/go/portkey"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		other, err := portkey.NewProvider(ctx, "other", &portkey.ProviderArgs{
			ApiKey: config.New(ctx, "").RequireSecret("otherKey"),
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
		found := portkey.GetFineTuningJobOutput(ctx,
			portkey.GetFineTuningJobOutputArgs{JobId: pulumi.String("ftjob-3")}, pulumi.Provider(other))
		ctx.Export("models", pulumi.StringArray{
			job.FineTunedModel.Elem(), ofOther.FineTunedModel.Elem(), found.FineTunedModel().Elem(),
		})
		return nil
	})
}
`,
    crashesWhileWaiting: `
package main

import (
	"time"

	"example.com/pulumi-portkey/sdk/go/portkey"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
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
	})
}
`,
  },
};
