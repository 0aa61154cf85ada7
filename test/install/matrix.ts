import { writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { hasEngine } from "./project";
import { matrix } from "./table";
import { tryOut, type Outcome } from "./trial";
import { page, pageOf } from "./compatibilityPage";
import { Workshop } from "./workshop";

/**
 * Tries the packed tarball in every combination of the table, and writes what became of it into docs/compatibility.md. Words on the
 * command line leave out the combinations that have none of them in their heading or title, and then nothing is written.
 */
async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const workshop = await Workshop.open();
  const outcomes: Record<string, Outcome[]> = {};
  try {
    for (const [heading, combinations] of Object.entries(matrix)) {
      for (const combination of combinations) {
        if (words.length > 0 && !words.some((word) => `${heading} ${combination.title}`.includes(word))) {
          continue;
        }
        const start = Date.now();
        process.stdout.write(`${heading}: ${combination.title} …`);
        const outcome = await tryOut(workshop, combination);
        (outcomes[heading] ??= []).push(outcome);
        process.stdout.write(` ${((Date.now() - start) / 1000).toFixed(0)} s\n${described(outcome)}`);
      }
    }
  } finally {
    await workshop.close();
  }
  if (!hasEngine) {
    process.stdout.write("There is no pulumi CLI, so no pulumi up was run.\n");
  }
  if (words.length === 0 && hasEngine) {
    writeFileSync(page, await format(pageOf(outcomes), { ...(await resolveConfig(page)), filepath: page }));
  } else {
    process.stdout.write(
      "docs/compatibility.md stays as it is: only a run of everything, with a CLI, is written there.\n",
    );
  }
  process.exitCode = Object.values(outcomes)
    .flat()
    .some(({ surprises }) => surprises.length > 0)
    ? 1
    : 0;
}

function described({ versions, works, limits, surprises }: Outcome): string {
  const lines = [
    ...(versions.length > 0 ? [`on ${versions.join(", ")}`] : []),
    ...works.map((title) => `works: ${title}`),
    ...limits.map((limit) => `as known: ${limit}`),
    ...surprises.map((surprise) => `FAILS: ${surprise}`),
  ];
  return lines.map((line) => `  ${line}\n`).join("");
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
