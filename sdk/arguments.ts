import * as pulumi from "@pulumi/pulumi";
import { InvalidArgumentError } from "../provider/errors";
import { isRecord } from "../provider/text/json";
import { checkNames, type Parse } from "../provider/settings/parse";
import { asItIs } from "../provider/text/redact";
import { argumentParsers } from "../provider/waiting/arguments";

/**
 * Checks the resource's name, which JavaScript programs can leave out.
 *
 * @throws InvalidArgumentError
 */
export function checkName(name: unknown): void {
  if (typeof name !== "string" || name === "") {
    throw new InvalidArgumentError(
      "name",
      'the first argument must be the resource name, a string such as "support-bot"',
    );
  }
}

/**
 * Checks what is known when a program creates a job: the names of arguments, and values that are not Outputs.
 *
 * @throws InvalidArgumentError
 */
export function checkArguments(given: unknown): void {
  if (typeof given === "string") {
    throw new InvalidArgumentError("args", `it must be an object: { jobId: ${JSON.stringify(given)} }`);
  }
  if (!isRecord(given) || isEventual(given)) {
    throw new InvalidArgumentError("args", 'it must be an object, such as { jobId: "ftjob-AF1WoRqd3aJAHsqc9NY7iL8F" }');
  }
  checkNames(argumentParsers, Object.keys(given), "args");
  for (const [name, parse] of Object.entries<Parse<unknown>>(argumentParsers)) {
    if (!isEventual(given[name])) {
      parse(given[name] ?? undefined, name, asItIs);
    }
  }
}

function isEventual(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}
