import { fieldNames, fieldOf, type KnownJob } from "../jobs/fields";
import { formatTime } from "../jobs/unixTime";
import { escaped } from "../text/json";
import { shown } from "../text/shown";

/** The columns of the list of jobs. */
const listed = ["jobId", "status", "createdAt", "model", "fineTunedModel"] as const;

const timeNames: ReadonlySet<string> = new Set(fieldNames.filter((name) => fieldOf(name).type === "time"));

/** Writes a job as a table with one field per line. */
export function jobTable(job: KnownJob): string {
  return `${columns(Object.entries(job).map(([name, value]) => [name, cell(value, name)]))}\n`;
}

/** Writes jobs as a table with one job per line. */
export function jobsTable(jobs: readonly KnownJob[]): string {
  return jobs.length === 0
    ? ""
    : `${columns([listed, ...jobs.map((job) => listed.map((name) => cell(job[name], name)))])}\n`;
}

/** Writes JSON that is safe for terminals and CI logs, which could run parts of strings as commands. */
export function json(value: unknown): string {
  const text = JSON.stringify(value, null, 2)
    .replaceAll("##", String.raw`#\u0023`)
    .replaceAll(/[\u007f-\u009f\u2028\u2029]|\p{Bidi_Control}/gu, escaped);
  return `${text}\n`;
}

/** Writes lines of cells in aligned columns. */
export function columns(rows: ReadonlyArray<readonly string[]>): string {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd())
    .join("\n");
}

/** Writes a value for people: a time as a date. */
function cell(value: unknown, name: string): string {
  if (typeof value === "number" && timeNames.has(name)) {
    return formatTime(value);
  }
  return value === undefined ? "" : shown(typeof value === "string" ? value : JSON.stringify(value));
}
