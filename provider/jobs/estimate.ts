/** Tells how many milliseconds are left until an estimated finish in Unix seconds; negative once it is past, undefined without one. */
export function untilEstimatedFinishMs(estimatedFinish: number | null | undefined, nowMs: number): number | undefined {
  // Some providers say 0 where they have no estimate.
  return estimatedFinish === null || estimatedFinish === undefined || estimatedFinish <= 0
    ? undefined
    : estimatedFinish * 1_000 - nowMs;
}
