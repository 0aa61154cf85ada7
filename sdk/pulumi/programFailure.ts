import * as pulumi from "@pulumi/pulumi";
import { asPrinted, keepMessage } from "./printedErrors";

/** Watches for an error that ends the program during a wait. */
interface ProgramWatch {
  /** Aborted with that error as its reason. */
  readonly signal: AbortSignal;
  readonly stop: () => void;
}

const watches = new Set<AbortController>();

/**
 * Watches for an uncaught error. Pulumi reports it, but lets pending work finish. A wait of hours would hold the deployment and its lock
 * for that time.
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

/** Stops a task when the program fails. Pulumi would let it finish. */
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

// Pulumi (seen in 3.268 to 3.270) rejects the outputs of a failed resource with this message. With --continue-on-error, the program
// continues.
const failedResource = /resource .* failed to register/;

/** Ends all waits in this process because an error has ended the program. */
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
 * Returns the error for the waits. It is the same object, so that Pulumi reports it once; or a new error if this one can't be protected.
 */
function kept(error: unknown): Error {
  return error instanceof Error && Object.isExtensible(error)
    ? keepMessage(error)
    : asPrinted(new Error("The wait for a fine-tuning job ended because the program failed."));
}
