import { debuglog } from "node:util";
import { PortkeyError } from "./portkeyError";

const log = debuglog("portkey");

/**
 * An unexpected error in this package.
 *
 * @remedy Report it as a bug, with the output of `NODE_DEBUG=portkey`.
 */
export class InternalError extends PortkeyError {
  constructor(name: string) {
    super(
      `An unexpected error occurred in pulumi-portkey (${name}). Set NODE_DEBUG=portkey to see the details, and report it as a bug.`,
    );
  }
}

/**
 * Returns an error that can be shown. Of an error from outside this package, it keeps only the name. NODE_DEBUG=portkey shows the stack of
 * every error.
 */
export function presentable(error: unknown): PortkeyError {
  log("%s", error instanceof Error ? error.stack : error);
  if (error instanceof PortkeyError) {
    return error;
  }
  return new InternalError(error instanceof Error ? error.name : typeof error);
}

/** Follows an error's name on the stack's line, when the CLI shows the full message on the job's line. */
export const seeErrorOfJob = "see the job's error for details";
