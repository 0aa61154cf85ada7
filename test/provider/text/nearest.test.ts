import { nearest, unknownName } from "../../../provider/text/nearest";

const names = ["apiKey", "baseUrl", "config"];

describe("nearest", () => {
  it.each([
    ["another case", "APIKEY", "apiKey"],
    ["a letter too many", "apiKeys", "apiKey"],
    ["a letter too few", "basUrl", "baseUrl"],
    ["a wrong letter", "konfig", "config"],
    ["two letters swapped", "baseUlr", "baseUrl"],
    ["a joint of another style", "api_key", "apiKey"],
  ])("finds the name that is meant by %s: %s", (_difference, given, meant) => {
    expect(nearest(given, names)).toBe(meant);
  });

  it.each(["connection", "key", "url", "model", "", "__proto__"])("finds none for %j", (given) => {
    expect(nearest(given, names)).toBeUndefined();
  });
});

describe("unknownName", () => {
  it("suggests the nearest name", () => {
    expect(unknownName("setting", "apikey", names)).toBe("unknown setting; did you mean apiKey?");
  });

  it("lists the names if none is near", () => {
    expect(unknownName("argument", "model", names)).toBe("unknown argument; the arguments are apiKey, baseUrl, config");
  });
});
