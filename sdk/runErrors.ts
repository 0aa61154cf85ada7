import * as pulumi from "@pulumi/pulumi";
import { PortkeyError } from "../provider/errors";

/** Runs a task whose errors Pulumi is to print as one line: it prints a RunError as its message alone, and any other with its stack. */
export function asRunError<Result>(prefix: string, task: () => Result): Result {
  try {
    return task();
  } catch (error) {
    throw runError(prefix, error);
  }
}

/** Does the same for a task that takes time. */
export async function asRunErrors<Result>(prefix: string, task: () => Promise<Result>): Promise<Result> {
  try {
    return await task();
  } catch (error) {
    throw runError(prefix, error);
  }
}

/** Pulumi prints the stack of what fails in another resource's inputs, and spends half a minute inspecting it elsewhere. */
export function withoutStack(error: Error): Error {
  return Object.assign(error, { stack: "" });
}

function runError(prefix: string, error: unknown): unknown {
  return error instanceof PortkeyError ? withoutStack(new pulumi.RunError(`${prefix}${error.message}`)) : error;
}
