import { InvalidArgumentError, PortkeyError } from "../../provider/errors";

/** By this Pulumi (seen in 3.268 to 3.270) knows an error that it prints as its message alone, whatever its class. Of all others it prints the stack. */
const runErrorMarker = "__pulumiRunError";

/** Runs a task whose errors Pulumi is to print as one line, with a prefix that says whose argument is wrong. */
export function printingErrors<Result>(prefix: string, task: () => Result): Result {
  try {
    return task();
  } catch (error) {
    throw printed(prefix, error);
  }
}

/** Does the same for a task that takes time, and whose result goes into a resource's inputs. */
export async function printingErrorsOf<Result>(prefix: string, task: () => Promise<Result>): Promise<Result> {
  try {
    return await task();
  } catch (error) {
    const printable = printed(prefix, error);
    throw printable instanceof PortkeyError ? keepMessage(printable) : printable;
  }
}

/** Makes an error one that Pulumi prints as one line. It stays what it is, so that a program can catch it by its class. */
export function asPrinted<Printed extends Error>(error: Printed): Printed {
  Object.defineProperty(error, runErrorMarker, { value: true, configurable: true });
  return withoutStack(error);
}

/** Keeps an error's message as it is: Pulumi writes the name of each input that fails with an error into that error's message. */
export function keepMessage<Kept extends Error>(error: Kept): Kept {
  const { message } = error;
  return Object.defineProperty(error, "message", {
    get: () => message,
    set: () => {
      // What is reported stays as it was thrown.
    },
    configurable: true,
  });
}

/** Pulumi prints the stack of what fails in another resource's inputs, and spends half a minute inspecting it elsewhere. */
export function withoutStack<Printed extends Error>(error: Printed): Printed {
  return Object.assign(error, { stack: "" });
}

function printed(prefix: string, error: unknown): unknown {
  if (!(error instanceof PortkeyError) || Reflect.has(error, runErrorMarker)) {
    return error; // one that several share has been here before
  }
  const isOfProgram = error instanceof InvalidArgumentError;
  return asPrinted(isOfProgram ? Object.assign(error, { message: `${prefix}${error.message}` }) : error);
}
