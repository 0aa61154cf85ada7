import { InvalidArgumentError } from "../errors/argumentErrors";
import { checkConfigKey, isSetting, namespace } from "../settings/configKeys";
import { settingOf } from "../settings/settingTable";
import { parseJson, textOf } from "../text/json";
import { checkQuoted } from "./spelling";
import type { Decoded } from "./values";

/** What every provider has besides its settings. */
const foreignNames: ReadonlySet<string> = new Set(["version", "pluginDownloadURL"]);

/** The settings of one provider of a stack: of its config, or of the arguments that a program has given it. */
export type Configuration = (name: string) => string | undefined;

interface CheckedConfiguration {
  /** What is wrong, each with the setting's name in its first words. */
  readonly failures: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Checks the names of settings, as a Node.js program's are: one that is misspelled is an error, another unknown one a warning. Whether a
 * credential stands in clear can't be seen here: the engine decrypts all of them before it asks.
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

/** Makes of a provider's arguments what settings are read from: texts, as the stack's config has them. */
export function configurationOf({ values }: Decoded): Configuration {
  const texts = new Map(settingsAmong(values).map(([name, value]) => [name, asWritten(name, value)]));
  return (name) => texts.get(name);
}

function settingsAmong(values: Decoded["values"]): Array<[string, unknown]> {
  return Object.entries(values).filter(([name]) => !foreignNames.has(name));
}

/** The engine writes what is no string as JSON, and Python's SDK a string too where a number would do. */
function asWritten(name: string, value: unknown): string | undefined {
  if (value === undefined || typeof value !== "string") {
    return value === undefined ? undefined : JSON.stringify(value);
  }
  const mayBeNumber = isSetting(name) && settingOf(name).type === "duration";
  return mayBeNumber ? (textOf(parseJson(value)) ?? value) : value;
}
