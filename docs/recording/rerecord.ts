import { writeFileSync } from "node:fs";
import { pulumiFolders } from "../../examples/pulumiCommand";
import { formatCast } from "./cast";
import { castFile } from "./index";
import { record } from "./record";
import { hasTerminals } from "./terminalSession";

/** Records anew. `npm run docs` then draws the picture. */
async function main(): Promise<void> {
  const [pulumiFolder] = pulumiFolders();
  if (pulumiFolder === undefined || !hasTerminals()) {
    throw new Error("A recording needs a pulumi CLI, on PATH or under the Pulumi home, and util-linux's script.");
  }
  writeFileSync(castFile, formatCast(await record(pulumiFolder)));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
