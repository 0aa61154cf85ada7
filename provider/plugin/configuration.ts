import { InvalidArgumentError } from "../errors/argumentErrors";
import { checkConfigKey, isSetting, namespace } from "../settings/configKeys";
import { settingOf } from "../settings/settingTable";
import { parseJson, textOf } from "../text/json";
import { checkQuoted } from "./spelling";
import type { Decoded } from "./values";

/** Arguments of every Pulumi provider that are not settings. */
const foreignNames: ReadonlySet<string> = new Set(["version", "pluginDownloadURL"]);

/** Reads the settings of a provider, from the stack config or from the arguments of an explicit provider. */
export type Configuration = (name: string) => string | undefined;

interface CheckedConfiguration {
  /** The errors. Each starts with the setting's name. */
  readonly failures: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Checks the names of settings, as in Node.js programs: a misspelled name is an error, any other unknown name a warning. It can't check
 * whether credentials are encrypted, since the engine decrypts all values.
 */
export function checkConfiguration({ values }: Decoded): CheckedConfiguration {
  const failures: string[] = [];
  const warnings: string[] = [];
  for (const [name, value] of settingsAmong(values)) {
    try {
      if (isSetting(name) && settingOf(name).type === "text") {
        checkQuoted(`${namespace}:${name}`, value);
      }
      const warning = checkConfigKey(name, asWritten(name, value) ?? "", { isSecret: true });
      if (warning !== undefined) {
        warnings.push(warning);
      }
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) {
        throw error;
      }
      failures.push(error.message);
    }
  }
  return { failures, warnings };
}

/** Converts a provider's arguments to text, as in the stack config. */
export function configurationOf({ values }: Decoded): Configuration {
  const texts = new Map(settingsAmong(values).map(([name, value]) => [name, asWritten(name, value)]));
  return (name) => texts.get(name);
}

function settingsAmong(values: Decoded["values"]): Array<[string, unknown]> {
  return Object.entries(values).filter(([name]) => !foreignNames.has(name));
}

/**
 * Returns a value as text. The engine passes values that are not strings as JSON. Python's SDK also passes a string as JSON if the type
 * allows a number.
 */
function asWritten(name: string, value: unknown): string | undefined {
  if (value === undefined || typeof value !== "string") {
    return value === undefined ? undefined : JSON.stringify(value);
  }
  const mayBeNumber = isSetting(name) && settingOf(name).type === "duration";
  return mayBeNumber ? (textOf(parseJson(value)) ?? value) : value;
}
