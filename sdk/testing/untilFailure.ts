import { runInThisContext } from "node:vm";
import { endWaits } from "../pulumi/programFailure";

/** The real process: jest gives tests a copy, which gets no events. */
const realProcess = runInThisContext("process") as NodeJS.Process;

/** How long to collect errors after a failure: one error reaches every output of the job, one after the other. */
const aftermathMs = 50;
/** How long to wait for pending work after a failure. */
const longestAftermathMs = 5_000;

/**
 * Runs a task until it ends, or until an unhandled error in this process, as ends a deployment.
 *
 * @param settled Resolves when the task's work has ended.
 * @throws the first of these errors.
 */
export async function untilFailure<Result>(
  task: () => Promise<Result>,
  settled: () => Promise<unknown> = () => Promise.resolve(),
): Promise<Result> {
  const listeners = realProcess.listeners("unhandledRejection");
  realProcess.removeAllListeners("unhandledRejection");
  try {
    return await new Promise<Result>((resolve, reject) => {
      realProcess.on("unhandledRejection", reject);
      // Node.js reports the task's last rejections only after this turn.
      task().then((result) => setImmediate(resolve, result), reject);
    });
  } catch (error) {
    endWaits(error);
    await Promise.race([settled(), new Promise((resolve) => setTimeout(resolve, longestAftermathMs).unref())]);
    await new Promise((resolve) => setTimeout(resolve, aftermathMs));
    throw error;
  } finally {
    realProcess.removeAllListeners("unhandledRejection");
    listeners.forEach((listener) => realProcess.on("unhandledRejection", listener));
  }
}
