import * as fc from "fast-check";
import { redactor } from "../../../provider/text/redact";

const secret = 'pk-"live"/a+b=c&d e\\f?';

describe("a redactor", () => {
  it.each([
    ["as it is", secret],
    ["percent-encoded", encodeURIComponent(secret)],
    ["JSON-escaped", JSON.stringify(secret).slice(1, -1)],
    ["in base64", Buffer.from(secret).toString("base64")],
    ["in base64url", Buffer.from(secret).toString("base64url")],
    ["with every character percent-encoded", [...Buffer.from(secret)].map((byte) => `%${byte.toString(16)}`).join("")],
    [
      "with every character as JSON's escape",
      [...secret].map((one) => `\\u00${one.charCodeAt(0).toString(16)}`).join(""),
    ],
    ["with slashes escaped", JSON.stringify(secret).slice(1, -1).replaceAll("/", "\\/")],
    ["as a URL's path leaves it", encodeURI(secret)],
  ])("masks a credential %s", (_how, spelling) => {
    expect(redactor([secret])(`before ${spelling} after`)).toBe("before [secret] after");
  });

  it("masks a credential with whitespace around it, and a percent-encoded one in decoded form too", () => {
    expect(redactor([" \tsecret-key\n", "an%2Fid-5"])("secret-key an/id-5 an%2Fid-5")).toBe(
      "[secret] [secret] [secret]",
    );
  });

  it.each(["Bearer ", "user:", "x", ""])(
    "masks what depends on the credential alone in the base64 of what begins with %j",
    (before) => {
      const key = "sk-0123456789abcdef";
      for (const after of ["", "!", "?!", "{}?>"]) {
        for (const encoding of ["base64", "base64url"] as const) {
          const masked = redactor([key])(Buffer.from(`${before}${key}${after}`).toString(encoding));
          const left = masked.split("[secret]").map((part) => Buffer.from(part, "base64").toString("latin1"));
          expect(left).toHaveLength(2);
          // A character at each side holds bits of a neighbour.
          expect(left.join("")).not.toMatch(/sk-|123|cdef/);
        }
      }
    },
  );

  it("masks a credential in base64 whose slashes JSON has escaped", () => {
    const key = "sk-???>>>~~~";
    const encoded = Buffer.from(key).toString("base64");
    expect(encoded).toContain("/");
    expect(redactor([key])(`key ${encoded.replaceAll("/", "\\/")} here`)).toBe("key [secret] here");
  });

  it("masks the longer one whole when a credential contains another", () => {
    expect(redactor(["abcd", "abcdefgh"])("abcdefgh abcd")).toBe("[secret] [secret]");
  });

  it("takes a credential as text, not as a pattern", () => {
    const redact = redactor(["a.c$&|d"]);
    expect(redact("abc$&|d")).toBe("abc$&|d");
    expect(redact("a.c$&|d")).toBe("[secret]");
  });

  it("masks a credential with characters beyond ASCII", () => {
    const key = "schlüssel-😀-1";
    const spelledOut = [key, encodeURIComponent(key), String.raw`schl\u00fcssel-\ud83d\ude00-1`];
    expect(redactor([key])(spelledOut.join(" "))).toBe("[secret] [secret] [secret]");
  });

  it("masks a credential between whose characters there are controls that are never shown", () => {
    expect(redactor(["sk-0123456789"])("key sk-01\u200e2345\u202e6789 here")).toBe("key [secret] here");
  });

  it("leaves alone what is too short to be a credential", () => {
    expect(redactor(["key", ""])("the key")).toBe("the key");
  });

  it("masks a credential at any position", () => {
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
