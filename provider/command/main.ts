import { systemClock } from "../http/clock";
import { hasTerminal } from "../waiting/progress";
import { runCommand } from "./command";
import { exitCodes } from "./exitCodes";

/** Runs a command, and sets the exit code of this process. */
export async function main(executable: string, version: string, typed: readonly string[]): Promise<void> {
  const interruption = new AbortController();
  const interrupt = (): void => {
    if (interruption.signal.aborted) {
      process.exit(exitCodes.interrupted.code); // The second Ctrl-C does not let the first one finish.
    }
    interruption.abort();
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") {
      process.exit(exitCodes.succeeded.code); // `… | head` has read enough.
    }
    process.stderr.write(`Can't write the result to stdout (${error.code}).\n`);
    process.exit(exitCodes.usage.code);
  });
  // The wait continues even if nothing reads its progress.
  process.stderr.on("error", () => undefined);
  const isWatched = process.stderr.isTTY && hasTerminal();
  process.exitCode = await runCommand(typed, {
    executable,
    version,
    environment: process.env,
    terminalColumns: () => (isWatched ? process.stderr.columns : undefined),
    print: (text) => process.stdout.write(text),
    printError: (text) => process.stderr.write(text),
    signal: interruption.signal,
    clock: systemClock,
  });
}
