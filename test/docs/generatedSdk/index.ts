/**
 * Stands for the SDK that `pulumi package add` generates for Portkey's Terraform provider: what docs/how-to-guides/model-catalog.md uses of it,
 * in the names and types that it has in version 0.2.28.
 */
import * as pulumi from "@pulumi/pulumi";

export interface IntegrationModelAccessArgs {
  readonly integrationId: pulumi.Input<string>;
  readonly modelSlug: pulumi.Input<string>;
  readonly isCustom?: pulumi.Input<boolean | undefined>;
  readonly isFinetune?: pulumi.Input<boolean | undefined>;
  readonly baseModelSlug?: pulumi.Input<string | undefined>;
}

export class IntegrationModelAccess extends pulumi.CustomResource {
  declare readonly modelSlug: pulumi.Output<string>;

  constructor(name: string, args: IntegrationModelAccessArgs, options?: pulumi.CustomResourceOptions) {
    super("portkey-admin:index/integrationModelAccess:IntegrationModelAccess", name, { ...args }, options);
  }
}
