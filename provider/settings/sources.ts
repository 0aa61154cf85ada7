import { settingTable, type SettingName } from "./settingTable";

/** The places that settings come from, in order of priority. */
export interface SettingsSources {
  /** A job's own `connection`. */
  readonly connection: unknown;
  /** Reads `portkey:NAME` from the stack config. */
  readonly config: (name: string) => string | undefined;
  readonly environment: Environment;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting's value, and its place as messages name it. */
export interface Found<Value> {
  readonly value: Value;
  readonly argument: string;
}

/** Finds a setting's trimmed text in the stack config, or else in the environment. An empty value counts as not set. */
export function findText(
  name: SettingName,
  { config, environment }: Omit<SettingsSources, "connection">,
): Found<string> | undefined {
  const places = [
    { argument: `portkey:${name}`, value: config(name) },
    ...settingTable[name].environment.map((key) => ({ argument: key, value: environment[key] })),
  ];
  return places
    .map(({ argument, value = "" }) => ({ argument, value: value.trim() }))
    .find(({ value }) => value !== "");
}
