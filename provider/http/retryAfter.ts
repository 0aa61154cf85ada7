import type { Answer } from "./answer";

// Date.parse accepts almost any text as a year.
const httpDate = /^[A-Z][a-z]{2,8},? .*\d{2}:\d{2}:\d{2}/;
const longestMs = 365 * 86_400_000;

/** Reads when the server asks to retry. Returns milliseconds from now, at most a year, or undefined. */
export function retryAfterMs(answer: Answer, nowMs: number): number | undefined {
  const askedMs = asked(answer, nowMs);
  return askedMs === undefined ? undefined : Math.min(Math.max(0, askedMs), longestMs);
}

function asked({ headers }: Answer, nowMs: number): number | undefined {
  const milliseconds = Number.parseFloat(headers["retry-after-ms"] ?? "");
  if (Number.isFinite(milliseconds)) {
    return milliseconds;
  }
  const header = headers["retry-after"]?.trim() ?? "";
  if (/^-?\d+(\.\d+)?$/.test(header)) {
    return Number(header) * 1_000;
  }
  const date = httpDate.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : date - nowMs;
}
