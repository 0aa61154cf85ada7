const unitsMs = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;

/** Writes milliseconds in at most two units, such as `45s`, `8m`, `1h 30m` or `2d 4h`. */
export function formatDuration(durationMs: number): string {
  let restMs = Math.max(0, Math.round(durationMs / unitsMs.s) * unitsMs.s);
  const parts: string[] = [];
  for (const [unit, sizeMs] of Object.entries(unitsMs)) {
    const count = Math.floor(restMs / sizeMs);
    if (count > 0) {
      parts.push(`${count}${unit}`);
      restMs -= count * sizeMs;
    }
  }
  return parts.slice(0, 2).join(" ") || "0s";
}

/** Writes how often something happened. */
export function times(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : `${count} times`;
}

/** Writes a count with its noun. */
export function countOf(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}
