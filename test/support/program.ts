import * as pulumi from "@pulumi/pulumi";
import requireFromString from "require-from-string";

/**
 * The real process: Jest gives tests a copy of it, and what is loaded as Pulumi's host loads it, such as the
 * provider, sees the real one.
 */
export const realProcess: NodeJS.Process = requireFromString("module.exports = process");

/** The value that stands for one that is not known yet, among a program's outputs. */
export const unknown = pulumi.runtime.unknownValue;

/**
 * Runs a program and returns the stack's outputs as an engine gets them: what is undefined is left out, what
 * is not known yet is `unknown`.
 *
 * @throws the error that would end the program, wherever in it nobody handles it.
 */
export async function runProgram(program: () => Record<string, unknown>): Promise<Record<string, unknown>> {
  const listeners = realProcess.listeners("unhandledRejection");
  realProcess.removeAllListeners("unhandledRejection");
  try {
    return await new Promise<Record<string, unknown>>((resolve, reject) => {
      realProcess.on("unhandledRejection", reject);
      pulumi.runtime.serializeProperties("outputs", program()).then(resolve, reject);
    });
  } catch (error) {
    // One error reaches every output of the job, one after the other.
    await new Promise((resolve) => setTimeout(resolve, 50));
    throw error;
  } finally {
    realProcess.removeAllListeners("unhandledRejection");
    listeners.forEach((listener) => realProcess.on("unhandledRejection", listener));
  }
}
