import * as fc from "fast-check";
import { shown } from "../../../provider/text/shown";
import { dangerous } from "../../support/hostileTexts";

/** What somebody on the way from an error to its reader takes for something else than text. */
const tokens = [
  ["\ud800", "\udc00", "😀", "<{%", "%}>", "<{%if%}>", "<{%reset%}>", "::", "\n::stop-commands::x\n", "##["],
  ["##vso[task.setvariable]", "##VSO[", "\u202e", "\u2066", "\u200f", "\u001b[31m", "\u009b", "\u0000"],
  ["\r\n", "\u2028", "\u0085", "<", "{", "%", "#", ":", "[", " ", "x"],
].flat();
const hostile = fc.array(fc.constantFrom(...tokens), { maxLength: 40 }).map((parts) => parts.join(""));

describe("shown", () => {
  it("leaves no command in text, and nothing that gRPC can't carry", () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 30 }), (text, longest) => {
        for (const line of [shown(text), shown(text, longest)]) {
          expect(line).not.toMatch(dangerous);
          expect(() => encodeURI(line)).not.toThrow();
        }
      }),
    );
  });

  it("is no longer than so many characters, and the sign that it was cut", () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 30 }), (text, longest) => {
        const line = shown(text, longest);
        expect(Array.from(line.replace(/…$/, "")).length).toBeLessThanOrEqual(longest);
        expect(line.endsWith("…")).toBe(Array.from(shown(text)).length > longest);
      }),
    );
  });

  it("changes nothing in what has passed it", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(shown(shown(text))).toBe(shown(text));
      }),
    );
  });

  it.each([
    [" a\r\n b\u001b[31mc\u2028d ", "a b [31mc d"],
    ["half \ud83d of it", "half \ufffd of it"],
    ["paused <{%if%}>", "paused <{ %if%}>"],
    [" ::set-env name=A::b", ": :set-env name=A::b"],
    ["see ##vso[x] and ##[y]", "see ## vso[x] and ## [y]"],
    ["a ##teamcity[x]", "a ## teamcity[x]"],
    ["abc\u202edef", "abcdef"],
    ["urn:pulumi:dev::project::type::name", "urn:pulumi:dev::project::type::name"],
    ["naïve 👩‍🚀 ×2, 100 % {ok}", "naïve 👩‍🚀 ×2, 100 % {ok}"],
  ])("makes of %j the line %j", (text, line) => {
    expect(shown(text)).toBe(line);
  });

  it("cuts by whole characters", () => {
    expect(shown(`${"x".repeat(299)}😀y`, 300)).toBe(`${"x".repeat(299)}😀…`);
    expect(shown("😀".repeat(5), 5)).toBe("😀".repeat(5));
    expect(shown("😀".repeat(6), 5)).toBe(`${"😀".repeat(5)}…`);
  });
});
