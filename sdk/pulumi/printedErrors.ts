import { InvalidArgumentError, PortkeyError } from "../../provider/errors";

/** Pulumi (seen in 3.268 to 3.270) prints only the message of an error with this property, and the stack of all others. */
const runErrorMarker = "__pulumiRunError";

/** Runs a task. Pulumi prints its errors as one line, after a prefix that names the resource or function. */
export function printingErrors<Result>(prefix: string, task: () => Result): Result {
  try {
    return task();
  } catch (error) {
    throw printed(prefix, error);
  }
}

/** Does the same for an asynchronous task whose result is used in a resource's inputs. */
export async function printingErrorsOf<Result>(prefix: string, task: () => Promise<Result>): Promise<Result> {
  try {
    return await task();
  } catch (error) {
    const printable = printed(prefix, error);
    throw printable instanceof PortkeyError ? keepMessage(printable) : printable;
  }
}

/** Makes Pulumi print an error as one line. The error stays the same object, so programs can catch it by its class. */
export function asPrinted<Printed extends Error>(error: Printed): Printed {
  Object.defineProperty(error, runErrorMarker, { value: true, configurable: true });
  return withoutStack(error);
}

/** Protects an error's message: Pulumi adds the names of failed inputs to it. */
export function keepMessage<Kept extends Error>(error: Kept): Kept {
  const { message } = error;
  return Object.defineProperty(error, "message", {
    get: () => message,
    set: () => {
      // Ignored: the message stays as it was thrown.
    },
    configurable: true,
  });
}

/**
 * Removes an error's stack: Pulumi prints it for errors in another resource's inputs, and otherwise spends half a minute to inspect it.
 */
export function withoutStack<Printed extends Error>(error: Printed): Printed {
  return Object.assign(error, { stack: "" });
}

function printed(prefix: string, error: unknown): unknown {
  if (!(error instanceof PortkeyError) || Reflect.has(error, runErrorMarker)) {
    return error; // a shared error that was handled before
  }
  const isOfProgram = error instanceof InvalidArgumentError;
  return asPrinted(isOfProgram ? Object.assign(error, { message: `${prefix}${error.message}` }) : error);
}
