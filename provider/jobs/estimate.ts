/** Returns the milliseconds until an estimated finish in Unix seconds: negative if it has passed, undefined if there is no estimate. */
export function untilEstimatedFinishMs(estimatedFinish: number | null | undefined, nowMs: number): number | undefined {
  // Some providers return 0 if they have no estimate.
  return estimatedFinish === null || estimatedFinish === undefined || estimatedFinish <= 0
    ? undefined
    : estimatedFinish * 1_000 - nowMs;
}
