import * as pulumi from "@pulumi/pulumi";
import { asPrinted, keepMessage } from "./printedErrors";

/** Watches for an error that ends the program while something in it waits. */
interface ProgramWatch {
  /** Aborted by such an error, which is its reason. */
  readonly signal: AbortSignal;
  readonly stop: () => void;
}

const watches = new Set<AbortController>();

/**
 * Watches for an uncaught error. Pulumi reports it and lets what is under way come to its end; a wait of hours would
 * keep the deployment, and its lock, for that long.
 */
export function watchProgram(): ProgramWatch {
  if (watches.size === 0) {
    process.on("uncaughtExceptionMonitor", endWaits);
    process.on("unhandledRejection", endWaits);
  }
  const watch = new AbortController();
  watches.add(watch);
  return {
    signal: watch.signal,
    stop: () => {
      watches.delete(watch);
      if (watches.size === 0) {
        process.off("uncaughtExceptionMonitor", endWaits);
        process.off("unhandledRejection", endWaits);
      }
    },
  };
}

/** Gives a task up when the program fails: Pulumi lets what is under way come to its end. */
export async function whileProgramRuns<Result>(
  task: (signal: AbortSignal | undefined) => Promise<Result>,
): Promise<Result> {
  const program = pulumi.runtime.getMonitor() === undefined ? undefined : watchProgram();
  try {
    return await task(program?.signal);
  } finally {
    program?.stop();
  }
}

// What Pulumi (seen in 3.268 to 3.270) rejects the outputs of a failed resource with: under --continue-on-error the program goes on.
const failedResource = /resource .* failed to register/;

/** Ends what waits in this process, for an error that has ended the program. */
export function endWaits(error: unknown): void {
  if (error instanceof Error && failedResource.test(error.message)) {
    return;
  }
  const reason = kept(error);
  for (const watch of watches) {
    watch.abort(reason);
  }
}

/**
 * Who waits fails with the same error, which Pulumi knows by its identity and reports once. Returns the error, or one of our own for what
 * can't be kept.
 */
function kept(error: unknown): Error {
  return error instanceof Error && Object.isExtensible(error)
    ? keepMessage(error)
    : asPrinted(new Error("The wait for a fine-tuning job was ended, since the program has failed."));
}
