import { disagreementBetween, originOf, type SettingsOrigin } from "../../../provider/settings/origin";

const config =
  (values: Readonly<Record<string, string>>) =>
  (name: string): string | undefined =>
    values[name];
const nowhere = { connection: undefined, config: config({}), environment: {} };

describe("from where settings come", () => {
  it("is the first place that has each, but for what the job's own connection has, and no value but the base URL", () => {
    const origin = originOf({
      connection: { provider: "@own", virtualKey: undefined },
      config: config({ apiKey: "pk-of-the-config", provider: "@config", baseUrl: " https://gateway.example/v1/ " }),
      environment: { PORTKEY_API_KEY: "pk-of-the-environment", PORTKEY_VIRTUAL_KEY: "vk", PORTKEY_CONFIG: " " },
    });
    expect(origin).toEqual({
      places: { apiKey: "portkey:apiKey", virtualKey: "PORTKEY_VIRTUAL_KEY", baseUrl: "portkey:baseUrl" },
      baseUrl: "https://gateway.example/v1",
    });
  });

  it.each(["https://user:password@gateway.example/v1", "https://gateway.example/v1?key=password", "nowhere"])(
    "holds no base URL that is refused: %s",
    (baseUrl) => {
      expect(originOf({ ...nowhere, config: config({ baseUrl }) })).toEqual({
        places: { baseUrl: "portkey:baseUrl" },
        baseUrl: undefined,
      });
    },
  );
});

describe("a program and its provider", () => {
  const key: SettingsOrigin = { places: { apiKey: "PORTKEY_API_KEY" } };
  const urlAt = (place: string, baseUrl: string): SettingsOrigin => ({
    places: { ...key.places, baseUrl: place },
    baseUrl,
  });
  const here = urlAt("PORTKEY_BASE_URL", "https://here.example/v1");

  it.each([
    ["nothing", { places: {} }],
    ["a key", key],
    ["a key and a base URL", here],
  ])("agree where both have %s", (_what, origin) => {
    expect(disagreementBetween(origin, { ...origin })).toBeUndefined();
  });

  it("agree where both have the same base URL from different places", () => {
    expect(disagreementBetween(here, urlAt("portkey:baseUrl", "https://here.example/v1"))).toBeUndefined();
    expect(disagreementBetween(key, urlAt("PORTKEY_BASE_URL", "https://api.portkey.ai/v1"))).toBeUndefined();
    expect(disagreementBetween(key, { places: { ...key.places, baseUrl: "PORTKEY_BASE_URL" } })).toContain(
      "an invalid URL",
    );
  });

  const inConfigOnly = { places: { apiKey: "portkey:apiKey" } };
  const there = urlAt("PORTKEY_BASE_URL", "https://there.example/v1");
  it.each<[SettingsOrigin, SettingsOrigin, string, string, boolean]>([
    [
      key,
      { places: {} },
      "apiKey (program: PORTKEY_API_KEY; provider process: not set)",
      "Only the program sees a .env file",
      true,
    ],
    [
      { places: {} },
      key,
      "apiKey (program: not set; provider process: PORTKEY_API_KEY)",
      "Only the provider process sees the envVars",
      true,
    ],
    [inConfigOnly, key, "(program: portkey:apiKey; provider process: PORTKEY_API_KEY)", "An explicit provider", false],
    [here, key, "provider process: https://api.portkey.ai/v1, the default)", "Only the program sees a .env file", true],
    [
      here,
      there,
      "provider process: https://there.example/v1 from PORTKEY_BASE_URL)",
      "Only the program sees a .env file",
      true,
    ],
  ])("say what differs between %j and %j, why, and where to put it", (program, provider, what, why, inConfig) => {
    const said = disagreementBetween(program, provider);
    expect(said).toContain(`${what}. ${why}`);
    expect(said).toContain(
      inConfig
        ? "Put these settings in the stack config, in the job's connection, or in the environment"
        : "Put these settings in the job's connection. Or remove them from the stack config",
    );
  });
});
