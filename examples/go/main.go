// Finds the newest model of a family, waits for the job that creates the next one, and gives each of them to a service.
package main

import (
	"example.com/pulumi-portkey/sdk/go/portkey"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		conf := config.New(ctx, "")

		model, err := newestModel(ctx, conf)
		if err != nil {
			return err
		}

		// The up waits until this job has succeeded, and fails if it does not.
		job, err := portkey.NewFineTuningJob(ctx, "next", &portkey.FineTuningJobArgs{
			JobId:   pulumi.String(conf.Require("jobId")),
			WaitFor: portkey.WaitForSucceeded,
			Timeout: pulumi.String(orDefault(conf.Get("timeout"), "6h")),
		})
		if err != nil {
			return err
		}

		nextModel, err := job.RequireFineTunedModel(ctx)
		if err != nil {
			return err
		}

		stable, err := newService(ctx, "stable", pulumi.String(model))
		if err != nil {
			return err
		}
		candidate, err := newService(ctx, "candidate", nextModel)
		if err != nil {
			return err
		}

		ctx.Export("newestModel", stable.Model)
		ctx.Export("nextModel", candidate.Model)
		return nil
	})
}

// service stands for a resource that uses a model, such as a Deployment's environment, a config map or a parameter.
type service struct {
	pulumi.ResourceState
	Model pulumi.StringOutput
}

func newService(ctx *pulumi.Context, name string, model pulumi.StringInput) (*service, error) {
	made := &service{Model: model.ToStringOutput()}
	if err := ctx.RegisterComponentResource("example:index:Service", name, made); err != nil {
		return nil, err
	}
	return made, ctx.RegisterResourceOutputs(made, pulumi.Map{"model": made.Model})
}

// newestModel returns the newest model of the family, or the base model until the first job has succeeded.
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
