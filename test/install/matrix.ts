import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { format, resolveConfig } from "prettier";
import { pulumiFolders } from "../../examples/pulumiCommand";
import { table } from "../../tools/docs/markdown";
import { combinations } from "./table";
import { Trials } from "./trial";

const page = resolve(__dirname, "../../docs/compatibility.md");

/**
 * Tries the packed tarball in every combination of the table, and writes docs/compatibility.md where all of them work. Words on the
 * command line leave out the combinations that have none of them in their title, and then nothing is written.
 */
async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const chosen = combinations.filter(({ title }) => words.length === 0 || words.some((word) => title.includes(word)));
  if (pulumiFolders().length === 0) {
    throw new Error("There is no pulumi CLI, and without it no pulumi up is tried.");
  }
  const trials = await Trials.open();
  const rows: string[][] = [["", "versions", "what was run"]];
  try {
    for (const combination of chosen) {
      try {
        const versions = await trials.tryOut(combination);
        rows.push([combination.title, versions.join(", "), combination.checks.join("; ")]);
        process.stdout.write(`works: ${combination.title}: ${versions.join(", ")}\n`);
      } catch (error) {
        process.exitCode = 1;
        process.stdout.write(`FAILS: ${combination.title}: ${String(error)}\n`);
      }
    }
  } finally {
    await trials.close();
  }
  if (rows.length - 1 === combinations.length) {
    const marked = /(?<=<!-- matrix -->).*(?=<!-- \/matrix -->)/s;
    const text = readFileSync(page, "utf8").replace(marked, () => `\n\n${table(rows)}\n\n`);
    writeFileSync(page, await format(text, { ...(await resolveConfig(page)), filepath: page }));
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
