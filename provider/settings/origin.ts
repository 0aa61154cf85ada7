import { compact, isRecord } from "../text/json";
import { checkBaseUrl, defaultBaseUrl } from "./baseUrl";
import { connectionNames } from "./settingTable";
import { findText, type Found, type SettingsSources } from "./sources";

/** From where a process takes its settings: what it may tell another process of them. It never holds a value but the base URL. */
export interface SettingsOrigin {
  /** The key of the stack's config or the environment variable that has a setting, by the setting's name. What the job's own `connection` has is left out. */
  readonly places: Readonly<Record<string, string>>;
  /** Where requests go, if one of the places says so. */
  readonly baseUrl?: string | undefined;
}

/** Finds from where settings come, valid or not. */
export function originOf({ connection, ...places }: SettingsSources): SettingsOrigin {
  const own = isRecord(connection) ? compact(connection) : {};
  const found = connectionNames
    .filter((name) => !Object.hasOwn(own, name))
    .flatMap((name) => {
      const text = findText(name, places);
      return text === undefined ? [] : [[name, text] as const];
    });
  const baseUrl = new Map(found).get("baseUrl");
  return {
    places: Object.fromEntries(found.map(([name, { argument }]) => [name, argument])),
    ...(baseUrl === undefined ? {} : { baseUrl: withoutCredentials(baseUrl) }),
  };
}

/**
 * Says what the program and the provider's process take from different places, why that can be, and where a setting reaches both; undefined where
 * they agree.
 */
export function disagreementBetween(program: SettingsOrigin, provider: SettingsOrigin): string | undefined {
  const names = connectionNames.filter((name) => comparable(program, name) !== comparable(provider, name));
  if (names.length === 0) {
    return undefined;
  }
  const differences = names.map(
    (name) => `${name} (the program: ${placeIn(program, name)}; the provider: ${placeIn(provider, name)})`,
  );
  const causes = new Set(names.map((name) => causeOf(program.places[name], provider.places[name])));
  const advice = causes.has("explicit provider")
    ? "Put the settings into the job's connection; or remove them from the stack's config (`pulumi config rm`) and put them into the environment before pulumi is started."
    : "Put the settings into the stack's config, the job's connection, or the environment before pulumi is started.";
  return `${differences.join("; ")}. ${[...causes].map((cause) => explanations[cause]).join(" ")} ${advice}`;
}

/** Of a base URL the URL itself, the default's too; of what may be a credential the place alone. */
function comparable({ places, baseUrl }: SettingsOrigin, name: string): string | undefined {
  return name === "baseUrl" ? (baseUrl ?? places[name] ?? defaultBaseUrl) : places[name];
}

type Cause = keyof typeof explanations;
const explanations = {
  "changed environment": "A .env file that the program loads, and a change of process.env, reach the program alone.",
  "workspace's environment": "The envVars of the Automation API reach the provider alone.",
  "explicit provider": "An explicit provider has its own arguments in place of the stack's config.",
} as const;

function causeOf(program: string | undefined, provider: string | undefined): Cause {
  if ([program, provider].some((place) => place?.startsWith("portkey:"))) {
    return "explicit provider";
  }
  return program === undefined ? "workspace's environment" : "changed environment";
}

function placeIn({ places, baseUrl = "no URL that can be used" }: SettingsOrigin, name: string): string {
  const place = places[name];
  if (name !== "baseUrl") {
    return place ?? "none";
  }
  return place === undefined ? `${defaultBaseUrl}, the default` : `${baseUrl} of ${place}`;
}

/** Returns the URL as requests have it; undefined for one that is refused, which may hold a password. */
function withoutCredentials(found: Found<string>): string | undefined {
  try {
    return checkBaseUrl(found, true);
  } catch {
    return undefined;
  }
}
