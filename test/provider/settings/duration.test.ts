import { InvalidArgumentError } from "../../../provider/errors";
import { parseDuration } from "../../../provider/settings/duration";

describe("parseDuration", () => {
  it.each([
    ["45s", 45],
    ["90m", 5_400],
    ["1h30m", 5_400],
    ["2d", 172_800],
    ["1d2h3m4s", 93_784],
    [" 10s ", 10],
    ["600", 600],
    [600, 600],
    [0, 0],
    [1.5, 1.5],
    ["1.5h", 5_400],
    ["1h0m0s", 3_600],
  ])("reads %j as %d seconds", (given, seconds) => {
    expect(parseDuration(given, "timeout")).toBe(seconds * 1_000);
  });

  const others = [-1, Number.NaN, Number.POSITIVE_INFINITY, null, true, {}];
  it.each([..."|abc|1x|-5s|1h 30m|30m1h|h|1.2.3h|.h".split("|"), ...others])(
    "refuses %j, names the argument and shows the forms",
    (given) => {
      const parse = () => parseDuration(given, "timeout");
      expect(parse).toThrow(InvalidArgumentError);
      expect(parse).toThrow(/^timeout: .*"45s", "90m", "1h30m" or "2d", or a number of seconds/);
    },
  );

  it("refuses more than a year", () => {
    expect(() => parseDuration("366d", "timeout")).toThrow("longer than a year");
  });
});
