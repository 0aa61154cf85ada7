import { InvalidArgumentError } from "../errors/argumentErrors";
import { holdsCredential } from "./credentialNames";
import { nearest } from "../text/nearest";
import { settingNames, settingTable, type SettingName } from "./settingTable";

/** The namespace of the settings in the stack config. */
export const namespace = "portkey";

/** What else is known about a key of the stack config. */
interface ConfigKeyFacts {
  readonly isSecret: boolean;
  /** Whether the project has this name, so that the namespace also has the project's own keys. */
  readonly isOwn?: boolean;
}

/**
 * Checks a key `portkey:NAME` of the stack config. Returns a warning for an unknown name, or for a credential that is not encrypted.
 *
 * @throws InvalidArgumentError for a misspelled setting, which would otherwise have no effect.
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
        `unknown setting in the stack config; did you mean ${namespace}:${meant}? ` +
          `Run \`pulumi config rm ${key}\`, and set ${namespace}:${meant} instead`,
      );
    }
    const known = settingNames.map((one) => `${namespace}:${one}`).join(", ");
    return isOwn ? undefined : `${key} is not a setting, so it is ignored. The settings are ${known}.`;
  }
  return holdsCredential(name, value) && !isSecret
    ? `${key} is a credential, but it is unencrypted in the stack config, and therefore in the state. ` +
        `Run \`pulumi config set --secret ${key}\`, then \`pulumi up\`.`
    : undefined;
}

/** Removes case and separators from a name. */
function lettersOf(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, "");
}

/** Returns whether a setting has this name. */
export function isSetting(name: string): name is SettingName {
  return Object.hasOwn(settingTable, name);
}
