import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { drawn } from "./report";

/** Writes the tables and the chart from the figures that were kept. With `--check` it writes nothing, and fails where one is stale. */
async function main(): Promise<void> {
  for (const [path, text] of await drawn()) {
    if (readFileSync(path, "utf8") === text) {
      continue;
    }
    if (process.argv.includes("--check")) {
      throw new Error(
        `${basename(path)} is not what docs/images/benchmark.json says: run npx tsx test/benchmark/draw.ts.`,
      );
    }
    writeFileSync(path, text);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
