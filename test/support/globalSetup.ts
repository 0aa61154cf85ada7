import { buildIfStale } from "./build";
import { pulumiFolders } from "../../examples/pulumiCommand";

/** Runs once before all tests, whichever way jest is started. */
export default function globalSetup(): void {
  buildIfStale();
  if (pulumiFolders().length === 0) {
    process.stdout.write("No pulumi CLI on PATH or under the Pulumi home: the tests on the real engine are skipped.\n");
  }
}
