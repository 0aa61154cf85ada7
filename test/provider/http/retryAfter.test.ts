import * as fc from "fast-check";
import { retryAfterMs } from "../../../provider/http/retryAfter";

describe("retryAfterMs", () => {
  const now = Date.UTC(2026, 0, 1);
  const after = (headers: Record<string, string>) => retryAfterMs({ status: 429, headers, body: "" }, now);

  it.each([
    [{ "retry-after": "2" }, 2_000],
    [{ "retry-after": " 1.5 " }, 1_500],
    [{ "retry-after": "0" }, 0],
    [{ "retry-after": "-7" }, 0],
    [{ "retry-after": new Date(now + 5_000).toUTCString() }, 5_000],
    [{ "retry-after": new Date(now - 5_000).toUTCString() }, 0],
    [{ "retry-after-ms": "250" }, 250],
    [{ "retry-after-ms": "-1" }, 0],
    [{ "retry-after-ms": "250", "retry-after": "9" }, 250],
    [{ "retry-after-ms": "soon", "retry-after": "9" }, 9_000],
    [{ "retry-after-ms": "Infinity", "retry-after": "9" }, 9_000],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": "in 5 minutes" }, undefined],
    [{ "retry-after": "3, 5" }, undefined],
    [{ "retry-after": "2026-13-45" }, undefined],
    [{ "retry-after": "" }, undefined],
    [{ "retry-after": "NaN" }, undefined],
    [{}, undefined],
  ])("reads %j as %j milliseconds", (headers, milliseconds) => {
    expect(after(headers)).toBe(milliseconds);
  });

  it("is never negative or not a number, whatever the headers say", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (header, milliseconds) => {
        const found = after({ "retry-after": header, "retry-after-ms": milliseconds }) ?? 0;
        expect(found).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
