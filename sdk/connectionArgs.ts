import type * as pulumi from "@pulumi/pulumi";
import type { ConnectionName, settingTable, SettingTypes, SettingValue } from "../provider/settings/settingTable";

type ConnectionInput<Value> = [Value] extends [SettingTypes["headers"]]
  ? pulumi.Input<Record<string, pulumi.Input<string>> | undefined>
  : pulumi.Input<Value | undefined>;

/** A property for each setting of the table that a job can be given, with its docstring: by `keyof` and `as` it comes along. */
type ConnectionInputs = {
  [Name in keyof typeof settingTable as Name & ConnectionName]?: ConnectionInput<SettingValue<Name>>;
};

/**
 * How to reach Portkey, for one job. Each setting that is left out comes from the stack's config
 * (`portkey:NAME`) or from the environment. The whole of it is kept as a secret.
 */
export interface ConnectionArgs extends ConnectionInputs {}
