/** Unix times above this are milliseconds: as seconds, they would be in the year 5138. */
export const firstMillisecondTime = 1e11;

const iso = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|UTC|[+-]\d{2}:?\d{2})?)?$/i;

/** A time that is written as an ISO date or time. */
interface WrittenTime {
  readonly seconds: number;
  /** Whether it has a time of day but no time zone. It is then read as UTC. */
  readonly lacksZone: boolean;
}

/** Parses an ISO date (UTC) or time; undefined for anything else, and for a day that does not exist. */
export function parseIsoTime(text: string): WrittenTime | undefined {
  const [, date, time, zone] = iso.exec(text.trim()) ?? [];
  const milliseconds = Date.parse(`${date}T${time ?? "00:00"}${zone?.toUpperCase().replace("UTC", "Z") ?? "Z"}`);
  // JavaScript reads the 31st of February as a day in March.
  const isOnTheCalendar =
    !Number.isNaN(milliseconds) && new Date(`${date}T00:00Z`).toISOString().startsWith(`${date}T`);
  return isOnTheCalendar
    ? { seconds: milliseconds / 1_000, lacksZone: time !== undefined && zone === undefined }
    : undefined;
}

/** Writes Unix seconds as an ISO time, such as `2026-01-31T12:00:00Z`. */
export function formatTime(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().replace(".000Z", "Z");
}

/** Converts a time in seconds, milliseconds, microseconds or nanoseconds to Unix seconds; undefined if it can't be any of them. */
export function wholeSeconds(time: number): number | undefined {
  let seconds = time;
  for (let unit = 0; unit < 3 && seconds > firstMillisecondTime; unit += 1) {
    seconds /= 1_000;
  }
  return seconds >= 0 && seconds <= firstMillisecondTime ? Math.floor(seconds) : undefined;
}
