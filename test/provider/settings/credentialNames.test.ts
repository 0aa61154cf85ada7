import { authenticates, holdsCredential } from "../../../provider/settings/credentialNames";
import type { SettingName } from "../../../provider/settings/settingTable";

describe("a setting's value in the stack's config", () => {
  it.each<[SettingName, string]>([
    ["apiKey", "pk"],
    ["virtualKey", "vk"],
    ["authorization", "Bearer x"],
    ["headers", '{"x-portkey-azure-api-key":"x"}'],
    ["headers", '{"Cookie":"x"}'],
    ["config", '{"provider":"openai","api_key":"x"}'],
    ["config", '{"targets":[{"virtualKey":"x"}]}'],
    ["config", '{"api_keys":["x"]}'],
    ["config", '{"api_keys":[{"value":"x"}]}'],
    ["config", `{"api_key":${"[".repeat(100_000)}"x"${"]".repeat(100_000)}}`],
  ])("holds a credential: %s %j", (name, value) => {
    expect(holdsCredential(name, value)).toBe(true);
  });

  it.each<[SettingName, string]>([
    ["provider", "@openai-prod"],
    ["baseUrl", "https://gateway.example/v1"],
    ["config", "pc-prod-1a2b3c"],
    ["config", '{"provider":"openai","override_params":{"model":"accounts/fireworks/models/qwen3-8b"}}'],
    ["config", "{not JSON"],
    ["headers", '{"x-portkey-aws-region":"deploy-1"}'],
    ["maxRetries", "3"],
  ])("holds none: %s %j", (name, value) => {
    expect(holdsCredential(name, value)).toBe(false);
  });
});

describe("the name of a header or a JSON's key", () => {
  const credentials =
    "x-portkey-aws-access-key-id x-portkey-aws-secret-access-key x-portkey-aws-session-token x-portkey-aws-role-arn " +
    "x-portkey-vertex-service-account-json client-password credentials x-auth cookie";
  const others = "x-portkey-trace-id x-portkey-metadata x-portkey-aws-region x-portkey-azure-resource-name author";

  it.each(credentials.split(" "))("%s can be what authenticates", (name) => {
    expect(authenticates(name)).toBe(true);
  });

  it.each(others.split(" "))("%s can't", (name) => {
    expect(authenticates(name)).toBe(false);
  });
});
