import { buildIfStale } from "./build";
import { languages, whyNot } from "./languages";
import { pulumiFolders } from "../../examples/pulumiCommand";

/** Runs once before all tests, whichever way jest is started. */
export default function globalSetup(): void {
  buildIfStale();
  if (pulumiFolders().length === 0) {
    process.stdout.write("No pulumi CLI on PATH or under the Pulumi home: the tests on the real engine are skipped.\n");
    return;
  }
  for (const language of languages) {
    const reason = whyNot(language);
    if (reason !== undefined) {
      process.stdout.write(`The tests of programs in ${language} are skipped: ${reason}.\n`);
    }
  }
}
