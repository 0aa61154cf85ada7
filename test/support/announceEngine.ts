import { pulumiFolders } from "./pulumiCommand";

/** Says once, before all tests, when the real engine can't take part in them. */
export default function announceEngine(): void {
  if (pulumiFolders().length === 0) {
    process.stdout.write("No pulumi CLI on PATH or under the Pulumi home: the tests on the real engine are skipped.\n");
  }
}
