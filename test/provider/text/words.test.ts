import { formatDuration, times } from "../../../provider/text/words";

describe("formatDuration", () => {
  it.each([
    [0, "0s"],
    [45, "45s"],
    [480, "8m"],
    [5_400, "1h 30m"],
    [3_601, "1h 1s"],
    [187_200, "2d 4h"],
    [93_784, "1d 2h"],
    [-3, "0s"],
  ])("writes %d seconds as %s", (seconds, text) => {
    expect(formatDuration(seconds * 1_000)).toBe(text);
  });
});

describe("times", () => {
  it.each([
    [1, "once"],
    [2, "twice"],
    [3, "3 times"],
  ])("writes %d as %s", (count, text) => {
    expect(times(count)).toBe(text);
  });
});
