import { z } from "zod";

const headerSchema = z.object({ version: z.literal(2), width: z.int(), height: z.int(), title: z.string() });
const eventSchema = z.tuple([z.number(), z.literal("o"), z.string()]);

/** What a terminal printed, and when. */
export interface Cast {
  readonly title: string;
  readonly columns: number;
  readonly rows: number;
  readonly output: readonly Printed[];
}

/** What was printed at one time. */
export interface Printed {
  /** Milliseconds since the recording began. */
  readonly atMs: number;
  readonly text: string;
}

/** Writes a recording as asciinema's asciicast v2: a header, then `[seconds, "o", text]`, each on a line of its own. */
export function formatCast({ title, columns, rows, output }: Cast): string {
  const header = { version: 2, width: columns, height: rows, title, env: { TERM: terminalType } };
  return [header, ...output.map(({ atMs, text }) => [atMs / 1_000, "o", text])]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join("");
}

export const terminalType = "xterm-256color";

/** @throws an error where it is no asciicast v2. */
export function parseCast(text: string): Cast {
  const [header, ...events] = text
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
  const { width, height, title } = headerSchema.parse(header);
  const output = events
    .map((event) => eventSchema.parse(event))
    .map(([seconds, , printed]) => ({
      atMs: Math.round(seconds * 1_000),
      text: printed,
    }));
  return { title, columns: width, rows: height, output };
}
