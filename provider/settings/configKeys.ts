import { InvalidArgumentError } from "../errors/argumentErrors";
import { holdsCredential } from "./credentialNames";
import { nearest } from "../text/nearest";
import { settingNames, settingTable, type SettingName } from "./settingTable";

/** The namespace of the settings in a stack's config. */
export const namespace = "portkey";

/** What is known of a key of the stack's config besides its name and value. */
interface ConfigKeyFacts {
  readonly isSecret: boolean;
  /** Whether the project itself is called so, and has keys of its own there. */
  readonly isOwn?: boolean;
}

/**
 * Checks a key `portkey:NAME` of the stack's config. Returns a warning, if there is something to warn of: a name that is no setting's, a
 * credential that stands there in clear.
 *
 * @throws InvalidArgumentError for a name that is a misspelled setting's: what was meant to hold would not.
 */
export function checkConfigKey(
  name: string,
  value: string,
  { isSecret, isOwn = false }: ConfigKeyFacts,
): string | undefined {
  const key = `${namespace}:${name}`;
  if (!isSetting(name)) {
    const meant = nearest(name, settingNames);
    if (meant !== undefined && (!isOwn || lettersOf(name) === lettersOf(meant))) {
      throw new InvalidArgumentError(
        key,
        `the stack's config has no such setting; did you mean ${namespace}:${meant}? ` +
          `Run \`pulumi config rm ${key}\` and set ${namespace}:${meant} in its place`,
      );
    }
    const known = settingNames.map((one) => `${namespace}:${one}`).join(", ");
    return isOwn ? undefined : `${key}: there is no such setting, so it is ignored; there are ${known}.`;
  }
  return holdsCredential(name, value) && !isSecret
    ? `${key} is a credential and stands in clear in the stack's config, and from there in its state. ` +
        `Run \`pulumi config set --secret ${key}\`, then \`pulumi up\`.`
    : undefined;
}

/** Leaves of a name what tells it from others but not how it is written. */
function lettersOf(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, "");
}

/** Tells whether there is a setting of this name. */
export function isSetting(name: string): name is SettingName {
  return Object.hasOwn(settingTable, name);
}
