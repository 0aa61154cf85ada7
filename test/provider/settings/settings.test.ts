import { InvalidArgumentError, MissingCredentialsError } from "../../../provider/errors";
import { connectionNames, settingOf, type SettingName } from "../../../provider/settings/settingTable";
import { type Settings, resolveSettings } from "../../../provider/settings/settings";
import { outcomeOf } from "../../support/outcome";

interface Given {
  readonly connection?: unknown;
  readonly config?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

function resolve({ connection, config = {}, environment = {} }: Given): Settings {
  return resolveSettings({ connection, config: (name) => config[name], environment });
}
const withKey = (connection: object) => resolve({ connection: { apiKey: "pk-key", ...connection } });

const header = (name: string) => (settings: Settings) => settings.headers[name];

describe("a setting", () => {
  const forms: Partial<Record<SettingName, (word: string) => string>> = {
    authorization: (word) => `Bearer ${word}`,
    baseUrl: (word) => `https://${word}.example/v1`,
  };
  // Every setting that is a text and that the environment can have.
  const places = connectionNames.flatMap((name) => {
    const { type, environment, header: own } = settingOf(name);
    const form = forms[name] ?? ((word: string) => word);
    return type === "text" && environment.length > 0 && (own !== undefined || name === "baseUrl")
      ? [
          {
            name,
            environment,
            values: ["one", "two", "three", "four"].slice(0, environment.length + 2).map(form),
            read: own === undefined ? (settings: Settings) => settings.baseUrl : header(own),
          },
        ]
      : [];
  });
  const enough = { PORTKEY_API_KEY: "pk-from-environment" };

  it.each(places)(
    "$name comes from the connection, else the stack's config, else the environment; trimmed, and nothing is absent",
    ({ name, environment, values: [first = "", second = "", ...others], read }) => {
      const variables = Object.fromEntries(environment.map((variable, index) => [variable, ` ${others[index]}\n`]));
      const all = { ...enough, ...variables };
      const config = { [name]: ` ${second}\n` };
      expect(read(resolve({ connection: { [name]: ` ${first}\n` }, config, environment: all }))).toBe(first);
      expect(read(resolve({ config, environment: all }))).toBe(second);
      expect(read(resolve({ config: { [name]: " " }, environment: all }))).toBe(others[0]);
      const last = environment.at(-1) ?? "";
      const empty = Object.fromEntries(environment.map((variable) => [variable, " "]));
      expect(read(resolve({ environment: { ...enough, ...empty, [last]: others.at(-1) } }))).toBe(others.at(-1));
    },
  );

  it.each<[string, unknown, string, (settings: Settings) => unknown, unknown, unknown, unknown]>([
    ["headers", { "X-A": "1" }, '{"x-a":"2"}', header("x-a"), "1", "2", undefined],
    ["requestTimeout", 5, "1m", (settings) => settings.requestTimeoutMs, 5_000, 60_000, 30_000],
    ["requestTimeout", "7s", "0.5", (settings) => settings.requestTimeoutMs, 7_000, 500, 30_000],
    ["maxRetries", 0, "20", (settings) => settings.maxRetries, 0, 20, 4],
  ])(
    "%s (%j) comes from the connection, then from the stack's config (%j)",
    (name, connected, configured, read, ...expected) => {
      const config = { [name]: configured };
      expect([
        read(resolve({ connection: { [name]: connected }, config, environment: enough })),
        read(resolve({ config, environment: enough })),
        read(resolve({ environment: enough })),
      ]).toEqual(expected);
    },
  );

  it("allowInsecureHttp comes from the connection, then from the stack's config", () => {
    const environment = { ...enough, PORTKEY_BASE_URL: "http://gateway.example/v1" };
    const config = { allowInsecureHttp: "true" };
    expect(resolve({ config, environment }).baseUrl).toBe("http://gateway.example/v1");
    expect(() => resolve({ connection: { allowInsecureHttp: false }, config, environment })).toThrow("http would");
    expect(() => resolve({ config: { allowInsecureHttp: "false" }, environment })).toThrow("http would");
    expect(() => resolve({ environment })).toThrow(/^PORTKEY_BASE_URL: http/);
  });
});

describe("the settings together", () => {
  it("send a header each and nothing for what is not set", () => {
    const { headers, baseUrl } = resolve({
      connection: {
        apiKey: "pk",
        virtualKey: "vk",
        provider: "@openai-prod",
        config: "pc-1",
        authorization: "sk",
        traceId: "run-7",
        headers: { "X-Portkey-AWS-Region": "eu" },
        baseUrl: "https://eu.example/v1/",
      },
    });
    expect(baseUrl).toBe("https://eu.example/v1");
    expect(headers).toEqual({
      "x-portkey-api-key": "pk",
      "x-portkey-virtual-key": "vk",
      "x-portkey-provider": "@openai-prod",
      "x-portkey-config": "pc-1",
      authorization: "Bearer sk",
      "x-portkey-trace-id": "run-7",
      "x-portkey-aws-region": "eu",
    });
    expect(resolve({ connection: { apiKey: "pk" } }).headers).toEqual({ "x-portkey-api-key": "pk" });
  });
});

describe("the names of the credentials' places", () => {
  it("are those that errors send a reader to", () => {
    const { credentialPlaces } = resolve({
      connection: { virtualKey: "v-key" },
      config: { apiKey: "pk-key" },
      environment: { PORTKEY_API_KEY: "another", PORTKEY_AUTHORIZATION: "token" },
    });
    expect(credentialPlaces).toEqual(["portkey:apiKey", "connection.virtualKey", "PORTKEY_AUTHORIZATION"]);
  });
});

describe("what authenticates", () => {
  it.each<[string, Given]>([
    ["an API key", { connection: { apiKey: "pk" } }],
    ["a provider's key for a self-hosted gateway", { connection: { authorization: "sk", provider: "openai" } }],
    ["a config as JSON, which has its own keys", { connection: { config: '{"provider":"openai","api_key":"sk"}' } }],
    ["a header with credentials", { connection: { headers: { "x-portkey-aws-secret-access-key": "secret" } } }],
  ])("can be %s", (_what, given) => {
    expect(() => resolve(given)).not.toThrow();
  });

  it.each<[string, Given]>([
    ["nothing", {}],
    ["empty variables", { environment: { PORTKEY_API_KEY: "", PORTKEY_AUTHORIZATION: " " } }],
    ["a virtual key", { connection: { virtualKey: "vk" } }],
    ["a provider", { connection: { provider: "openai" } }],
    ["a config's slug", { connection: { config: "pc-1" } }],
  ])("can't be %s: the error lists the three places", (_what, given) => {
    const resolving = () => resolve(given);
    expect(resolving).toThrow(MissingCredentialsError);
    expect(resolving).toThrow("PORTKEY_API_KEY");
    expect(resolving).toThrow("pulumi config set --secret portkey:apiKey");
    expect(resolving).toThrow("connection: { apiKey }");
  });
});

describe("a bad value", () => {
  const key = { PORTKEY_API_KEY: "pk-key" };
  it.each<[string, Given, string]>([
    ["connection", { connection: "pk-key" }, "it must be an object, such as { apiKey:"],
    ["connection.apikey", { connection: { apikey: "pk" } }, "unknown setting; did you mean apiKey?"],
    ["connection.model", { connection: { model: "m" } }, "unknown setting; the settings are apiKey, virtualKey"],
    ["connection.apiKey", { connection: { apiKey: "  " } }, "it is empty"],
    ["connection.apiKey", { connection: { apiKey: 5 } }, "must be a string"],
    ["connection.allowInsecureHttp", { connection: { allowInsecureHttp: "yes" } }, "must be a boolean"],
    ["connection.requestTimeout", { connection: { requestTimeout: "soon" } }, "is not a duration"],
    ["connection.requestTimeout", { connection: { requestTimeout: "2h" } }, "more than 0 and at most 1 hour"],
    ["connection.maxRetries", { connection: { maxRetries: 21 } }, "a whole number from 0 to 20"],
    ["connection.maxRetries", { connection: { maxRetries: "4" } }, "must be a number"],
    ["portkey:headers", { config: { headers: "x: y" } }, "must be a JSON object of strings"],
    ["PORTKEY_HEADERS", { environment: { PORTKEY_HEADERS: '["x"]' } }, "must be a JSON object of strings"],
    ["portkey:allowInsecureHttp", { config: { allowInsecureHttp: "yes" } }, "must be true or false"],
    ["portkey:apiKey", { config: { apiKey: "pk\nx-injected: yes" } }, "not allowed in a header"],
  ])("%s: of %j says %j", (argument, given, problem) => {
    const { error } = outcomeOf(() => resolve({ ...given, environment: { ...key, ...given.environment } }));
    expect(error).toMatchObject({ name: "InvalidArgumentError", argument, message: expect.stringContaining(problem) });
  });

  it.each([
    { apiKey: "hunter2\nx" },
    { headers: { "x-secret": "hunter2\nx" } },
    { baseUrl: "https://me:hunter2@portkey.example/v1" },
    { baseUrl: "hunter2" },
    { config: "hunter2\nx" },
  ])("is not repeated where it could be a credential: %j", (connection) => {
    expect(() => withKey(connection)).toThrow(InvalidArgumentError);
    expect(() => withKey(connection)).not.toThrow("hunter2");
  });
});

describe("the settings' redact", () => {
  it.each(connectionNames.filter((name) => settingOf(name).secret === "always"))("masks %s", (name) => {
    const value = `${name}-0123456789abcdef`;
    expect(withKey({ [name]: ` ${value}\n` }).redact(`echo ${value}`)).toBe("echo [secret]");
  });

  it("is one in a JSON config where its key says so, and among the headers wherever it stands, as it is sent", () => {
    const config = { api_key: "sk-0123456789abcdef", override_params: { model: "accounts/acme/models/support" } };
    const headers = { "x-team": " header-value\n" };
    const settings = withKey({ config: JSON.stringify(config), headers });
    expect(settings.redact("sk-0123456789abcdef accounts/acme/models/support header-value")).toBe(
      "[secret] accounts/acme/models/support [secret]",
    );
    expect(settings.headers["x-team"]).toBe("header-value");
  });
});
