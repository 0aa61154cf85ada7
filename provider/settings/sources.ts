import { settingTable, type SettingName } from "./settingTable";

/** The places where settings come from, the first one first. */
export interface SettingsSources {
  /** A job's own `connection`. */
  readonly connection: unknown;
  /** Reads `portkey:NAME` of the stack's config. */
  readonly config: (name: string) => string | undefined;
  readonly environment: Environment;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting's value and the place that has it, as messages name it. */
export interface Found<Value> {
  readonly value: Value;
  readonly argument: string;
}

/** Finds a setting's text in the stack's config or else the environment, trimmed. What is empty is not there. */
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
