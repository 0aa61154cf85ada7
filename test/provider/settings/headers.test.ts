import { validateHeaderValue } from "node:http";
import * as fc from "fast-check";
import { InvalidArgumentError } from "../../../provider/errors";
import { checkExtraHeaders, checkHeaderValue, withScheme } from "../../../provider/settings/headers";
import { outcomeOf } from "../../support/outcome";

const argument = "connection.headers";
const check = (value: Record<string, string>) => checkExtraHeaders({ value, argument });

describe("checkExtraHeaders", () => {
  it("returns the headers with lower-case names", () => {
    expect(check({ "X-Portkey-AWS-Region": "us-east-1", "x-portkey-metadata": "run 7" })).toEqual({
      "x-portkey-aws-region": "us-east-1",
      "x-portkey-metadata": "run 7",
    });
  });

  it.each([
    ["x-portkey-api-key", "apiKey"],
    ["Authorization", "authorization"],
    ["x-portkey-trace-id", "traceId"],
  ])("refuses %s and names its setting, %s", (name, setting) => {
    expect(() => check({ [name]: "value" })).toThrow(
      `connection.headers.${name.toLowerCase()}: this header has its own setting; use ${setting} instead.`,
    );
  });

  const refusedNames =
    "Host Connection Content-Length Transfer-Encoding Accept-Encoding TE Trailer Upgrade Expect Keep-Alive";
  it.each([...refusedNames.split(" "), "Proxy-Authorization", "", "a b", "a:b", "a\r\nb", "é", "__proto__"])(
    "refuses to set %j",
    (name) => {
      const refused = /^connection\.headers\..*: you can't set a header with this name\.$/;
      expect(() =>
        check(JSON.parse(JSON.stringify({ name: "value" }).replace('"name"', JSON.stringify(name)))),
      ).toThrow(refused);
    },
  );

  it("names the header whose value can't be one, and does not repeat the value", () => {
    const values = { "x-good": "value", "x-bad": "hunter2\r\nx-injected: yes" };
    expect(() => check(values)).toThrow(/^connection\.headers\.x-bad: /);
    expect(() => check(values)).not.toThrow("hunter2");
  });
});

describe("checkHeaderValue", () => {
  it.each(["", "plain", "with\ttab", "a=b; c", "caf\u00e9", '{"json":true}'])("takes %j", (value) => {
    expect(checkHeaderValue({ value, argument: "apiKey" })).toBe(value);
  });

  it.each(["a\r\nb", "a\nb", "a\rb", "a\u0000b", "a\u007fb", "Ω", "😀", "a\u2028b"])("refuses %j", (value) => {
    expect(() => checkHeaderValue({ value, argument: "portkey:apiKey" })).toThrow(
      /^portkey:apiKey: it contains a character that is not allowed in a header/,
    );
  });

  it("takes nothing that Node would not send", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const { result, error } = outcomeOf(() => checkHeaderValue({ value, argument: "apiKey" }));
        expect([undefined, InvalidArgumentError]).toContain(error?.constructor);
        expect(() => validateHeaderValue("x-any", result ?? "")).not.toThrow();
      }),
    );
  });
});

describe("a header's JSON", () => {
  const send = (value: string) => checkHeaderValue({ value, argument: "config" });

  it.each([
    ['{\n  "retry": {\n\t"attempts": 3\r\n  }\n}\n', '{ "retry": { "attempts": 3 } }'],
    ['{"team":"Ω 😀 caf\u00e9"}', '{"team":"\\u03a9 \\ud83d\\ude00 caf\\u00e9"}'],
    ['{"a":"x\u2028y\u007f"}', '{"a":"x\\u2028y\\u007f"}'],
    ['["Ω"]', '["\\u03a9"]'],
    ['{"id": 12345678901234567890,\n"id": 1.50}', '{"id": 12345678901234567890, "id": 1.50}'],
    ['{"text":"a  b\\n c"}', '{"text":"a  b\\n c"}'],
  ])("%j is sent as %j", (given, sent) => {
    expect(send(given)).toBe(sent);
  });

  it.each(['{"a":\n', "a\nb", '{"a":1}\r\nx-injected: yes', '{"a":"\n"}', "Ω"])(
    "is none in %j, which is refused",
    (given) => {
      expect(() => send(given)).toThrow("a character that is not allowed in a header");
    },
  );

  it("says the same, however it is written, and Node sends it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom("", " ", "  ", "\t", "\n"), (value, indent) => {
        const sent = send(JSON.stringify(value, undefined, indent));
        expect(JSON.parse(sent)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(sent).toMatch(/^[ -~]*$/);
        expect(() => validateHeaderValue("x-any", sent)).not.toThrow();
      }),
    );
  });
});

describe("withScheme", () => {
  it.each([
    ["sk-abc", "Bearer sk-abc"],
    ["Bearer sk-abc", "Bearer sk-abc"],
    ["Basic dXNlcjpwYXNz", "Basic dXNlcjpwYXNz"],
  ])("makes %j into %j", (given, header) => {
    expect(withScheme(given)).toBe(header);
  });
});
