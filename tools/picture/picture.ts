import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pulumiFolders } from "../../examples/pulumiCommand";
import { draw } from "./draw";
import { record } from "./record";

/** Records a new `pulumi up`, and draws the README's picture. */
async function main(): Promise<void> {
  const [pulumiFolder] = pulumiFolders();
  if (pulumiFolder === undefined) {
    throw new Error(
      "The picture shows a real pulumi up, so it needs a pulumi CLI, on PATH or in the Pulumi home folder.",
    );
  }
  writeFileSync(resolve(__dirname, "../../docs/images/waiting-up.svg"), draw(await record(pulumiFolder)));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
