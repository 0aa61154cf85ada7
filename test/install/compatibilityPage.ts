import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Outcome } from "./trial";

/** The documentation's page of what was run. */
export const page = resolve(__dirname, "../../docs/compatibility.md");
const marked = /(?<=<!-- matrix -->).*(?=<!-- \/matrix -->)/s;

/** Returns the page with what became of the matrix, not formatted. */
export function pageOf(outcomes: Readonly<Record<string, readonly Outcome[]>>): string {
  const tables = Object.entries(outcomes).map(([heading, rows]) => `### ${heading}\n\n${tableOf(rows)}`);
  return readFileSync(page, "utf8").replace(marked, `\n\n${tables.join("\n\n")}\n\n`);
}

/** Reads the rows of the documentation's tables: the cells of each, by heading. */
export function readPage(): Readonly<Record<string, readonly (readonly string[])[]>> {
  const sections = (marked.exec(readFileSync(page, "utf8"))?.[0] ?? "").split(/^### /m).slice(1);
  return Object.fromEntries(
    sections.map((section) => {
      const [heading = "", ...lines] = section.split("\n");
      const rows = lines.filter((line) => line.startsWith("|")).slice(2);
      return [
        heading,
        rows.map((row) =>
          row
            .split("|")
            .slice(1, -1)
            .map((cell) => cell.trim()),
        ),
      ];
    }),
  );
}

function tableOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ title, versions, works, limits, surprises }) => [
    title,
    versions.join(", "),
    works.join("; "),
    [...limits, ...surprises.map((surprise) => `**fails**: ${surprise.split("\n", 2).join(" ").slice(0, 200)}`)].join(
      "; ",
    ),
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const head = ["", "versions", "works", "doesn't work, and what to do"];
  return [line(head), line(head.map(() => "-")), ...rows.map(line)].join("\n");
}
