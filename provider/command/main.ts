import { systemClock } from "../http/clock";
import { hasTerminal } from "../waiting/progress";
import { runCommand } from "./command";
import { exitCodes } from "./exitCodes";

/** Runs a command in this process's shell, and sets the process's exit code. */
export async function main(executable: string, version: string, typed: readonly string[]): Promise<void> {
  const interruption = new AbortController();
  process.on("SIGINT", () => {
    if (interruption.signal.aborted) {
      process.exit(exitCodes.interrupted.code);
    }
    interruption.abort();
  });
  // `… | head` has read enough.
  process.stdout.on("error", (error: NodeJS.ErrnoException) =>
    process.exit(error.code === "EPIPE" ? 0 : exitCodes.defect.code),
  );
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
