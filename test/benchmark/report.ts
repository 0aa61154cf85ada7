import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { format, resolveConfig } from "prettier";
import { chartOf } from "./chart";
import { figuresSchema, type Figures } from "./figures";
import { tables, type Row } from "./tables";

const docs = resolve(__dirname, "../../docs");
const document = join(docs, "figures.md");
const dataFile = join(docs, "images", "benchmark.json");
const chartFile = join(docs, "images", "benchmark.svg");

/** Writes the figures as the terminal shows them. */
export function terminalTable(figures: Figures): string {
  return Object.values(tables)
    .map((rowsOf) => rowsOf(figures))
    .map((rows) => {
      const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
      return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")).join("\n");
    })
    .join("\n\n");
}

/** Keeps the figures, and writes the document's tables and the chart from them. */
export async function writeDocs(figures: Figures): Promise<void> {
  writeFileSync(dataFile, await formatted(dataFile, JSON.stringify(figures)));
  for (const [path, text] of await drawn()) {
    writeFileSync(path, text);
  }
}

/** Returns the text of each file that is made from the kept figures, as it would be written now. */
export async function drawn(): Promise<ReadonlyMap<string, string>> {
  const figures = figuresSchema.parse(JSON.parse(readFileSync(dataFile, "utf8")));
  const text = Object.entries(tables).reduce(
    (changed, [name, rowsOf]) =>
      changed.replace(
        new RegExp(`(<!-- ${name} -->).*(<!-- /${name} -->)`, "s"),
        (_all, begin: string, end: string) => `${begin}\n\n${markdownTable(rowsOf(figures))}\n\n${end}`,
      ),
    readFileSync(document, "utf8"),
  );
  return new Map([
    [document, await formatted(document, text)],
    [chartFile, chartOf(figures)],
  ]);
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function markdownTable([head = [], ...rows]: readonly Row[]): string {
  const line = (cells: Row): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "-")), ...rows.map(line)].join("\n");
}

async function formatted(path: string, text: string): Promise<string> {
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}
