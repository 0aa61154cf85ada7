// Finds the newest model of a family, and waits for the job that trains the next one.
package main

import (
	"example.com/pulumi-portkey/sdk/go/portkey"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		conf := config.New(ctx, "")

		newest, err := newestModel(ctx, conf)
		if err != nil {
			return err
		}

		// The up holds until this job has succeeded, and fails if it does not.
		job, err := portkey.NewFineTuningJob(ctx, "next", &portkey.FineTuningJobArgs{
			JobId:   pulumi.String(conf.Require("jobId")),
			WaitFor: pulumi.String("succeeded"),
			Timeout: pulumi.String(orDefault(conf.Get("timeout"), "6h")),
		})
		if err != nil {
			return err
		}
		next, err := job.RequireFineTunedModel(ctx)
		if err != nil {
			return err
		}

		ctx.Export("newestModel", pulumi.String(newest))
		ctx.Export("nextModel", next)
		return nil
	})
}

// newestModel returns the newest model of the family that there is now; the base model until the first job has succeeded.
func newestModel(ctx *pulumi.Context, conf *config.Config) (string, error) {
	found, err := portkey.GetFineTuningJobs(ctx, &portkey.GetFineTuningJobsArgs{
		Suffix: pulumi.StringRef(conf.Require("suffix")),
		Status: "succeeded",
		Limit:  pulumi.IntRef(1),
	})
	if err != nil {
		return "", err
	}
	for _, job := range found.Jobs {
		return *job.FineTunedModel, nil
	}
	return orDefault(conf.Get("baseModel"), "amazon.nova-lite-v1:0"), nil
}

func orDefault(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}
