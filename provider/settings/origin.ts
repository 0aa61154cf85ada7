import { compact, isRecord } from "../text/json";
import { checkBaseUrl, defaultBaseUrl } from "./baseUrl";
import { connectionNames } from "./settingTable";
import { findText, type Found, type SettingsSources } from "./sources";

/** Where a process found its settings. A process may pass this to another one: it contains no value except the base URL. */
export interface SettingsOrigin {
  /**
   * The place of each setting that is set: a key of the stack config, or an environment variable. Settings in the job's own `connection`
   * are left out.
   */
  readonly places: Readonly<Record<string, string>>;
  /** The base URL, if it is set in one of the places. */
  readonly baseUrl?: string | undefined;
}

/** Finds where settings come from, even if they are not valid. */
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
 * Describes which settings the program and the provider process take from different places, why, and where to put them; undefined if they agree.
 */
export function disagreementBetween(program: SettingsOrigin, provider: SettingsOrigin): string | undefined {
  const names = connectionNames.filter((name) => comparable(program, name) !== comparable(provider, name));
  if (names.length === 0) {
    return undefined;
  }
  const differences = names.map(
    (name) => `${name} (program: ${placeIn(program, name)}; provider process: ${placeIn(provider, name)})`,
  );
  const causes = new Set(names.map((name) => causeOf(program.places[name], provider.places[name])));
  const advice = causes.has("explicit provider")
    ? "Put these settings in the job's connection. Or remove them from the stack config (`pulumi config rm`), and set them in the environment before you start pulumi."
    : "Put these settings in the stack config, in the job's connection, or in the environment before you start pulumi.";
  return `${differences.join("; ")}. ${[...causes].map((cause) => explanations[cause]).join(" ")} ${advice}`;
}

/**
 * What is compared: the URL itself for the base URL (including the default), and only the place for a setting that may be a credential.
 */
function comparable({ places, baseUrl }: SettingsOrigin, name: string): string | undefined {
  return name === "baseUrl" ? (baseUrl ?? places[name] ?? defaultBaseUrl) : places[name];
}

type Cause = keyof typeof explanations;
const explanations = {
  "changed environment": "Only the program sees a .env file that it loads, and its own changes to process.env.",
  "workspace's environment": "Only the provider process sees the envVars of the Automation API.",
  "explicit provider": "An explicit provider uses its own arguments instead of the stack config.",
} as const;

function causeOf(program: string | undefined, provider: string | undefined): Cause {
  if ([program, provider].some((place) => place?.startsWith("portkey:"))) {
    return "explicit provider";
  }
  return program === undefined ? "workspace's environment" : "changed environment";
}

function placeIn({ places, baseUrl = "an invalid URL" }: SettingsOrigin, name: string): string {
  const place = places[name];
  if (name !== "baseUrl") {
    return place ?? "not set";
  }
  return place === undefined ? `${defaultBaseUrl}, the default` : `${baseUrl} from ${place}`;
}

/** Returns the URL as requests use it; undefined for an invalid one, which may contain a password. */
function withoutCredentials(found: Found<string>): string | undefined {
  try {
    return checkBaseUrl(found, true);
  } catch {
    return undefined;
  }
}
