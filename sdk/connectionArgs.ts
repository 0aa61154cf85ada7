import type * as pulumi from "@pulumi/pulumi";
import type { ConnectionName, settingTable, SettingTypes, SettingValue } from "../provider/settings/settingTable";

type ConnectionInput<Value> = [Value] extends [SettingTypes["headers"]]
  ? pulumi.Input<Record<string, pulumi.Input<string>> | undefined>
  : pulumi.Input<Value | undefined>;

/** A property for each setting that a job can have. `keyof` and `as` keep the settings' docstrings. */
type ConnectionInputs = {
  [Name in keyof typeof settingTable as Name & ConnectionName]?: ConnectionInput<SettingValue<Name>>;
};

/**
 * How to reach Portkey, for one job. Settings that you leave out come from the stack config (`portkey:NAME`) or from the environment. The
 * whole connection is a secret.
 */
export interface ConnectionArgs extends ConnectionInputs {}
