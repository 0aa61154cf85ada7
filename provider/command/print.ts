import { fieldNames, fieldOf, type KnownJob } from "../jobs/fields";
import { formatTime } from "../jobs/unixTime";
import { escaped } from "../text/json";
import { shown } from "../text/shown";

/** What stands of each job in a list. */
const listed = ["jobId", "status", "createdAt", "model", "fineTunedModel"] as const;

const timeNames: ReadonlySet<string> = new Set(fieldNames.filter((name) => fieldOf(name).type === "time"));

/** Writes a job as a table, a field a line. */
export function jobTable(job: KnownJob): string {
  return `${columns(Object.entries(job).map(([name, value]) => [name, cell(value, name)]))}\n`;
}

/** Writes jobs as a table, one a line. */
export function jobsTable(jobs: readonly KnownJob[]): string {
  return jobs.length === 0
    ? ""
    : `${columns([listed, ...jobs.map((job) => listed.map((name) => cell(job[name], name)))])}\n`;
}

/** Writes JSON whose texts a terminal and a CI log show as they are, and take for no command. */
export function json(value: unknown): string {
  const text = JSON.stringify(value, null, 2)
    .replaceAll("##", String.raw`#\u0023`)
    .replaceAll(/[\u007f-\u009f\u2028\u2029]|\p{Bidi_Control}/gu, escaped);
  return `${text}\n`;
}

/** Writes rows of texts below each other, each column as wide as its longest text. */
export function columns(rows: ReadonlyArray<readonly string[]>): string {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd())
    .join("\n");
}

/** Writes a value as a person reads it: a time as a date. */
function cell(value: unknown, name: string): string {
  if (typeof value === "number" && timeNames.has(name)) {
    return formatTime(value);
  }
  return value === undefined ? "" : shown(typeof value === "string" ? value : JSON.stringify(value));
}
