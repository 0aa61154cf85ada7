import * as pulumi from "@pulumi/pulumi";
import { untilFailure } from "../../sdk/testing/untilFailure";

/**
 * Runs a program against whatever stands in for the engine. Returns the stack's outputs as an engine gets them: what is undefined is
 * left out, what is not known yet is `unknown`.
 *
 * @throws the error that would end the program, wherever in it nobody handles it.
 */
export function runProgram(program: () => Record<string, unknown>): Promise<Record<string, unknown>> {
  return untilFailure(async () => pulumi.runtime.serializeProperties("outputs", program()));
}
