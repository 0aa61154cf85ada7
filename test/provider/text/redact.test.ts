import * as fc from "fast-check";
import { redactor } from "../../../provider/text/redact";

const secret = 'pk-"live"/a+b=c&d e\\f?';

describe("a redactor", () => {
  it.each([
    ["as it is", secret],
    ["percent-encoded", encodeURIComponent(secret)],
    [
      "percent-encoded with small letters",
      encodeURIComponent(secret).replace(/%../g, (escape) => escape.toLowerCase()),
    ],
    ["JSON-escaped", JSON.stringify(secret).slice(1, -1)],
    ["in base64", Buffer.from(secret).toString("base64")],
    ["in base64 without padding", Buffer.from(secret).toString("base64").replace(/=+$/, "")],
    ["in base64url", Buffer.from(secret).toString("base64url")],
  ])("masks a credential %s", (_how, spelling) => {
    expect(redactor([secret])(`before ${spelling} after`)).toBe("before [secret] after");
  });

  it("masks every occurrence of every credential", () => {
    expect(redactor(["first-key", "second-key"])("first-key second-key first-key")).toBe("[secret] [secret] [secret]");
  });

  it("masks the longer one whole when a credential contains another", () => {
    expect(redactor(["abcd", "abcdefgh"])("abcdefgh abcd")).toBe("[secret] [secret]");
  });

  it("takes a credential as text, not as a pattern", () => {
    const redact = redactor(["a.c$&|d"]);
    expect(redact("abc$&|d")).toBe("abc$&|d");
    expect(redact("a.c$&|d")).toBe("[secret]");
  });

  it("leaves alone what is too short to be a credential", () => {
    expect(redactor(["key", ""])("the key")).toBe("the key");
  });

  it("leaves a text without credentials as it is", () => {
    expect(redactor([])("nothing here")).toBe("nothing here");
  });

  it("never lets a credential through, wherever it stands", () => {
    const credential = fc.stringMatching(/^[!-~]{8,40}$/);
    fc.assert(
      fc.property(credential, fc.string(), fc.string(), (key, before, after) => {
        const shown = redactor([key])(`${before}${key}${after} ${encodeURIComponent(key)} ${JSON.stringify({ key })}`);
        fc.pre(!"[secret]".includes(key) && !`${before}${after}`.includes(key));
        expect(shown).not.toContain(key);
        expect(shown).not.toContain(encodeURIComponent(key));
        expect(shown).not.toContain(JSON.stringify(key));
      }),
    );
  });
});
