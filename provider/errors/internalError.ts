import { debuglog } from "node:util";
import { PortkeyError } from "./portkeyError";

const log = debuglog("portkey");

/**
 * Something in this package went wrong that it did not foresee.
 *
 * @remedy Report it, with what `NODE_DEBUG=portkey` shows.
 */
export class InternalError extends PortkeyError {
  constructor(name: string) {
    super(`pulumi-portkey met an error of its own (${name}). Set NODE_DEBUG=portkey to see it, and report it.`);
  }
}

/** Returns an error that is fit to be shown; of one that is none of this package's that is no more than its name. NODE_DEBUG=portkey shows the stack of each. */
export function presentable(error: unknown): PortkeyError {
  log("%s", error instanceof Error ? error.stack : error);
  if (error instanceof PortkeyError) {
    return error;
  }
  return new InternalError(error instanceof Error ? error.name : typeof error);
}

/** What follows an error's name where the engine has the error itself on the job's own row. */
export const ownErrorSaysWhy = "the job's own error says why";
